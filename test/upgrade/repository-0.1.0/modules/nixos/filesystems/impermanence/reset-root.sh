#!/usr/bin/env bash
# Puts the used root subvolume aside and an empty one in its place. Runs in the initrd, before the
# root is mounted, so it needs no more than bash, coreutils, mount, umount and btrfs.
#
# Nothing is ever deleted here: the used root is renamed into $RESET_OLD_ROOTS, where
# clean-old-roots.sh finds it in the running system. The new root is complete under another name
# before the first of the two renames; a power cut between them leaves no root but a finished new
# one, which the next boot renames into place.
#
#   RESET_DEVICE     block device that holds the Btrfs filesystem
#   RESET_SUBVOLUME  the root subvolume, directly below the top level
#   RESET_BLANK      read-only snapshot of an empty root; an empty subvolume serves if it is missing
#   RESET_OLD_ROOTS  directory below the top level where used roots are kept
#   RESET_STATE      file that says how it went: "reset", "skipped" or "failed", a tab, the reason
#   RESET_CMDLINE    the kernel command line (default /proc/cmdline)
#   RESET_MOUNT      where the top level is mounted meanwhile (default /run/panther/top)
set -euo pipefail

device=${RESET_DEVICE:?}
subvolume=${RESET_SUBVOLUME:?}
blank_name=${RESET_BLANK:?}
old_roots_name=${RESET_OLD_ROOTS:?}
state=${RESET_STATE:?}
cmdline=${RESET_CMDLINE:-/proc/cmdline}
top=${RESET_MOUNT:-/run/panther/top}

root=$top/$subvolume
new=$top/$subvolume-new
blank=$top/$blank_name
old_roots=$top/$old_roots_name
mounted=no

report() { # state, reason
  mkdir -p "${state%/*}"
  printf '%s\t%s\n' "$1" "$2" >"$state"
  echo "root reset: $1: $2"
}

fail() { # reason
  report failed "$1"
  exit 1
}

unmount_top() {
  if [ "$mounted" = yes ]; then umount "$top" || umount -l "$top"; fi
}
trap unmount_top EXIT

is_subvolume() { [ -d "$1" ] && [ ! -L "$1" ] && btrfs subvolume show "$1" >/dev/null 2>&1; }
exists() { [ -e "$1" ] || [ -L "$1" ]; }

# Succeeds if the kernel was started with the given word on its command line.
asked_for() {
  local words word
  read -r -a words <"$cmdline" || [ "${#words[@]}" -gt 0 ] || return 1
  for word in "${words[@]}"; do
    if [ "$word" = "$1" ]; then return 0; fi
  done
  return 1
}

# A name in @old-roots that nothing has yet. The boot id keeps names apart when the clock stands still.
free_name() {
  local boot stamp name count=1
  stamp=$(date -u +%Y-%m-%dT%H-%M-%SZ)
  read -r boot </proc/sys/kernel/random/boot_id
  name=$old_roots/$stamp-${boot%%-*}
  while exists "$name"; do
    count=$((count + 1))
    name=$old_roots/$stamp-${boot%%-*}-$count
  done
  printf '%s\n' "$name"
}

# Renames a subvolume into @old-roots. Only ever a subvolume: for anything else a rename that the
# filesystem refuses would make mv copy and delete.
put_aside() { # path
  local target
  mkdir -p "$old_roots" || fail "cannot make $old_roots_name"
  if [ -L "$old_roots" ]; then fail "$old_roots_name is a symbolic link"; fi
  is_subvolume "$1" || fail "${1##*/} is not a subvolume"
  target=$(free_name) || fail 'cannot choose a name for the used root'
  mv -T "$1" "$target" || fail "cannot put ${1##*/} aside"
  aside=$target
}

make_new_root() {
  if is_subvolume "$blank"; then
    btrfs subvolume snapshot "$blank" "$new" >/dev/null || fail "cannot snapshot $blank_name"
    made_from="from $blank_name"
  else
    btrfs subvolume create "$new" >/dev/null || fail 'cannot create an empty root'
    made_from="empty, because $blank_name is missing"
  fi
}

move_new_root_in() {
  mv -T "$new" "$root" && return
  # The used root is better than none.
  if [ -n "${aside:-}" ] && ! exists "$root"; then mv -T "$aside" "$root"; fi
  fail "cannot rename the new root to $subvolume"
}

for name in "$subvolume" "$blank_name" "$old_roots_name"; do
  case $name in
  */* | . | ..) fail 'a subvolume name must not contain a slash' ;;
  esac
done

mkdir -p "$top" || fail 'cannot make the mount point'
mount -t btrfs -o subvolid=5,noatime "$device" "$top" || fail 'cannot mount the filesystem'
mounted=yes

if ! exists "$root"; then
  # The boot before this one was cut between the renames, or somebody removed the root.
  if is_subvolume "$new"; then
    move_new_root_in
    report reset 'the new root that an interrupted reset had left was put in place'
  else
    make_new_root
    move_new_root_in
    report reset "there was no root: a new one was made, $made_from"
  fi
  exit 0
fi

if asked_for panther.noreset; then
  report skipped 'panther.noreset is on the kernel command line'
  exit 0
fi

is_subvolume "$root" || fail "$subvolume is not a subvolume"
# Left by a reset that was cut before its first rename; made afresh, so that a new root is always new.
if exists "$new"; then put_aside "$new"; fi
aside=
make_new_root
put_aside "$root"
move_new_root_in
report reset "new root $made_from; the used one is $old_roots_name/${aside##*/}"
