# An install that is killed after each step until the disk is formatted, and while it is; then the power goes.
. /input/guest.sh
. /input/runs.sh
step 'the recorded machine, with its two disks in each other'"'"'s place'
bring
must node /input/driver.mjs swapped
cp /root/os/hosts/os/disko.nix /results/disko.nix
approve=(--approve "$(</run/digest)")
watch

step 'killed before the wipe'
killed preflight preflight finished "${approve[@]}"
killed approve approve finished --resume "${approve[@]}"
killed secrets secrets finished --resume "${approve[@]}"
ls -A /run/panther >/results/left-by-kill
[[ -e /results/wipes ]] && echo 'FAILED: something was wiped'

step 'killed while it is formatted'
start wiping --resume "${approve[@]}"
until [[ -e /dev/nvme0n1p2 ]] || ! kill -0 $!; do pause; done
# What it has started stands still, as it would in a long command, when nobody is left to read what it says.
script=$(program)
kill -STOP -"$script"
kill -9 $!
ended wiping
panther outlived --resume "${approve[@]}"
kill -CONT -"$script"
while [[ -d /proc/$script ]]; do pause; done

step 'an earlier install by the same names is left, behind a new table'
mkdir -p /run/panther
(umask 077 && printf %s "$passphrase" >/run/panther/disk.key)
DISK_DEACTIVATE=/input/deactivate must bash /run/layout.sh --yes-wipe-all-disks
rm /run/panther/disk.key
must touch /mnt/persist/of-an-earlier-install
must umount --recursive /mnt
must cryptsetup close os-crypt
must sgdisk --clear "$(tail -n 1 /results/wipes)"
udevadm settle

step 'begun anew, under an approval of its own'
panther old-approval --resume "${approve[@]}"
cp /results/wipes /results/wipes-once
rm -rf /results/asked
approve=(--approve "$(digest_now)")
killed disk disk finished --resume "${approve[@]}"

step 'a passphrase that is not the one'
typed='a wrong passphrase' panther wrong --resume
look_for_secrets
cat /proc/mounts >/results/mounts
hand_on
step end
