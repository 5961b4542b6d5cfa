# How the install is run in a guest, killed, and looked at meanwhile.
passphrase='correct horse battery staple'
password='another secret of theirs'
log=$XDG_STATE_HOME/panther-discover/installs/os.jsonl
mkfifo /run/never
exec 9<>/run/never
# A sleep that starts no program.
pause() { read -rt 0.1 -u 9; }

# Looks over the shoulder of everything that runs, for as long as there is something to see.
watch() {
  mkdir -p /run/watch
  printf '%s\n%s\n' "$passphrase" "$password" >/run/watch/secrets
  (while [[ -e /run/watch/secrets ]]; do
    grep -lasF -f /run/watch/secrets /proc/[0-9]*/cmdline /proc/[0-9]*/environ
    echo >>/results/rounds
    sleep 0.5
  done >/results/seen-in-proc 2>/dev/null) &
}
look_for_secrets() {
  rm -r /run/watch
  grep -rlaF -e "$passphrase" -e "$password" /root /results /run /tmp /var /etc /mnt >/results/left-in-files 2>/dev/null
}

start() { # name, flags…; in the background, as $!
  local name=$1
  shift
  (exec node /input/panther-discover.mjs install --host os --out /root/os --passphrase-fd 3 --password-fd 4 "$@" \
    </dev/null >"/results/runs/$name" 2>&1 3<<<"${typed:-$passphrase}" 4<<<"$password" 9>&-) &
}

ended() { # name: waits for it
  wait $!
  echo $? >"/results/runs/$1.status"
  echo "-- $1: $(<"/results/runs/$1.status"), after $(cut -d ' ' -f 1 /proc/uptime) s"
}

panther() { # name, flags…
  start "$@"
  ended "$1"
}

lines_like() { grep -cs -- "$1" "$log"; }

# Kills it with -9 once the log has a line more that says so: `disk finished`.
killed() { # name, step, event, flags…
  local name=$1 mark="\"step\":\"$2\",\"event\":\"$3\"" before
  shift 3
  before=$(lines_like "$mark")
  start "$name" "$@"
  until (($(lines_like "$mark") > before)) || ! kill -0 $! 2>/dev/null; do pause; done
  kill -9 $!
  ended "$name"
}

# The process of the program that was recorded last.
program() { jq -r 'select(.record.event == "program") | .record.detail.pid' "$log" | tail -n 1; }

# Every file and link of a folder, with what is in it.
sums_in() { (cd "$1" && find . -type f -exec sha256sum {} + -o -type l -printf '%l %p\n' | LC_ALL=C sort); }

# What the digest of the disk is as it is now.
digest_now() { node /input/panther-discover.mjs install --host os --out /root/os --dry-run --json 2>/dev/null | jq -r .digest; }
# Each sector that was written or discarded is counted.
written() { read -r _ _ _ _ _ _ sectors _ _ _ _ _ _ discarded _ <"/sys/block/$1/stat" && echo "$sectors $discarded"; }
