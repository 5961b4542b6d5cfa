# Records a machine from within, with nothing but a POSIX shell and the tools that every system has.
#
# script.ts puts `N=<nonce>` in front of this and `main` with the manifest's paths behind it, and all
# of it comes on standard input: the functions are read whole before the last line runs anything, so
# half a script does nothing. Names of tools are never hidden in variables but for sudo and timeout.
#
# What comes out is raw bytes between marks. A mark is a line that begins with the nonce, which nobody
# on this machine could have known in time to put it into a file:
#
#     N <count> <kind>   then the path or name; kinds are f file, s link, l and L names, c command
#     N d                then the bytes
#     N e                then what the tool said on standard error
#     N r <code>         its exit code, maybe followed by more of standard error
#     N t                instead of the code: it took too long, or never ended
#     N a                instead of the code: there is no such command
#     N end <count>      that was all
LC_ALL=C LANGUAGE=C PATH="${PATH:-/usr/bin:/bin}:/usr/sbin:/sbin"
export LC_ALL LANGUAGE PATH
unset CDPATH IFS
set +efux

n=0
SUDO=
KILLER=hold

mark() { printf '%s %s\n' "$N" "$*" || exit 1; }

# begin KIND PATH
begin() {
  n=$((n + 1))
  printf '%s %s %s\n%s%s d\n' "$N" "$n" "$1" "$2" "$N" || exit 1
}

# refuse TEXT: ends a frame with what was said instead of data.
refuse() { printf '%s e\n%s\n%s r 1\n' "$N" "$1" "$N"; }

start() {
  # Each second a signal, so that waiting for a process can end. It is let in only while waiting: it
  # would break into the shell's own printing otherwise.
  trap '' USR1
  (while sleep 1 && kill -s USR1 "$$"; do :; done) </dev/null >/dev/null 2>&1 &
  ticker=$!
  if [ "$(printf abc | head -c 2 2>/dev/null)" = ab ]; then
    first() { head -c "$1"; }
  else
    first() { dd bs=1 count="$1" 2>/dev/null; }
  fi
  # An older busybox has other flags; then the shell itself ends what hangs.
  if timeout -s KILL 12 true >/dev/null 2>&1; then KILLER='timeout -s KILL 12'; fi
  if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null 2>&1; then
    sudo -n true </dev/null >/dev/null 2>&1 &
    p=$!
    await 10
    if [ "$r" = L ]; then
      sudo -n true </dev/null >/dev/null 2>&1
      r=$?
    fi
    if [ "$r" = 0 ]; then SUDO='sudo -n'; fi
  fi
  mark begin 1
}

finish() {
  kill "$ticker" 2>/dev/null
  mark end "$n"
}

# await SECONDS: waits for process $p; $r is its exit code, T when it took longer and was killed, or L
# when the code got lost: a bash that is interrupted while it takes note of a process that ended forgets
# about it, and would wait for it for ever.
await() {
  left=$1
  while :; do
    tick=
    trap 'tick=1' USR1
    wait "$p"
    r=$?
    trap '' USR1
    if [ -z "$tick" ] || [ "$r" -le 128 ]; then return; fi
    if ! kill -0 "$p" 2>/dev/null && [ ! -d "/proc/$p" ]; then
      r=L
      return
    fi
    left=$((left - 1))
    if [ "$left" -lt 0 ]; then
      kill -9 "$p" 2>/dev/null
      r=T
      return
    fi
  done
}

# hold WORDS…: ends a command after its time where there is no timeout(1) to do it.
hold() {
  "$@" &
  held=$!
  { sleep 12; kill -9 "$held"; } </dev/null >/dev/null 2>&1 5>&- 6>&- 7>&- &
  holder=$!
  wait "$held"
  held=$?
  kill "$holder" 2>/dev/null
  return "$held"
}

# produce MAX WORDS…: a little more than MAX bytes of output at most, then standard error and exit code.
# 5 is what the reader gets, 6 standard error on its way to being cut, 7 what is said afterwards.
produce() {
  most=$(($1 + 1))
  shift
  exec 5>&1
  said=$(
    exec 7>&1
    {
      {
        "$@" </dev/null 2>&6 5>&- 6>&- 7>&-
        printf '%s r %s\n' "$N" "$?" >&7
      } | first "$most" >&5
    } 6>&1 | {
      first 4096
      cat >/dev/null
    }
  )
  printf '%s e\n%s\n' "$N" "$said"
}

# run MAX SECONDS WORDS…: nothing but the last cat holds the way out, so that killing it silences all.
run() {
  most=$1 limit=$2
  shift 2
  produce "$most" "$@" | cat &
  p=$!
  await "$limit"
  if [ "$r" = T ]; then mark t; fi
}

# gone PATH: it is plainly not there, which below a wildcard is not worth a word.
gone() {
  if [ -e "$1" ] || [ -L "$1" ]; then return 1; fi
  above=${1%/*}
  while [ -n "$above" ]; do
    if [ -e "$above" ]; then
      [ -d "$above" ] && [ -x "$above" ]
      return
    fi
    if [ -L "$above" ]; then return 1; fi
    above=${above%/*}
  done
  return 0
}

# real PATH: what a pattern gave is a name, and not the pattern itself.
real() {
  case ${1##*/} in . | ..) return 1 ;; esac
  [ -e "$1" ] || [ -L "$1" ] || { [ -r "${1%/*}" ] && [ ! -x "${1%/*}" ]; }
}

# files HOW BLOCK COUNT PATH…: HOW is q (absence leaves no frame) or l. Two blocks of one byte more
# than allowed: a file of the kernel comes in one read, and the second shows whether there is more.
files() {
  how=$1 block=$2 count=$3
  shift 3
  for path in "$@"; do
    if [ "$how" = q ] && gone "$path"; then continue; fi
    begin f "$path"
    dd if="$path" bs="$block" count="$count" 2>/dev/null &
    p=$!
    await 5
    case $r in
    0) mark r 0 ;;
    T) mark t ;;
    *)
      said=$(dd if="$path" bs="$block" count="$count" 2>&1 >/dev/null) && [ "$r" = L ] && r=0
      if [ "$r" = 0 ]; then mark r 0; else refuse "$said"; fi
      ;;
    esac
  done
}

# whole HOW MAX PATH…: long files outside /sys, which come in many short reads.
whole() {
  how=$1 max=$2
  shift 2
  for path in "$@"; do
    if [ "$how" = q ] && gone "$path"; then continue; fi
    begin f "$path"
    run "$max" 5 cat "$path"
  done
}

# secrets HOW MAX PATH…: files that only root may read.
secrets() {
  how=$1 max=$2
  shift 2
  if [ -z "$SUDO" ]; then
    files "$how" "$((max + 1))" 2 "$@"
    return
  fi
  for path in "$@"; do
    if [ "$how" = q ] && gone "$path"; then continue; fi
    begin f "$path"
    run "$max" 10 $SUDO dd if="$path" bs="$((max + 1))" count=2
  done
}

# links HOW PATH…
links() {
  how=$1
  shift
  for path in "$@"; do
    if [ "$how" = q ] && gone "$path"; then continue; fi
    begin s "$path"
    if [ -L "$path" ]; then
      if readlink "$path" 2>/dev/null; then
        mark r 0
      else
        # Older systems have no readlink; every ls shows the target.
        target=$(ls -ld "$path" 2>/dev/null)
        printf '%s\n%s r %s\n' "${target#*"$path -> "}" "$N" "$?"
      fi
    elif [ -e "$path" ]; then
      refuse 'Invalid argument'
    else
      refuse "$(ls -ld "$path" 2>&1 >/dev/null)"
    fi
  done
}

# lists HOW PATH…: names end with a slash, the one character that none holds.
lists() {
  how=$1
  shift
  for path in "$@"; do
    if [ "$how" = q ] && gone "$path"; then continue; fi
    begin l "$path"
    if [ -d "$path" ] && [ -r "$path" ]; then
      for name in "$path"/* "$path"/.*; do
        case ${name##*/} in
        . | ..) continue ;;
        '*' | '.*') if [ ! -e "$name" ] && [ ! -L "$name" ]; then continue; fi ;;
        esac
        printf '%s/' "${name##*/}"
      done
      mark r 0
    else
      refuse "$(ls "$path/" 2>&1 >/dev/null)"
    fi
  done
}

# secret_lists HOW PATH…
secret_lists() {
  if [ -z "$SUDO" ]; then
    lists "$@"
    return
  fi
  how=$1
  shift
  for path in "$@"; do
    if [ "$how" = q ] && gone "$path"; then continue; fi
    begin L "$path"
    run 262144 10 $SUDO ls -a "$path/"
  done
}

# commands ROOT NAME MAX WORDS…: ROOT is r or n.
commands() {
  root=$1 name=$2 max=$3
  shift 3
  begin c "$name"
  if ! command -v "$1" >/dev/null 2>&1; then
    mark a
    return
  fi
  as=
  if [ "$root" = r ]; then as=$SUDO; fi
  if [ "$KILLER" = hold ]; then
    run "$max" 10 hold $as "$@"
  else
    run "$max" 10 $as $KILLER "$@"
  fi
}
