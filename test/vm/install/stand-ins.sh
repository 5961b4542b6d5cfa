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
# A key as systemd makes it; it opens nothing here.
systemd-cryptenroll) echo cbdefghi-jklnrtuv-cbdefghi-jklnrtuv-cbdefghi-jklnrtuv-cbdefghi-jklnrtuv ;;
nix)
  case "$1 $2" in
  'flake lock')
    [[ ! -e /run/no-network ]] || { echo 'error: unable to download: no network'; exit 1; }
    echo '{}' >"$3/flake.lock"
    ;;
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
  [[ " $* " == *' --mode destroy,format,mount --yes-wipe-all-disks '* ]] || exit 1
  echo "$device" >>/results/wipes
  if [[ -e /run/hold ]]; then
    # In the middle of it: the table is gone, nothing new is there.
    wipefs --all --force "$device"
    touch /run/held
    exec sleep 600
  fi
  export DISK_DEACTIVATE=/input/deactivate
  sed "s|/dev/disk/by-path/pci-0000:00:04.0-nvme-1|$device|g" /input/layout.sh >/run/layout.sh
  exec bash /run/layout.sh --yes-wipe-all-disks
  ;;
nixos-install)
  [[ -e /mnt/persist/pantheros/flake.nix && -e /mnt/persist/pantheros/flake.lock ]] || exit 1
  [[ -s /mnt/persist/secrets/passwords/panther ]] || exit 1
  system=/nix/store/00000000000000000000000000000000-nixos-system
  mkdir -p /mnt$system /mnt/nix/var/nix/profiles /mnt/boot/EFI/{systemd,BOOT} /mnt/boot/loader/entries
  ln -sfn system-1-link /mnt/nix/var/nix/profiles/system
  ln -sfn $system /mnt/nix/var/nix/profiles/system-1-link
  touch /mnt$system/{init,kernel,initrd}
  touch /mnt/boot/EFI/systemd/systemd-bootx64.efi /mnt/boot/EFI/BOOT/BOOTX64.EFI
  touch /mnt/boot/loader/entries/nixos-generation-1.conf
  [[ ! -e /run/no-loader ]] || rm -r /mnt/boot/EFI /mnt/boot/loader
  ;;
esac
