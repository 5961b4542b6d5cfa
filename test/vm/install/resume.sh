# The machine has started anew, and the install goes on to its end, killed after each step.
. /input/guest.sh
. /input/runs.sh
step 'go on after a start'
bring
watch
mkdir -p /mnt/persist
typed='a wrong passphrase' panther wrong-again --resume
ls -A /mnt/persist /run/panther >/results/left-by-wrong
killed verify-disk verify-disk finished --resume

step 'unmounted meanwhile'
umount --recursive /mnt && cryptsetup close os-crypt
touch /run/hold
start installing --resume
# Not before it waits: what it says at its start would end it when nobody is left to read that.
until [[ -e /run/holding ]] || ! kill -0 $!; do pause; done
kill -9 $!
ended installing
panther outlived --resume
rm /run/hold
while [[ -d /proc/$(program) ]]; do pause; done
killed install install finished --resume
killed verify-system verify-system finished --resume
panther resumed --resume
look_for_secrets

step 'what is there now'
cp "$log" /results/log-medium
cp /mnt/persist/secrets/panther-discover/installs/os.jsonl /results/log-target
(cd /mnt/persist && find . -mindepth 1 -printf '%m %y %u %P\n') >/results/persist
cp /mnt/persist/secrets/passwords/panther /results/password-hash
compare() { [[ $(sums_in "$1") == "$(sums_in "$2")" ]] || echo "$2"; }
{
  compare /root/os /mnt/persist/pantheros
  for place in /etc/NetworkManager/system-connections /var/lib/iwd; do compare $place /mnt/persist$place; done
} >/results/differs
ssh-keygen -y -f /mnt/persist/etc/ssh/ssh_host_ed25519_key >/results/host-key
find / -xdev -name '*ssh_host*' -not -path '/mnt/*' >/results/host-keys-elsewhere
(. /input/plan.sh; identity formatted; state formatted)
step end
