# A whole install, killed once the disk is formatted, and gone on with.
. /input/guest.sh
passphrase='correct horse battery staple'
password='another secret of theirs'
log=$XDG_STATE_HOME/panther-discover/installs/os.jsonl

step 'the recorded machine, with its two disks in each other'"'"'s place'
base64 -d /input/carried | tar -C /root -xf -
must node /input/driver.mjs swapped
cp /root/os/hosts/os/disko.nix /results/disko.nix

# Looks over the shoulder of everything that runs, for as long as there is something to see.
mkdir -p /run/watch
printf '%s\n%s\n' "$passphrase" "$password" >/run/watch/secrets
(while [[ -e /run/watch/secrets ]]; do
  grep -lasF -f /run/watch/secrets /proc/[0-9]*/cmdline /proc/[0-9]*/environ
  sleep 0.5
done >/results/seen-in-proc 2>/dev/null) &

panther() { # name, flags…
  local name=$1
  shift
  node /input/panther-discover.mjs install --out /root/os --approve "$(</run/digest)" \
    --passphrase-fd 3 --password-fd 4 "$@" </dev/null >"/results/runs/$name" 2>&1 \
    3<<<"$passphrase" 4<<<"$password"
}

step 'install, until the disk is formatted'
panther killed &
until grep -qs '"step":"disk","event":"finished"' "$log" || ! kill -0 $! 2>/dev/null; do sleep 0.1; done
kill -9 "$(pgrep -f '^node /input/panther' 2>/dev/null || grep -lz '^/input/panther-discover.mjs$' /proc/[0-9]*/cmdline | sed 's|/proc/\([0-9]*\)/.*|\1|' | head -n 1)"
wait $!
echo $? >/results/runs/killed.status
step 'go on'
panther resumed --resume
echo $? >/results/runs/resumed.status
rm -r /run/watch

step 'what is there now'
cp "$log" /results/log-medium
cp /mnt/persist/secrets/panther-discover/installs/os.jsonl /results/log-target
(cd /mnt/persist && find . -type f -printf '%m %P\n') >/results/persist
cp /mnt/persist/secrets/passwords/panther /results/password-hash
grep -rlaF -e "$passphrase" -e "$password" /root /results /run /tmp /var /etc /mnt/persist >/results/left-in-files 2>/dev/null
(. /input/plan.sh; identity formatted; state formatted)
step end
