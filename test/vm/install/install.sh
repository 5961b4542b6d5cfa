# A whole install, killed after every step and gone on with; then once more, by a person at a terminal.
. /input/guest.sh
log=$XDG_STATE_HOME/panther-discover/installs/os.jsonl
mkdir -p /results/screens

step 'the recorded machine, with its two disks in each other'"'"'s place'
base64 -d /input/carried | tar -C /root -xzf -
attempt swapped
must panther --host os --out /root/os >/results/plan 2>&1
cp /root/os/hosts/os/disko.nix /results/disko.nix
echo os >/etc/panther-install

# Looks over the shoulder of everything that runs, for as long as there is something to see.
mkdir -p /run/watch
printf '%s\n%s\n' "$passphrase" "$password" >/run/watch/secrets
(while [[ -e /run/watch/secrets ]]; do
  grep -lasF -f /run/watch/secrets /proc/[0-9]*/cmdline /proc/[0-9]*/environ
  echo . >>/run/watch/rounds
  sleep 0.2
done >>/results/seen-in-proc 2>/dev/null) &

digest() { panther install --dry-run --json --out /root/os 2>/dev/null | jq -r .digest; }
# Starts an install and kills it as soon as its log says that, or a file is there.
killed() { # name, signal, step and event or file, flags…
  local name=$1 signal=$2 mark=$3 from pid
  shift 3
  from=$(cat "$log" 2>/dev/null | wc -l)
  node /input/panther-discover.mjs install --out /root/os "$@" </dev/null \
    >"/results/runs/$name.out" 2>"/results/runs/$name.err" 3<<<"$passphrase" 4<<<"$password" &
  pid=$!
  while kill -0 $pid 2>/dev/null; do
    [[ $mark != /* || ! -e $mark ]] || break
    ! tail -n "+$((from + 1))" "$log" 2>/dev/null | grep -q "\"step\":\"${mark% *}\",\"event\":\"${mark#* }\"" || break
    sleep 0.02
  done
  kill "-$signal" $pid 2>/dev/null
  wait $pid
  echo $? >"/results/runs/$name.status"
  ls -A /run/panther >"/results/runs/$name.left"
}
secrets=(--passphrase-fd 3 --password-fd 4)

step 'killed before the disk is touched'
before=$(written "$disk")
first=$(digest)
killed preflight KILL 'preflight finished' --approve "$first" "${secrets[@]}"
killed approve KILL 'approve finished' --resume --approve "$first" "${secrets[@]}"
killed secrets KILL 'secrets finished' --resume --approve "$first" "${secrets[@]}"
[[ $before == "$(written "$disk")" ]] && echo untouched >/results/before-the-wipe

step 'killed in the middle of the wipe'
touch /run/hold
killed wiping KILL /run/held --resume --approve "$first" "${secrets[@]}"
attempt still-running --resume --approve "$first" "${secrets[@]}"
kill "$(pgrep -x sleep -f 'sleep 600' 2>/dev/null || pidof -s sleep)" 2>/dev/null
for pid in /proc/[0-9]*; do grep -qsz '^600$' "$pid/cmdline" && kill "${pid#/proc/}"; done
rm -f /run/held

step 'a Ctrl-C in the middle of the wipe'
attempt old-digest --resume --approve "$first" "${secrets[@]}"
second=$(digest)
killed interrupted INT /run/held --resume --approve "$second" "${secrets[@]}"
grep -lsz '^600$' /proc/[0-9]*/cmdline >/results/still-there
rm -f /run/hold /run/held

step 'killed after the wipe'
second=$(digest)
killed disk KILL 'disk finished' --resume --approve "$second" "${secrets[@]}"
wipes=$(wc -l </results/wipes)
attempt wrong-passphrase --resume --passphrase-fd 4
killed verify-disk KILL 'verify-disk finished' --resume "${secrets[@]}"
killed install KILL 'install finished' --resume "${secrets[@]}"
mkdir /run/boot && mv /mnt/boot/* /run/boot/
attempt no-loader --resume "${secrets[@]}"
killed verify-system KILL 'verify-system finished' --resume "${secrets[@]}"
attempt done --resume
attempt done-again --resume
echo "$wipes $(wc -l </results/wipes)" >/results/wipes-meanwhile
cp "$log" /results/log-medium
cp /mnt/persist/secrets/panther-discover/installs/os.jsonl /results/log-target

step 'what is there now'
(. /input/plan.sh; identity formatted; state formatted)
(cd /mnt/persist && find . -type f -printf '%m %p\n' | LC_ALL=C sort -k 2) >/results/persist
cat /mnt/persist/secrets/passwords/panther >/results/password-hash
cat /mnt/persist/etc/ssh/*.pub >/results/host-key 2>/dev/null

step 'a person at a terminal'
export TERM=screen LC_ALL=C.UTF-8
screen() { tmux capture-pane -p -S - -t t; }
start() {
  tmux -f /dev/null new-session -d -s t -x 110 -y 200 \
    "node /input/panther-discover.mjs install --out /root/os; echo ended with \$?; sleep 1000"
}
expect() { # text, seconds
  for ((i = 0; i < ${2:-60} * 5; i++)); do
    screen | grep -qF -- "$1" && return
    sleep 0.2
  done
  echo "FAILED: the screen never showed: $1"
  screen
  exit 1
}
keep() { screen | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"/results/screens/$1"; }
finish() { expect 'ended with' "${1:-60}"; keep "$2"; tmux kill-server; sleep 1; }
type_() { tmux send-keys -t t -l -- "$1"; tmux send-keys -t t Enter; }

before=$(written "$disk")
start
expect 'Type the names of all that nvme0n1 loses'
for wrong in nvme0n1p1 'yes' 'nvme0n1p1 nvme0n1p2 nvme1n1p1'; do type_ "$wrong"; sleep 1; done
finish 60 wrong-names
start
expect 'Type the names of all that nvme0n1 loses'
type_ 'nvme0n1p2 nvme0n1p1'
expect 'Type "os" and the last four characters'
type_ 'os sk-0'
expect 'That is not it.'
tmux send-keys -t t C-c
finish 60 ctrl-c
[[ $before == "$(written "$disk")" ]] && echo untouched >/results/before-the-dialogue

start
expect 'Type the names of all that nvme0n1 loses'
type_ 'nvme0n1p1 nvme0n1p2'
expect 'Type "os" and the last four characters'
keep approval
type_ 'os sk-1'
expect 'The passphrase of the disk:'
type_ "$passphrase"
expect 'The same again:'
type_ "something else"
expect 'These two are not the same.'
type_ "$passphrase"
sleep 1
type_ "$passphrase"
expect 'The password of panther:'
type_ "$password"
sleep 1
type_ "$password"
expect 'Press Enter when it is written down' 300
keep recovery-key
tmux send-keys -t t Enter
finish 120 whole
rm -r /run/watch

step 'what is left of the secrets'
umount /input/nothing 2>/dev/null
grep -rlaF -e "$passphrase" -e "$password" /root /results /run /tmp /var /etc /mnt/persist /mnt/var 2>/dev/null >/results/left-in-files
step end
