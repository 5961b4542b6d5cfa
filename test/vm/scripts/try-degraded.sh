# What is left of a mirrored layout when its first disk is gone.
. /input/plan.sh

step 'find what is there'
udevadm settle
# A running system does this after a while by itself (mdadm-last-resort).
[[ -z $(planned array) ]] || mdadm --incremental --run --scan
udevadm settle
while read -r name; do
  mdadm --detail "/dev/md/$name" >"/results/md-$name"
done < <(planned array)
udevadm settle
opened=()
while read -r device mapper; do
  [[ -e $device ]] || continue
  must cryptsetup open "$device" "$mapper" <<<"$passphrase"
  opened+=("$mapper")
done < <(planned container)
printf '%s\n' "${opened[@]}" >/results/opened

step 'mount what is left'
if [[ -z $(planned array) ]]; then
  mount -o subvolid=5 "/dev/mapper/${opened[0]}" /mnt && echo 'FAILED: half a mirror mounts unasked'
fi
must mount -o degraded,subvolid=5 "/dev/mapper/${opened[0]}" /mnt
(cd /mnt && find . -type f -exec sha256sum {} + | LC_ALL=C sort -k 2) >/results/sums
must touch /mnt/written
must umount /mnt
while read -r device mountpoint options; do
  [[ -e $device ]] || continue
  must mount --mkdir -o "$options" "$device" /run/boot
  printf '%s %s\n' "$mountpoint" "$(ls /run/boot)" >>/results/boot
  must umount /run/boot
done < <(planned esp)
step end
