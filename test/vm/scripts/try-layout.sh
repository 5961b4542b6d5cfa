# What happens to a layout in a machine's life: formatted, used, formatted again, closed, opened with the
# typed passphrase, reset, mounted. What the guest's own tools see goes to /results; the host judges.
#   /input/layout.sh   the script that disko made
#   /input/twice       there where it is to be formatted a second time
#   /input/neighbour   the link of a disk that nobody may touch, where there is one
. /input/plan.sh
mkdir -p /run/panther
(umask 077 && printf %s "$passphrase" >/run/panther/disk.key)
export DISK_DEACTIVATE=/input/deactivate
# A new array copies one blank disk over the other: hours of emulated work that prove nothing. What is
# written goes to both all the same.
echo 1 | tee /proc/sys/dev/raid/speed_limit_{min,max} >/dev/null

if [[ -e /input/neighbour ]]; then
  step 'put another installation by the same name on a disk that is not in the plan'
  device=$(</input/neighbour)
  read -r label _ < <(planned filesystem)
  must sgdisk --clear --new=1:0:+16M --typecode=1:EF00 --change-name=1:disk-main-esp \
    --new=2:0:0 --typecode=2:8309 --change-name=2:disk-main-crypt "$device"
  partprobe "$device"
  udevadm settle
  must mkfs.vfat "$device-part1"
  must mkfs.btrfs -q -L "$label" "$device-part2"
  udevadm settle
  sync
  sha256sum <"$device" >/results/neighbour
fi

step 'format blank disks'
must bash /input/layout.sh --yes-wipe-all-disks
identity formatted
state formatted

step 'use them'
while read -r device name mountpoint options; do
  mkdir -p "/mnt$mountpoint/deep/down"
  must cp /input/plan "/mnt$mountpoint/used"
  head -c 1000000 /dev/urandom >"/mnt$mountpoint/deep/down/data"
done < <(planned subvolume)
while read -r device mountpoint options; do
  must cp /input/plan "/mnt$mountpoint/loader"
done < <(planned esp)
sync
sums >/results/sums-before

if [[ -e /input/twice ]]; then
  step 'format again, with the part that wipes disarmed'
  export KEEP=1
  must bash /input/layout.sh --yes-wipe-all-disks
  identity again
  sums >/results/sums-again
fi

step close
close_all
rm /run/panther/disk.key
lsblk --json --bytes --output-all >/results/closed.json

step 'open as somebody types it: a line'
udevadm settle
while read -r name; do
  [[ -e /dev/md/$name ]] || mdadm --assemble --scan
done < <(planned array)
while read -r device mapper; do
  # On another descriptor: cryptsetup reads what is on its standard input.
  cryptsetup open "$device" "$mapper" <<<'a wrong passphrase' &&
    echo "FAILED: $device opens with a wrong passphrase"
  must cryptsetup open "$device" "$mapper" <<<"$passphrase"
done < <(planned container)
udevadm settle

step 'reset as at boot'
export RESET_STATE=/run/panther/root-reset RESET_OLD_ROOTS=@old-roots
read -r RESET_DEVICE RESET_SUBVOLUME RESET_BLANK < <(planned reset)
export RESET_DEVICE RESET_SUBVOLUME RESET_BLANK
must bash /input/reset-root.sh
cp "$RESET_STATE" /results/reset
mkdir -p /run/top
must mount -o subvolid=5 "$RESET_DEVICE" /run/top
(cd /run/top && find . -type f | LC_ALL=C sort) >/results/files
find "/run/top/$RESET_SUBVOLUME" "/run/top/$RESET_BLANK" -mindepth 1 >/results/not-empty
btrfs property get -ts "/run/top/$RESET_BLANK" ro >/results/blank
touch "/run/top/$RESET_BLANK/written" 2>>/results/blank
must umount /run/top

step 'mount as planned'
mount_all
sums >/results/sums-after
close_all
step end
