# What the driver makes before it attempts an install, and takes away afterwards.
set -u
disk=/dev/nvme0n1
other=/dev/nvme1n1

settle() { partprobe "$disk" "$other"; udevadm trigger --settle --subsystem-match=block; udevadm settle; }
clear() {
  wipefs --all --force --quiet "$disk"?* "$disk" "$other"?* "$other" 2>/dev/null
  settle
}
parts() { # a partition on each of both disks
  for each in "$disk" "$other"; do sgdisk --clear --new=1:0:+2G "$each" >/dev/null || return; done
  settle
}

# In a mount namespace that the tool is not in.
make_mounted() {
  parts && mkfs.vfat "${disk}p1" >/dev/null && mkdir -p /root/place || return
  setsid unshare --mount --propagation private \
    bash -c "mount ${disk}p1 /root/place && touch /run/mounted && exec sleep 1000" </dev/null >/dev/null 2>&1 &
  echo $! >/run/away
  until [[ -e /run/mounted ]]; do sleep 0.1; done
}
undo_mounted() { kill "$(</run/away)"; sleep 0.5; }

make_swap() { mkswap "${disk}p1" >/dev/null && swapon "${disk}p1"; }
undo_swap() { swapoff "${disk}p1"; }

make_holder() {
  cryptsetup luksFormat --batch-mode "${disk}p1" /input/disks &&
    cryptsetup open --key-file /input/disks "${disk}p1" theirs
}
undo_holder() { cryptsetup close theirs; }

# Half of it on the other disk; not put together, whatever udev's rules for new devices would do.
make_array() {
  clear
  parts && yes | mdadm --create /dev/md/theirs --level=1 --raid-devices=2 --metadata=1.2 --assume-clean \
    "${disk}p1" "${other}p1" >/dev/null 2>&1 || return
  udevadm settle
  mdadm --stop --scan 2>/dev/null
  udevadm settle
  [[ ! -e /dev/md127 ]]
}
undo_array() {
  mdadm --stop --scan 2>/dev/null
  mdadm --zero-superblock "${disk}p1" "${other}p1"
}

make_group() {
  parts && pvcreate --quiet --yes "${disk}p1" "${other}p1" >/dev/null 2>&1 &&
    vgcreate --quiet theirs "${disk}p1" "${other}p1" >/dev/null 2>&1 && settle
}
undo_group() { vgremove --quiet --yes theirs >/dev/null 2>&1; }

make_btrfs() {
  clear
  parts && mkfs.btrfs --quiet --force -d raid1 -m raid1 "${disk}p1" "${other}p1" && settle
}
undo_btrfs() { clear; }

# The disk that the host was installed on before, still plugged in.
make_twin() {
  clear
  sgdisk --clear --new=1:0:+2G --partition-guid=1:00000000-0000-4000-8000-000000000003 "$other" >/dev/null && settle
}
undo_twin() { clear; }

make_mapper() {
  parts && cryptsetup luksFormat --batch-mode "${other}p1" /input/disks &&
    cryptsetup open --key-file /input/disks "${other}p1" os-crypt
}
undo_mapper() { cryptsetup close os-crypt; clear; }

make_occupied() { mkdir -p /mnt/usb && mount -t tmpfs usb /mnt/usb; }
undo_occupied() { umount /mnt/usb; }

# The volume descriptors of an ISO 9660 image (ECMA-119, 8): what an image has that was written to a disk.
make_live_medium() {
  printf '\001CD001\001\000%-32s%-32s' LINUX NIXOS_ISO | dd of="$disk" bs=2048 seek=16 conv=notrunc,fsync status=none &&
    printf '\377CD001\001' | dd of="$disk" bs=2048 seek=17 conv=notrunc,fsync status=none && settle
}
undo_live_medium() { dd if=/dev/zero of="$disk" bs=2048 seek=16 count=2 conv=notrunc,fsync status=none; settle; }

make_read_only() { blockdev --setro "$disk"; }
undo_read_only() { blockdev --setrw "$disk"; }

make_full_tmpfs() {
  mkdir -p /run/panther && mount -t tmpfs -o size=4k,mode=700 full /run/panther && head -c 4096 /dev/zero >/run/panther/filler
}
undo_full_tmpfs() { umount /run/panther; }

# Somebody else's mkfs, while disko builds its script.
make_meanwhile() {
  printf '#!/bin/bash\nmkfs.vfat -I %s >/dev/null\nsync\nudevadm settle\n' "$disk" >/run/meanwhile && chmod +x /run/meanwhile
}
undo_meanwhile() { rm /run/meanwhile; clear; }
