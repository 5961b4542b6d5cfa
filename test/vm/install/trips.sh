# Each check is tripped by a real cause, and each install ends before the disk is written to.
. /input/guest.sh
other=/dev/nvme1n1
clear() {
  wipefs --all --force --quiet "$disk"?* "$disk" "$other"?* "$other" 2>/dev/null
  partprobe "$disk" "$other"
  udevadm settle
}
parts() { # a partition on each of both disks
  for each in "$disk" "$other"; do must sgdisk --clear --new=1:0:+2G "$each" >/dev/null; done
  partprobe "$disk" "$other"
  udevadm settle
}

step 'record and plan'
must panther --host os --profile workstation --answers /input/answers.yaml --out /root/os >/results/plan 2>&1
cp /root/os/hosts/os/disko.nix /results/disko.nix
attempt nothing-in-the-way --until approve

step 'mounted, in another namespace'
parts
must mkfs.vfat "${disk}p1" >/dev/null
mkdir -p /root/place
unshare --mount --propagation private bash -c "mount ${disk}p1 /root/place && exec sleep 1000" &
away=$!
sleep 2
attempt mounted
kill $away
wait $away 2>/dev/null

step 'swap'
must mkswap "${disk}p1" >/dev/null
must swapon "${disk}p1"
attempt swap
swapoff "${disk}p1"

step 'an opened container'
must cryptsetup luksFormat --batch-mode --pbkdf pbkdf2 --pbkdf-force-iterations 1000 "${disk}p1" /input/disks
must cryptsetup open --key-file /input/disks "${disk}p1" theirs
attempt holder
cryptsetup close theirs

step 'half of an array'
clear
parts
yes | must mdadm --create /dev/md/theirs --level=1 --raid-devices=2 --metadata=1.2 --assume-clean "${disk}p1" "${other}p1" 2>/dev/null
udevadm settle
must mdadm --stop /dev/md/theirs
sleep 1
attempt array
mdadm --zero-superblock "${disk}p1" "${other}p1"

step 'a volume group over two disks'
clear
parts
must pvcreate --quiet --yes "${disk}p1" "${other}p1" >/dev/null
must vgcreate --quiet theirs "${disk}p1" "${other}p1" >/dev/null
udevadm trigger --settle "${disk}p1" "${other}p1"
attempt group
vgremove --quiet --yes theirs >/dev/null

step 'a btrfs over two disks'
clear
parts
must mkfs.btrfs --quiet --force -d raid1 -m raid1 "${disk}p1" "${other}p1"
udevadm settle
attempt btrfs

step 'a live medium'
clear
# The volume descriptor of an ISO 9660 image (ECMA-119, 8.4): what an image that was written to a disk has.
printf '\001CD001\001\000%-32s%-32s' LINUX NIXOS_ISO | dd of="$disk" bs=2048 seek=16 conv=notrunc status=none
printf '\377CD001\001' | dd of="$disk" bs=2048 seek=17 conv=notrunc status=none
sync
udevadm trigger --settle "$disk"
attempt live-medium
dd if=/dev/zero of="$disk" bs=2048 seek=16 count=2 conv=notrunc status=none
udevadm trigger --settle "$disk"

step 'a disk that can only be read'
clear
must blockdev --setro "$disk"
attempt read-only
blockdev --setrw "$disk"

step 'nobody agreed, somebody agreed to something else, nobody is there'
attempt not-approved
digest=$(grep -o '[0-9a-f]\{4\}\(-[0-9a-f]\{4\}\)\{4\}' /results/runs/not-approved.err | tail -n 1)
attempt other-digest --approve 0000-0000-0000-0000-0000
attempt no-token --approve "$digest"
echo os >/etc/panther-install
attempt no-passphrase --approve "$digest"

step 'no room for the passphrase'
mkdir -p /run/panther
must mount -t tmpfs -o size=4k,mode=700 full /run/panther
head -c 4096 /dev/zero >/run/panther/filler
attempt full-tmpfs --approve "$digest" --passphrase-fd 3 --password-fd 4
ls -A /run/panther >/results/left-in-tmpfs
umount /run/panther

step 'something else comes onto the disk after it was approved'
printf '#!/bin/bash\nmkfs.vfat -I %s >/dev/null\nsync\nudevadm settle\n' "$disk" >/run/meanwhile
chmod +x /run/meanwhile
attempt meanwhile --approve "$digest" --passphrase-fd 3 --password-fd 4
rm /run/meanwhile
ls -A /run/panther >>/results/left-in-tmpfs

step 'no lock file, and no network to make one'
clear
rm /root/os/flake.lock
touch /run/no-network
attempt no-lock
rm /run/no-network

step 'a disko.nix that was edited'
cp /root/os/hosts/os/disko.nix /root/disko.nix
sed -i 's|04.0-nvme|05.0-nvme|' /root/os/hosts/os/disko.nix
attempt edited
cp /root/disko.nix /root/os/hosts/os/disko.nix

step 'a stick'
stick=$(lsblk -dnro NAME,TRAN | awk '$2 == "usb" { print $1 }')
path=$(udevadm info --query=symlink "/dev/$stick" | tr ' ' '\n' | sed -n 's|^disk/by-path|/dev/disk/by-path|p' | head -n 1)
must panther --host stick --profile workstation --set encryption=luks --set "disk=$path" --out /root/os >/results/plan-stick 2>&1
disk=/dev/$stick
attempt usb --host stick
attempt usb-named --host stick --removable "$path" --until approve

step 'what the next guest finds'
tar -C /root -czf - os state | base64 -w 0 >/results/carried
step end
