#!/usr/bin/env bash
# Deletes used roots that are no longer wanted. Runs in the running system, at leisure.
#
# Only subvolumes directly below $CLEAN_OLD_ROOTS are candidates, and of each only what lies inside
# it; the newest is never deleted. Age is told by the subvolume id, which only ever grows: a clock
# that was wrong when a root was put aside cannot make a new one look old. Plain files and
# directories are left alone.
#
#   CLEAN_DEVICE     block device that holds the Btrfs filesystem
#   CLEAN_OLD_ROOTS  directory below the top level where used roots are kept
#   CLEAN_KEEP       how many used roots to keep (at least 1)
#   CLEAN_MAX_DAYS   used roots put aside longer ago are deleted even so; empty for no limit
#   CLEAN_MOUNT      where the top level is mounted meanwhile
set -euo pipefail

device=${CLEAN_DEVICE:?}
old_roots_name=${CLEAN_OLD_ROOTS:?}
keep=${CLEAN_KEEP:?}
max_days=${CLEAN_MAX_DAYS:-}
top=${CLEAN_MOUNT:?}
old_roots=$top/$old_roots_name
mounted=no
failures=0

fail() { # reason
  echo "old roots: $1" >&2
  exit 1
}

unmount_top() {
  if [ "$mounted" = yes ]; then umount "$top" || umount -l "$top"; fi
}
trap unmount_top EXIT

# Prints the id of a subvolume; fails for anything else, a plain directory above all: for one of
# those "btrfs subvolume list -o" would name subvolumes of the whole filesystem.
subvolume_id() {
  local key word value shown
  [ -d "$1" ] && [ ! -L "$1" ] && [ "$(stat -c %i -- "$1")" = 256 ] || return 1
  shown=$(btrfs subvolume show -- "$1" 2>/dev/null) || return 1
  while IFS=$': \t' read -r key word value; do
    if [[ "$key $word" == 'Subvolume ID' && $value =~ ^[0-9]+$ ]]; then
      printf '%s\n' "$value"
      return 0
    fi
  done <<<"$shown"
  return 1
}

# Seconds since 1970 at which a root was put aside, from its name; nothing if the name has none.
put_aside_at() { # name
  local day time
  [[ $1 =~ ^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2})-([0-9]{2})-([0-9]{2})Z ]] || return 0
  day=${BASH_REMATCH[1]}
  time=${BASH_REMATCH[2]}:${BASH_REMATCH[3]}:${BASH_REMATCH[4]}
  date -u -d "$day $time" +%s 2>/dev/null
}

too_old() { # name
  local at
  [ -n "$max_days" ] || return 1
  at=$(put_aside_at "$1")
  [ -n "$at" ] && [ $(($(date -u +%s) - at)) -gt $((max_days * 86400)) ]
}

# Deletes a used root with the subvolumes inside it, the innermost first. A subvolume is a directory
# with inode 256, so a walk from the used root down cannot come to one that lies elsewhere.
delete_root() { # path
  local inner
  while IFS= read -r -d '' inner; do
    btrfs property set -ts "$inner" ro false || true
    btrfs subvolume delete -- "$inner" >/dev/null || return 1
  done < <(find "$1" -mindepth 0 -depth -type d -inum 256 -print0)
}

case $old_roots_name in
*/* | . | ..) fail 'the name of the directory must not contain a slash' ;;
esac
case $keep$max_days in
*[!0-9]*) fail 'CLEAN_KEEP and CLEAN_MAX_DAYS must be whole numbers' ;;
esac
if [ "$keep" -lt 1 ]; then keep=1; fi

mkdir -p "$top" || fail 'cannot make the mount point'
mount -t btrfs -o subvolid=5,noatime "$device" "$top" || fail 'cannot mount the filesystem'
mounted=yes

if [ -L "$old_roots" ]; then fail "$old_roots_name is a symbolic link"; fi
if [ ! -d "$old_roots" ]; then
  echo 'old roots: there are none'
  exit 0
fi

# "id path", the newest first; NUL ends a record because a name may hold anything else.
candidates() {
  local path id
  while IFS= read -r -d '' path; do
    if id=$(subvolume_id "$path"); then
      printf '%s %s\0' "$id" "$path"
    else
      echo "old roots: left alone, not a subvolume: ${path##*/}" >&2
    fi
  done < <(find "$old_roots" -mindepth 1 -maxdepth 1 -print0) | sort -z -n -r
}

place=0
while IFS= read -r -d '' record; do
  path=${record#* }
  place=$((place + 1))
  if [ "$place" -eq 1 ]; then continue; fi
  if [ "$place" -le "$keep" ] && ! too_old "${path##*/}"; then continue; fi
  if delete_root "$path"; then
    echo "old roots: deleted ${path##*/}"
  else
    echo "old roots: could not delete ${path##*/}" >&2
    failures=$((failures + 1))
  fi
done < <(candidates)

if [ "$failures" -gt 0 ]; then exit 1; fi
