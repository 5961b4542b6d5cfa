#!/bin/bash
# Stands for each program that an install calls, under its name: says what the disk is like, blank or
# formatted (FOLDER/state), and records what changes something (FOLDER/calls).
set -u
name=${0##*/}
folder=$(cd "$(dirname "$0")/.." && pwd)
state=$(cat "$folder/state")
record() { printf '%s\n' "$name" "$@" | tr '\n' '\t' >>"$folder/calls"; echo >>"$folder/calls"; }

case "$name $*" in
'lsblk -J -O -b' | 'lsblk --json --bytes --output-all') cat "$folder/said/lsblk-$state.json" ;;
'lsblk --list'*) cat "$folder/said/nodes-$state" ;;
wipefs*) sed -n "s|^${*: -1} ||p" "$folder/said/signatures-$state" ;;
'blkid -p'*) [[ $state == blank ]] && exit 2 || echo PTUUID=11111111-2222-4333-8444-555555555555 ;;
'pvs'*) echo '{"report":[{"pv":[]}]}' ;;
'btrfs filesystem show'*) ;;
'btrfs filesystem df'*) echo 'Data, single: total=8388608, used=0' ;;
'btrfs subvolume list -r'*) cat "$folder/said/subvolumes-read-only" ;;
'btrfs subvolume list'*) cat "$folder/said/subvolumes" ;;
# The mount tables of the machine are not those of whatever else runs here.
'stat -L'*) echo "1 $folder/said/ns/mnt" ;;
findmnt*) cat "$folder/said/findmnt.json" ;;
'df '*) printf 'Avail\n8000000000\n' ;;
udevadm*) ;;
'cryptsetup luksDump'*) cat "$folder/said/header.json" ;;
'cryptsetup open --test-passphrase'*)
  read -r typed
  [[ $typed == "$(cat "$folder/passphrase")" ]] || exit 2
  ;;
'cryptsetup '*) record "$@" ;;
systemd-cryptenroll*)
  record "$@"
  echo cbdefghi-jklnrtuv-cbdefghi-jklnrtuv-cbdefghi-jklnrtuv-cbdefghi-jklnrtuv
  ;;
git*) ;;
'nix flake lock'*)
  record "$@"
  echo '{}' >"$3/flake.lock"
  ;;
'nix eval'*) echo /nix/store/system.drv ;;
disko*)
  record "$@"
  if [[ " $* " == *' --dry-run '* ]]; then
    # Somebody else does something to the disk meanwhile.
    [[ ! -e $folder/meanwhile ]] || cp "$folder/meanwhile" "$folder/state"
    [[ ! -e $folder/edit ]] || echo '# edited' >>"$folder/os/hosts/os/disko.nix"
    exit 0
  fi
  if [[ " $* " == *' --mode mount '* ]]; then
    if [[ $state == closed ]]; then
      # As cryptsetup would not open it.
      [[ $(cat "$folder/passphrase") == "$(cat /run/panther/disk.key)" ]] || exit 1
      echo formatted >"$folder/state"
    fi
    mount -t tmpfs /dev/mapper/os-crypt /mnt
    mkdir -p /mnt/{boot,nix,persist}
    exit 0
  fi
  if [[ -e $folder/hold ]]; then
    touch "$folder/held"
    exec sleep 600
  fi
  # What a key file holds is what cryptsetup would format with.
  [[ ! -e /run/panther/disk.key ]] || cp /run/panther/disk.key "$folder/passphrase"
  echo formatted >"$folder/state"
  mount -t tmpfs /dev/mapper/os-crypt /mnt
  mkdir -p /mnt/{boot,nix,persist}
  ;;
nixos-install*)
  record "$@"
  mkdir -p /mnt/nix/{store/system,var/nix/profiles} /mnt/boot/EFI/systemd /mnt/boot/loader/entries
  touch /mnt/nix/store/system/{init,kernel,initrd}
  ln -sfn /nix/store/system /mnt/nix/var/nix/profiles/system
  touch /mnt/boot/EFI/systemd/systemd-bootx64.efi /mnt/boot/loader/entries/one.conf
  ;;
esac
