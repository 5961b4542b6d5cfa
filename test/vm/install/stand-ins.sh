#!/bin/bash
# Stands in the guest for the programs of a Nix live medium, under the name that it is called by. Each call
# is recorded, a line of JSON words, in /results/calls. disko is real in what it does to the disk: it runs the
# script that disko's own library made of the recorded layout, on the device that it was handed.
set -u
name=${0##*/}
printf '%s\n' "$name" "$@" | jq -Rsc 'split("\n")[:-1]' >>/results/calls

value_of() { # flag, words: what stands two words after --argstr <flag>
  local flag=$1
  shift
  while (($# > 2)); do
    [[ $1 == --argstr && $2 == "$flag" ]] && { printf '%s' "$3"; return; }
    shift
  done
}

case $name in
git) ;;
nix)
  case "$1 $2" in
  'flake lock') echo '{}' >"$3/flake.lock" ;;
  'eval --raw') printf /nix/store/00000000000000000000000000000000-nixos-system.drv ;;
  *) exit 1 ;;
  esac
  ;;
disko)
  device=$(value_of devices "$@" | jq -er .main) || exit 1
  grep -q 'approved.${name}' "${*: -1}" || exit 1
  if [[ " $* " == *' --dry-run '* ]]; then
    # What somebody else does to the disk meanwhile.
    [[ ! -x /run/meanwhile ]] || /run/meanwhile
    echo /nix/store/00000000000000000000000000000000-disko/bin/disko-destroy-format-mount
    exit 0
  fi
  if [[ " $* " == *' --mode mount '* ]]; then
    echo "$device" >>/results/mounts-again
    # What mounts is the last of the three parts, each of which begins so.
    mark='^set -efux$'
    tail -n +"$(grep -n "$mark" /input/layout.sh | tail -n 1 | cut -d : -f 1)" /input/layout.sh >/run/mount.sh
    exec bash /run/mount.sh
  fi
  [[ " $* " == *' --mode destroy,format,mount --yes-wipe-all-disks '* ]] || exit 1
  echo "$device" >>/results/wipes
  export DISK_DEACTIVATE=/input/deactivate
  sed "s|/dev/disk/by-path/pci-0000:00:04.0-nvme-1|$device|g" /input/layout.sh >/run/layout.sh
  exec bash /run/layout.sh --yes-wipe-all-disks
  ;;
nixos-install)
  while [[ -e /run/hold ]]; do
    touch /run/holding
    sleep 0.2
  done
  [[ -e /mnt/persist/pantheros/flake.nix && -e /mnt/persist/pantheros/flake.lock ]] || exit 1
  [[ -s /mnt/persist/secrets/passwords/panther ]] || exit 1
  system=/nix/store/00000000000000000000000000000000-nixos-system
  mkdir -p /mnt$system /mnt/nix/var/nix/profiles /mnt/boot/grub
  ln -sfn system-1-link /mnt/nix/var/nix/profiles/system
  ln -sfn $system /mnt/nix/var/nix/profiles/system-1-link
  touch /mnt$system/{init,kernel,initrd}
  touch /mnt/boot/grub/grub.cfg
  ;;
esac
