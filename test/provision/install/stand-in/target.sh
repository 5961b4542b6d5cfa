#!/bin/bash
# Makes, in a mount namespace of its own, a machine with one NVMe disk that is not there: what the tool reads
# below /sys and /dev, and programs that answer for the disk. Nothing outside of the namespace changes.
#   target.sh FOLDER      FOLDER/bin and FOLDER/said hold the programs and what they say
set -eu
folder=$1
mkdir "$folder/dev"
mount -t tmpfs -o mode=755 target "$folder/dev"
for name in null zero full random urandom tty; do cp -a "/dev/$name" "$folder/dev/"; done
ln -s /proc/self/fd "$folder/dev/fd"
mkdir "$folder/dev/pts"
mount --bind /dev/pts "$folder/dev/pts"
mount --rbind "$folder/dev" /dev
# Nothing may be mounted where the new system is put together, whatever this machine has there.
sed -n 's|^[^ ]* \(/mnt[^ ]*\) .*|\1|p' /proc/self/mounts | tac | while read -r place; do umount --lazy "$place"; done
for place in /sys /run; do mount -t tmpfs target "$place"; done

disk=/sys/devices/pci0000:00/0000:00:04.0/nvme/nvme0/nvme0n1
mkdir -p "$disk/queue" "$disk/holders" "$disk/slaves" /sys/{block,class/nvme,class/dmi/id,firmware/efi}
ln -s "../${disk#/sys/}" /sys/block/nvme0n1
ln -s "../../${disk#/sys/}/.." /sys/class/nvme/nvme0
ln -s .. "$disk/device"
echo 25165824 >"$disk/size"
for name in removable ro queue/rotational hidden; do echo 0 >"$disk/$name"; done
for name in logical physical; do echo 512 >"$disk/queue/${name}_block_size"; done
echo 2147483648 >"$disk/queue/discard_max_bytes"
echo nvme.0001 >"$disk/wwid"
echo 'Stand-in Disk' >"${disk%/*}/model"
cat "$folder/serial" >"${disk%/*}/serial"
printf 64 >/sys/firmware/efi/fw_platform_size
echo 'Stand-in Works' >/sys/class/dmi/id/sys_vendor
echo 'Nothing 1' >/sys/class/dmi/id/product_name
echo 3 >/sys/class/dmi/id/chassis_type
mkdir -p /dev/disk/{by-path,by-id,by-uuid,by-partuuid}
ln -s ../../nvme0n1 /dev/disk/by-path/pci-0000:00:04.0-nvme-1
ln -s ../../nvme0n1 "/dev/disk/by-id/nvme-Stand-in_Disk_$(cat "$folder/serial")"
# Nobody uses them: they can be opened alone.
touch /dev/nvme0n1{,p1,p2}
mount --bind "$folder/cmdline" /proc/cmdline
echo ready >"$folder/ready"
exec sleep 3600
