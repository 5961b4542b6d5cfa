# What every script in a guest starts with: how it reads the plan (/input/plan, see planned.ts), how it
# says what it does, and how it looks at disks.
set -uo pipefail
passphrase='correct horse battery staple'
export PATH=/input/bin:$PATH

step() { echo "== $1, after $(cut -d ' ' -f 1 /proc/uptime) s"; }
must() { "$@" || { echo "FAILED: $*"; exit 1; }; }
# What the plan says of one kind: lines of words, to be read as variables.
planned() { sed -n "s/^$1 //p" /input/plan; }
sums() { find /mnt -type f -exec sha256sum {} + | LC_ALL=C sort -k 2; }

# Everything that a second formatting must leave as it is.
identity() { # step
  local out=/results/$1 name device mapper
  mkdir -p "$out"
  udevadm settle
  lsblk --json --bytes --output-all >"$out/lsblk.json"
  blkid -c /dev/null | LC_ALL=C sort >"$out/blkid"
  while read -r name device; do
    sgdisk --print "$device" >"$out/table-$name"
  done < <(planned disk)
  while read -r device mapper; do
    cryptsetup luksDump --dump-json-metadata "$device" >"$out/luks-$mapper"
  done < <(planned container)
  while read -r name device; do
    mkdir -p /run/top
    must mount -o subvolid=5 "$device" /run/top
    btrfs subvolume list -u -q /run/top | sed 's/ gen [0-9]*//' >"$out/subvolumes-$name"
    btrfs subvolume list -r /run/top | sed 's/ gen [0-9]*//' >"$out/read-only-$name"
    umount /run/top
  done < <(planned filesystem)
}

# What is up only while the layout is in use.
state() { # step
  local out=/results/$1 name device mapper
  mkdir -p "$out"
  findmnt --json --list --output TARGET,SOURCE,FSTYPE,OPTIONS >"$out/findmnt.json"
  cp /proc/swaps "$out/swaps"
  while read -r device mapper; do
    dmsetup table "$mapper" | sed 's/ :[0-9]*:logon:[^ ]*/ KEY/' >"$out/dm-$mapper"
  done < <(planned container)
  while read -r name; do
    mdadm --detail "/dev/md/$name" >"$out/md-$name"
  done < <(planned array)
  while read -r name device; do
    btrfs filesystem df /mnt >"$out/profiles-$name"
    btrfs filesystem show --raw "$device" >"$out/devices-$name"
  done < <(planned filesystem)
}

mount_all() {
  while read -r device name mountpoint options; do
    must mount --mkdir -o "subvol=$name,$options" "$device" "/mnt$mountpoint"
  done < <(planned subvolume | sort -k 3)
  while read -r device mountpoint options; do
    must mount --mkdir -o "$options" "$device" "/mnt$mountpoint"
  done < <(planned esp)
}

close_all() {
  local device mapper name
  swapoff -a
  mountpoint -q /mnt && must umount -R /mnt
  while read -r device mapper; do must cryptsetup close "$mapper"; done < <(planned container)
  while read -r name; do must mdadm --stop "/dev/md/$name"; done < <(planned array)
}
