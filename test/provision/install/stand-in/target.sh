#!/bin/bash
# Makes, in a mount namespace of its own, a machine with one NVMe disk that is not there: what the tool reads
# below /sys and /dev, and programs that answer for the disk. Nothing outside of the namespace changes.
#   target.sh FOLDER      FOLDER/bin and FOLDER/said hold the programs and what they say
set -eu
folder=$1
mount -t tmpfs target /sys
mount -t tmpfs target /mnt
mount -t tmpfs target /dev/disk 2>/dev/null || { mkdir -p /dev/disk && mount -t tmpfs target /dev/disk; }
mkdir -p /run/panther && mount -t tmpfs -o mode=700 target /run/panther

disk=/sys/devices/pci0000:00/0000:00:04.0/nvme/nvme0/nvme0n1
mkdir -p "$disk/queue" "$disk/holders" "$disk/slaves" /sys/{block,class/nvme,class/dmi/id,firmware/efi}
ln -s "../${disk#/sys/}" /sys/block/nvme0n1
ln -s "../../${disk%/nvme0n1}" /sys/class/nvme/nvme0 2>/dev/null || true
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
touch "$folder/cmdline" && mount --bind "$folder/cmdline" /proc/cmdline
echo ready >"$folder/ready"
exec sleep 3600
