#!/bin/bash
# The first process of a machine in namespaces of its own: STATE is its folder, LOOP the device that is its
# disk. What it is (old system, installer, new system) stands in STATE/mode, and it ends when it is told to
# start anew.
set -eu
state=$1 loop=$2
rig=$(dirname "$state")
mode=$(cat "$state/mode")
mount --make-rprivate /
mount -t proc proc /proc
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/sshd /run/realsys /run/dev /run/home
echo "$loop" >/run/loop
mount -t sysfs sysfs /run/realsys
mount -t tmpfs -o mode=755 tmpfs /run/dev
for node in 'null 1 3' 'zero 1 5' 'full 1 7' 'random 1 8' 'urandom 1 9' 'tty 5 0'; do
  read -r name major minor <<<"$node"
  mknod -m 666 "/run/dev/$name" c "$major" "$minor"
done
mkdir -p /run/dev/pts /run/dev/shm /run/dev/disk/by-path /run/dev/disk/by-partuuid
mount -t devpts -o newinstance,ptmxmode=0666,gid=5 devpts /run/dev/pts
ln -s pts/ptmx /run/dev/ptmx
ln -s /proc/self/fd /run/dev/fd
ln -s /proc/self/fd/0 /run/dev/stdin
ln -s /proc/self/fd/1 /run/dev/stdout
ln -s /proc/self/fd/2 /run/dev/stderr
IFS=: read -r major minor <"/run/realsys/block/$loop/dev"
mknod "/run/dev/$loop" b "$major" "$minor"
mknod /run/dev/sda b "$major" "$minor"
ln -s ../../sda "/run/dev/disk/by-path/pci-0000:00:05.0-scsi-0:0:0:0"
mount --move /run/dev /dev
# Each machine has a kernel of its own, by all that one can see.
cp /proc/sys/kernel/random/uuid /run/boot_id
mount --bind /run/boot_id /proc/sys/kernel/random/boot_id
mount --bind "$state/sys" /sys
mount --bind "$state/os-release.$mode" /etc/os-release
mount --bind "$state/passwd" /etc/passwd
mount --bind "$state/shadow" /etc/shadow
mount --bind "$state/sudoers" /etc/sudoers
export PATH="$rig/bin-host:$PATH"
udevadm trigger
key="$state/ssh_host_ed25519_key"
if [[ $mode == system ]]; then
  mkdir /run/persist
  mount -t btrfs -o subvol=@persist "/dev/sda$(cat "$state/root-partition")" /run/persist
  key=/run/persist/etc/ssh/ssh_host_ed25519_key
elif [[ $mode == old && -b /dev/sda1 ]]; then
  mkdir /run/old
  mount /dev/sda1 /run/old || true
fi
exec /usr/sbin/sshd -D -e -f "$state/sshd_config" -o "HostKey=$key" -o "SetEnv=PATH=$PATH"
