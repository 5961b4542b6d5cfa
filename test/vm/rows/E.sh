# Row E: what disko's library (1.13.0) makes of the layout in E.json, recorded by
# `npm run vm-rows`. disko: Copyright (c) 2018, 2019, 2022-2024 Nix community projects, MIT License.
if [ "$1" != "--yes-wipe-all-disks" ]; then
  echo "WARNING: This will destroy all data on the disks defined in disko.devices, which are:"
  echo
  # shellcheck disable=SC2043,2041
  for dev in /dev/disk/by-path/pci-0000:00:1f.2-ata-2 /dev/disk/by-path/pci-0000:00:1f.2-ata-1; do
    echo "  - $dev"
  done
  echo
  echo "    (If you want to skip this dialogue, pass --yes-wipe-all-disks)"
  echo
  echo "Are you sure you want to wipe the devices listed above?"
  read -rp "Type 'yes' to continue, anything else to abort: " confirmation

  if [ "$confirmation" != "yes" ]; then
    echo "Aborted."
    exit 1
  fi
fi

umount -Rv "/mnt" || :

# shellcheck disable=SC2043,2041
for dev in /dev/disk/by-path/pci-0000:00:1f.2-ata-2 /dev/disk/by-path/pci-0000:00:1f.2-ata-1; do
  $BASH "${DISK_DEACTIVATE:-/dev/null}" "$dev"
done

set -efux

disko_devices_dir=$(mktemp -d)
trap 'rm -rf "$disko_devices_dir"' EXIT
mkdir -p "$disko_devices_dir"

( # disk copy /dev/disk/by-path/pci-0000:00:1f.2-ata-2   #
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:1f.2-ata-2
  imageName=copy
  imageSize=2G
  name=copy
  type=disk

  ( # gpt  /dev/disk/by-path/pci-0000:00:1f.2-ata-2   #
    device=/dev/disk/by-path/pci-0000:00:1f.2-ata-2
    efiGptPartitionFirst=1
    type=gpt

    if ! blkid "/dev/disk/by-path/pci-0000:00:1f.2-ata-2" >&2; then
      sgdisk --clear "/dev/disk/by-path/pci-0000:00:1f.2-ata-2"
    fi
    # try to create the partition, if it fails, try to change the type and name
    if ! sgdisk --align-end  \
    --new=1:0:+1M \
     --partition-guid="1:00000000-0000-4000-8000-000000000005" \
    --change-name="1:disk-copy-bios" \
    --typecode=1:EF02 \
    --attributes=1:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-2" \

    then
      sgdisk --partition-guid="1:00000000-0000-4000-8000-000000000005" \
    --change-name="1:disk-copy-bios" \
    --typecode=1:EF02 \
    --attributes=1:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-2" \

    fi
    # ensure /dev/disk/by-path/..-partN exists before continuing
    partprobe "/dev/disk/by-path/pci-0000:00:1f.2-ata-2" || : # sometimes partprobe fails, but the partitions are still up2date
    udevadm trigger --subsystem-match=block
    udevadm settle --timeout 120
    # try to create the partition, if it fails, try to change the type and name
    if ! sgdisk --align-end  \
    --new=2:0:+512M \
     --partition-guid="2:00000000-0000-4000-8000-000000000006" \
    --change-name="2:disk-copy-esp" \
    --typecode=2:EF00 \
    --attributes=2:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-2" \

    then
      sgdisk --partition-guid="2:00000000-0000-4000-8000-000000000006" \
    --change-name="2:disk-copy-esp" \
    --typecode=2:EF00 \
    --attributes=2:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-2" \

    fi
    # ensure /dev/disk/by-path/..-partN exists before continuing
    partprobe "/dev/disk/by-path/pci-0000:00:1f.2-ata-2" || : # sometimes partprobe fails, but the partitions are still up2date
    udevadm trigger --subsystem-match=block
    udevadm settle --timeout 120
    # try to create the partition, if it fails, try to change the type and name
    if ! sgdisk --align-end  \
    --new=3:0:+2G \
     --partition-guid="3:00000000-0000-4000-8000-000000000007" \
    --change-name="3:disk-copy-swap" \
    --typecode=3:FD00 \
    --attributes=3:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-2" \

    then
      sgdisk --partition-guid="3:00000000-0000-4000-8000-000000000007" \
    --change-name="3:disk-copy-swap" \
    --typecode=3:FD00 \
    --attributes=3:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-2" \

    fi
    # ensure /dev/disk/by-path/..-partN exists before continuing
    partprobe "/dev/disk/by-path/pci-0000:00:1f.2-ata-2" || : # sometimes partprobe fails, but the partitions are still up2date
    udevadm trigger --subsystem-match=block
    udevadm settle --timeout 120
    # try to create the partition, if it fails, try to change the type and name
    if ! sgdisk --align-end  \
    --new=4:0:-0 \
     --partition-guid="4:00000000-0000-4000-8000-000000000008" \
    --change-name="4:disk-copy-raid" \
    --typecode=4:FD00 \
    --attributes=4:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-2" \

    then
      sgdisk --partition-guid="4:00000000-0000-4000-8000-000000000008" \
    --change-name="4:disk-copy-raid" \
    --typecode=4:FD00 \
    --attributes=4:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-2" \

    fi
    # ensure /dev/disk/by-path/..-partN exists before continuing
    partprobe "/dev/disk/by-path/pci-0000:00:1f.2-ata-2" || : # sometimes partprobe fails, but the partitions are still up2date
    udevadm trigger --subsystem-match=block
    udevadm settle --timeout 120

    ( # filesystem  /dev/disk/by-partuuid/00000000-0000-4000-8000-000000000006 vfat /boot-fallback #
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000006
      declare -a extraArgs=()
      format=vfat
      declare -a mountOptions=('umask=0077' nofail)
      mountpoint=/boot-fallback
      type=filesystem

      if ! (blkid "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000006" | grep -q 'TYPE='); then
        mkfs.vfat \
           \
          "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000006"
      fi

    )

    ( # mdraid row-e-swap /dev/disk/by-partuuid/00000000-0000-4000-8000-000000000007   #
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000007
      name=row-e-swap
      type=mdraid

      echo "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000007" >>"$disko_devices_dir"/raid_row-e-swap

    )

    ( # mdraid row-e-root /dev/disk/by-partuuid/00000000-0000-4000-8000-000000000008   #
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000008
      name=row-e-root
      type=mdraid

      echo "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000008" >>"$disko_devices_dir"/raid_row-e-root

    )

  )

)
( # disk main /dev/disk/by-path/pci-0000:00:1f.2-ata-1   #
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:1f.2-ata-1
  imageName=main
  imageSize=2G
  name=main
  type=disk

  ( # gpt  /dev/disk/by-path/pci-0000:00:1f.2-ata-1   #
    device=/dev/disk/by-path/pci-0000:00:1f.2-ata-1
    efiGptPartitionFirst=1
    type=gpt

    if ! blkid "/dev/disk/by-path/pci-0000:00:1f.2-ata-1" >&2; then
      sgdisk --clear "/dev/disk/by-path/pci-0000:00:1f.2-ata-1"
    fi
    # try to create the partition, if it fails, try to change the type and name
    if ! sgdisk --align-end  \
    --new=1:0:+1M \
     --partition-guid="1:00000000-0000-4000-8000-000000000001" \
    --change-name="1:disk-main-bios" \
    --typecode=1:EF02 \
    --attributes=1:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-1" \

    then
      sgdisk --partition-guid="1:00000000-0000-4000-8000-000000000001" \
    --change-name="1:disk-main-bios" \
    --typecode=1:EF02 \
    --attributes=1:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-1" \

    fi
    # ensure /dev/disk/by-path/..-partN exists before continuing
    partprobe "/dev/disk/by-path/pci-0000:00:1f.2-ata-1" || : # sometimes partprobe fails, but the partitions are still up2date
    udevadm trigger --subsystem-match=block
    udevadm settle --timeout 120
    # try to create the partition, if it fails, try to change the type and name
    if ! sgdisk --align-end  \
    --new=2:0:+512M \
     --partition-guid="2:00000000-0000-4000-8000-000000000002" \
    --change-name="2:disk-main-esp" \
    --typecode=2:EF00 \
    --attributes=2:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-1" \

    then
      sgdisk --partition-guid="2:00000000-0000-4000-8000-000000000002" \
    --change-name="2:disk-main-esp" \
    --typecode=2:EF00 \
    --attributes=2:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-1" \

    fi
    # ensure /dev/disk/by-path/..-partN exists before continuing
    partprobe "/dev/disk/by-path/pci-0000:00:1f.2-ata-1" || : # sometimes partprobe fails, but the partitions are still up2date
    udevadm trigger --subsystem-match=block
    udevadm settle --timeout 120
    # try to create the partition, if it fails, try to change the type and name
    if ! sgdisk --align-end  \
    --new=3:0:+2G \
     --partition-guid="3:00000000-0000-4000-8000-000000000003" \
    --change-name="3:disk-main-swap" \
    --typecode=3:FD00 \
    --attributes=3:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-1" \

    then
      sgdisk --partition-guid="3:00000000-0000-4000-8000-000000000003" \
    --change-name="3:disk-main-swap" \
    --typecode=3:FD00 \
    --attributes=3:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-1" \

    fi
    # ensure /dev/disk/by-path/..-partN exists before continuing
    partprobe "/dev/disk/by-path/pci-0000:00:1f.2-ata-1" || : # sometimes partprobe fails, but the partitions are still up2date
    udevadm trigger --subsystem-match=block
    udevadm settle --timeout 120
    # try to create the partition, if it fails, try to change the type and name
    if ! sgdisk --align-end  \
    --new=4:0:-0 \
     --partition-guid="4:00000000-0000-4000-8000-000000000004" \
    --change-name="4:disk-main-raid" \
    --typecode=4:FD00 \
    --attributes=4:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-1" \

    then
      sgdisk --partition-guid="4:00000000-0000-4000-8000-000000000004" \
    --change-name="4:disk-main-raid" \
    --typecode=4:FD00 \
    --attributes=4:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:1f.2-ata-1" \

    fi
    # ensure /dev/disk/by-path/..-partN exists before continuing
    partprobe "/dev/disk/by-path/pci-0000:00:1f.2-ata-1" || : # sometimes partprobe fails, but the partitions are still up2date
    udevadm trigger --subsystem-match=block
    udevadm settle --timeout 120

    ( # filesystem  /dev/disk/by-partuuid/00000000-0000-4000-8000-000000000002 vfat /boot #
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000002
      declare -a extraArgs=()
      format=vfat
      declare -a mountOptions=('umask=0077' nofail)
      mountpoint=/boot
      type=filesystem

      if ! (blkid "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000002" | grep -q 'TYPE='); then
        mkfs.vfat \
           \
          "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000002"
      fi

    )

    ( # mdraid row-e-swap /dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003   #
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003
      name=row-e-swap
      type=mdraid

      echo "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003" >>"$disko_devices_dir"/raid_row-e-swap

    )

    ( # mdraid row-e-root /dev/disk/by-partuuid/00000000-0000-4000-8000-000000000004   #
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000004
      name=row-e-root
      type=mdraid

      echo "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000004" >>"$disko_devices_dir"/raid_row-e-root

    )

  )

)
( # mdadm row-e-root    #
  declare -a extraArgs=('--bitmap=internal')
  level=1
  metadata=1.2
  name=row-e-root
  type=mdadm

  if ! test -e "/dev/md/row-e-root"; then
    readarray -t disk_devices < <(cat "$disko_devices_dir"/raid_row-e-root)
    echo 'y' | mdadm --create "/dev/md/row-e-root" \
      --level=1 \
      --raid-devices="$(wc -l "$disko_devices_dir"/raid_row-e-root | cut -f 1 -d " ")" \
      --metadata=1.2 \
      --force \
      --homehost=any \
      '--bitmap=internal' \
      "${disk_devices[@]}"
    partprobe "/dev/md/row-e-root"
    udevadm trigger --subsystem-match=block
    udevadm settle --timeout=120
    # for some reason mdadm devices spawn with an existing partition table, so we need to wipe it
    sgdisk --zap-all "/dev/md/row-e-root"
  fi
  ( # luks row-e-crypt /dev/md/row-e-root   #
    declare -a additionalKeyFiles=()
    askPassword=''
    device=/dev/md/row-e-root
    declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 131072)
    declare -a extraOpenArgs=()
    initrdUnlock=1
    keyFile=''
    name=row-e-crypt
    passwordFile=/run/panther/disk.key
    declare -A settings=([allowDiscards]=1 [bypassWorkqueues]=1)
    type=luks

    if ! blkid "/dev/md/row-e-root" >/dev/null || ! cryptsetup isLuks "/dev/md/row-e-root"; then

      cryptsetup -q luksFormat "/dev/md/row-e-root" --type luks2 --pbkdf argon2id --pbkdf-memory 131072 --key-file <(set +x; echo -n "$(cat /run/panther/disk.key)"; set -x) \
     \
     \

    fi

    if ! cryptsetup status "row-e-crypt" >/dev/null; then
      cryptsetup open "/dev/md/row-e-root" "row-e-crypt" \
      --allow-discards \
      --perf-no_read_workqueue --perf-no_write_workqueue \
       \
      --key-file <(set +x; echo -n "$(cat /run/panther/disk.key)"; set -x) \
     \
     \
     \
     --persistent
    fi

    ( # btrfs  /dev/mapper/row-e-crypt   #
      device=/dev/mapper/row-e-crypt
      declare -a extraArgs=(-L row-e)
      declare -a mountOptions=(defaults)
      mountpoint=''
      type=btrfs

      # create the filesystem only if the device seems empty
      if ! (blkid "/dev/mapper/row-e-crypt" -o export | grep -q '^TYPE='); then
        mkfs.btrfs "/dev/mapper/row-e-crypt" -L row-e
      fi
      if (blkid "/dev/mapper/row-e-crypt" -o export | grep -q '^TYPE=btrfs$'); then

        (
        MNTPOINT=$(mktemp -d)
        mount "/dev/mapper/row-e-crypt" "$MNTPOINT" -o subvol=/
        trap 'umount "$MNTPOINT"; rm -rf "$MNTPOINT"' EXIT
        SUBVOL_ABS_PATH="$MNTPOINT/@db"
        mkdir -p "$(dirname "$SUBVOL_ABS_PATH")"
        if ! btrfs subvolume show "$SUBVOL_ABS_PATH" > /dev/null 2>&1; then
          btrfs subvolume create "$SUBVOL_ABS_PATH"
        fi

      )
      (
        MNTPOINT=$(mktemp -d)
        mount "/dev/mapper/row-e-crypt" "$MNTPOINT" -o subvol=/
        trap 'umount "$MNTPOINT"; rm -rf "$MNTPOINT"' EXIT
        SUBVOL_ABS_PATH="$MNTPOINT/@home"
        mkdir -p "$(dirname "$SUBVOL_ABS_PATH")"
        if ! btrfs subvolume show "$SUBVOL_ABS_PATH" > /dev/null 2>&1; then
          btrfs subvolume create "$SUBVOL_ABS_PATH"
        fi

      )
      (
        MNTPOINT=$(mktemp -d)
        mount "/dev/mapper/row-e-crypt" "$MNTPOINT" -o subvol=/
        trap 'umount "$MNTPOINT"; rm -rf "$MNTPOINT"' EXIT
        SUBVOL_ABS_PATH="$MNTPOINT/@log"
        mkdir -p "$(dirname "$SUBVOL_ABS_PATH")"
        if ! btrfs subvolume show "$SUBVOL_ABS_PATH" > /dev/null 2>&1; then
          btrfs subvolume create "$SUBVOL_ABS_PATH"
        fi

      )
      (
        MNTPOINT=$(mktemp -d)
        mount "/dev/mapper/row-e-crypt" "$MNTPOINT" -o subvol=/
        trap 'umount "$MNTPOINT"; rm -rf "$MNTPOINT"' EXIT
        SUBVOL_ABS_PATH="$MNTPOINT/@nix"
        mkdir -p "$(dirname "$SUBVOL_ABS_PATH")"
        if ! btrfs subvolume show "$SUBVOL_ABS_PATH" > /dev/null 2>&1; then
          btrfs subvolume create "$SUBVOL_ABS_PATH"
        fi

      )
      (
        MNTPOINT=$(mktemp -d)
        mount "/dev/mapper/row-e-crypt" "$MNTPOINT" -o subvol=/
        trap 'umount "$MNTPOINT"; rm -rf "$MNTPOINT"' EXIT
        SUBVOL_ABS_PATH="$MNTPOINT/@persist"
        mkdir -p "$(dirname "$SUBVOL_ABS_PATH")"
        if ! btrfs subvolume show "$SUBVOL_ABS_PATH" > /dev/null 2>&1; then
          btrfs subvolume create "$SUBVOL_ABS_PATH"
        fi

      )
      (
        MNTPOINT=$(mktemp -d)
        mount "/dev/mapper/row-e-crypt" "$MNTPOINT" -o subvol=/
        trap 'umount "$MNTPOINT"; rm -rf "$MNTPOINT"' EXIT
        SUBVOL_ABS_PATH="$MNTPOINT/@root"
        mkdir -p "$(dirname "$SUBVOL_ABS_PATH")"
        if ! btrfs subvolume show "$SUBVOL_ABS_PATH" > /dev/null 2>&1; then
          btrfs subvolume create "$SUBVOL_ABS_PATH"
        fi

      )
      (
        MNTPOINT=$(mktemp -d)
        mount "/dev/mapper/row-e-crypt" "$MNTPOINT" -o subvol=/
        trap 'umount "$MNTPOINT"; rm -rf "$MNTPOINT"' EXIT
        SUBVOL_ABS_PATH="$MNTPOINT/@snapshots"
        mkdir -p "$(dirname "$SUBVOL_ABS_PATH")"
        if ! btrfs subvolume show "$SUBVOL_ABS_PATH" > /dev/null 2>&1; then
          btrfs subvolume create "$SUBVOL_ABS_PATH"
        fi

      )
      (
        MNTPOINT=$(mktemp -d)
        mount "/dev/mapper/row-e-crypt" "$MNTPOINT" -o subvol=/
        trap 'umount "$MNTPOINT"; rm -rf "$MNTPOINT"' EXIT
        SUBVOL_ABS_PATH="$MNTPOINT/@srv"
        mkdir -p "$(dirname "$SUBVOL_ABS_PATH")"
        if ! btrfs subvolume show "$SUBVOL_ABS_PATH" > /dev/null 2>&1; then
          btrfs subvolume create "$SUBVOL_ABS_PATH"
        fi

      )

      fi

      (
        top=$(mktemp -d)
        mount -o subvolid=5 "$device" "$top"
        trap 'umount "$top"; rmdir "$top"' EXIT
        if ! btrfs subvolume show "$top/@root-blank" > /dev/null 2>&1; then
          btrfs subvolume snapshot -r "$top/@root" "$top/@root-blank"
        fi
      )

    )

  )

)
( # mdadm row-e-swap    #
  declare -a extraArgs=('--bitmap=internal')
  level=1
  metadata=1.2
  name=row-e-swap
  type=mdadm

  if ! test -e "/dev/md/row-e-swap"; then
    readarray -t disk_devices < <(cat "$disko_devices_dir"/raid_row-e-swap)
    echo 'y' | mdadm --create "/dev/md/row-e-swap" \
      --level=1 \
      --raid-devices="$(wc -l "$disko_devices_dir"/raid_row-e-swap | cut -f 1 -d " ")" \
      --metadata=1.2 \
      --force \
      --homehost=any \
      '--bitmap=internal' \
      "${disk_devices[@]}"
    partprobe "/dev/md/row-e-swap"
    udevadm trigger --subsystem-match=block
    udevadm settle --timeout=120
    # for some reason mdadm devices spawn with an existing partition table, so we need to wipe it
    sgdisk --zap-all "/dev/md/row-e-swap"
  fi
  ( # swap  /dev/md/row-e-swap   #
    device=/dev/md/row-e-swap
    discardPolicy=''
    declare -a extraArgs=()
    declare -a mountOptions=(defaults)
    priority=''
    randomEncryption=1
    resumeDevice=''
    type=swap

  )

)

set -efux
# first create the necessary devices
(
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:1f.2-ata-2
  imageName=copy
  imageSize=2G
  name=copy
  type=disk

  (
    device=/dev/disk/by-path/pci-0000:00:1f.2-ata-2
    efiGptPartitionFirst=1
    type=gpt

  )

)
(
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:1f.2-ata-1
  imageName=main
  imageSize=2G
  name=main
  type=disk

  (
    device=/dev/disk/by-path/pci-0000:00:1f.2-ata-1
    efiGptPartitionFirst=1
    type=gpt

  )

)
(
  declare -a extraArgs=('--bitmap=internal')
  level=1
  metadata=1.2
  name=row-e-root
  type=mdadm

  (
    declare -a additionalKeyFiles=()
    askPassword=''
    device=/dev/md/row-e-root
    declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 131072)
    declare -a extraOpenArgs=()
    initrdUnlock=1
    keyFile=''
    name=row-e-crypt
    passwordFile=/run/panther/disk.key
    declare -A settings=([allowDiscards]=1 [bypassWorkqueues]=1)
    type=luks

    if ! cryptsetup status "row-e-crypt" >/dev/null 2>/dev/null; then

      cryptsetup open "/dev/md/row-e-root" "row-e-crypt" \
      --allow-discards \
      --perf-no_read_workqueue --perf-no_write_workqueue \
       \
      --key-file <(set +x; echo -n "$(cat /run/panther/disk.key)"; set -x) \
     \
     \
     \

    fi

  )

)

# and then mount the filesystems in dependency order
(
  declare -a extraArgs=('--bitmap=internal')
  level=1
  metadata=1.2
  name=row-e-root
  type=mdadm

  (
    declare -a additionalKeyFiles=()
    askPassword=''
    device=/dev/md/row-e-root
    declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 131072)
    declare -a extraOpenArgs=()
    initrdUnlock=1
    keyFile=''
    name=row-e-crypt
    passwordFile=/run/panther/disk.key
    declare -A settings=([allowDiscards]=1 [bypassWorkqueues]=1)
    type=luks

    (
      device=/dev/mapper/row-e-crypt
      declare -a extraArgs=(-L row-e)
      declare -a mountOptions=(defaults)
      mountpoint=''
      type=btrfs

      if ! findmnt "/dev/mapper/row-e-crypt" "/mnt/" > /dev/null 2>&1; then
        mount "/dev/mapper/row-e-crypt" "/mnt/" \
        -o compress=zstd:3 -o noatime -o subvol=@root \
        -o X-mount.mkdir
      fi

    )

  )

)
(
  declare -a extraArgs=('--bitmap=internal')
  level=1
  metadata=1.2
  name=row-e-root
  type=mdadm

  (
    declare -a additionalKeyFiles=()
    askPassword=''
    device=/dev/md/row-e-root
    declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 131072)
    declare -a extraOpenArgs=()
    initrdUnlock=1
    keyFile=''
    name=row-e-crypt
    passwordFile=/run/panther/disk.key
    declare -A settings=([allowDiscards]=1 [bypassWorkqueues]=1)
    type=luks

    (
      device=/dev/mapper/row-e-crypt
      declare -a extraArgs=(-L row-e)
      declare -a mountOptions=(defaults)
      mountpoint=''
      type=btrfs

      if ! findmnt "/dev/mapper/row-e-crypt" "/mnt/.snapshots" > /dev/null 2>&1; then
        mount "/dev/mapper/row-e-crypt" "/mnt/.snapshots" \
        -o compress=zstd:3 -o noatime -o subvol=@snapshots \
        -o X-mount.mkdir
      fi

    )

  )

)
(
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:1f.2-ata-1
  imageName=main
  imageSize=2G
  name=main
  type=disk

  (
    device=/dev/disk/by-path/pci-0000:00:1f.2-ata-1
    efiGptPartitionFirst=1
    type=gpt

    (
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000002
      declare -a extraArgs=()
      format=vfat
      declare -a mountOptions=('umask=0077' nofail)
      mountpoint=/boot
      type=filesystem

      if ! findmnt "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000002" "/mnt/boot" >/dev/null 2>&1; then
        mount "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000002" "/mnt/boot" \
          -t "vfat" \
          -o 'umask=0077' -o nofail \
          -o X-mount.mkdir
      fi

    )

  )

)
(
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:1f.2-ata-2
  imageName=copy
  imageSize=2G
  name=copy
  type=disk

  (
    device=/dev/disk/by-path/pci-0000:00:1f.2-ata-2
    efiGptPartitionFirst=1
    type=gpt

    (
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000006
      declare -a extraArgs=()
      format=vfat
      declare -a mountOptions=('umask=0077' nofail)
      mountpoint=/boot-fallback
      type=filesystem

      if ! findmnt "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000006" "/mnt/boot-fallback" >/dev/null 2>&1; then
        mount "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000006" "/mnt/boot-fallback" \
          -t "vfat" \
          -o 'umask=0077' -o nofail \
          -o X-mount.mkdir
      fi

    )

  )

)
(
  declare -a extraArgs=('--bitmap=internal')
  level=1
  metadata=1.2
  name=row-e-root
  type=mdadm

  (
    declare -a additionalKeyFiles=()
    askPassword=''
    device=/dev/md/row-e-root
    declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 131072)
    declare -a extraOpenArgs=()
    initrdUnlock=1
    keyFile=''
    name=row-e-crypt
    passwordFile=/run/panther/disk.key
    declare -A settings=([allowDiscards]=1 [bypassWorkqueues]=1)
    type=luks

    (
      device=/dev/mapper/row-e-crypt
      declare -a extraArgs=(-L row-e)
      declare -a mountOptions=(defaults)
      mountpoint=''
      type=btrfs

      if ! findmnt "/dev/mapper/row-e-crypt" "/mnt/home" > /dev/null 2>&1; then
        mount "/dev/mapper/row-e-crypt" "/mnt/home" \
        -o compress=zstd:3 -o noatime -o subvol=@home \
        -o X-mount.mkdir
      fi

    )

  )

)
(
  declare -a extraArgs=('--bitmap=internal')
  level=1
  metadata=1.2
  name=row-e-root
  type=mdadm

  (
    declare -a additionalKeyFiles=()
    askPassword=''
    device=/dev/md/row-e-root
    declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 131072)
    declare -a extraOpenArgs=()
    initrdUnlock=1
    keyFile=''
    name=row-e-crypt
    passwordFile=/run/panther/disk.key
    declare -A settings=([allowDiscards]=1 [bypassWorkqueues]=1)
    type=luks

    (
      device=/dev/mapper/row-e-crypt
      declare -a extraArgs=(-L row-e)
      declare -a mountOptions=(defaults)
      mountpoint=''
      type=btrfs

      if ! findmnt "/dev/mapper/row-e-crypt" "/mnt/nix" > /dev/null 2>&1; then
        mount "/dev/mapper/row-e-crypt" "/mnt/nix" \
        -o compress=zstd:3 -o noatime -o subvol=@nix \
        -o X-mount.mkdir
      fi

    )

  )

)
(
  declare -a extraArgs=('--bitmap=internal')
  level=1
  metadata=1.2
  name=row-e-root
  type=mdadm

  (
    declare -a additionalKeyFiles=()
    askPassword=''
    device=/dev/md/row-e-root
    declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 131072)
    declare -a extraOpenArgs=()
    initrdUnlock=1
    keyFile=''
    name=row-e-crypt
    passwordFile=/run/panther/disk.key
    declare -A settings=([allowDiscards]=1 [bypassWorkqueues]=1)
    type=luks

    (
      device=/dev/mapper/row-e-crypt
      declare -a extraArgs=(-L row-e)
      declare -a mountOptions=(defaults)
      mountpoint=''
      type=btrfs

      if ! findmnt "/dev/mapper/row-e-crypt" "/mnt/persist" > /dev/null 2>&1; then
        mount "/dev/mapper/row-e-crypt" "/mnt/persist" \
        -o compress=zstd:3 -o noatime -o subvol=@persist \
        -o X-mount.mkdir
      fi

    )

  )

)
(
  declare -a extraArgs=('--bitmap=internal')
  level=1
  metadata=1.2
  name=row-e-root
  type=mdadm

  (
    declare -a additionalKeyFiles=()
    askPassword=''
    device=/dev/md/row-e-root
    declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 131072)
    declare -a extraOpenArgs=()
    initrdUnlock=1
    keyFile=''
    name=row-e-crypt
    passwordFile=/run/panther/disk.key
    declare -A settings=([allowDiscards]=1 [bypassWorkqueues]=1)
    type=luks

    (
      device=/dev/mapper/row-e-crypt
      declare -a extraArgs=(-L row-e)
      declare -a mountOptions=(defaults)
      mountpoint=''
      type=btrfs

      if ! findmnt "/dev/mapper/row-e-crypt" "/mnt/srv" > /dev/null 2>&1; then
        mount "/dev/mapper/row-e-crypt" "/mnt/srv" \
        -o compress=zstd:3 -o noatime -o subvol=@srv \
        -o X-mount.mkdir
      fi

    )

  )

)
(
  declare -a extraArgs=('--bitmap=internal')
  level=1
  metadata=1.2
  name=row-e-root
  type=mdadm

  (
    declare -a additionalKeyFiles=()
    askPassword=''
    device=/dev/md/row-e-root
    declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 131072)
    declare -a extraOpenArgs=()
    initrdUnlock=1
    keyFile=''
    name=row-e-crypt
    passwordFile=/run/panther/disk.key
    declare -A settings=([allowDiscards]=1 [bypassWorkqueues]=1)
    type=luks

    (
      device=/dev/mapper/row-e-crypt
      declare -a extraArgs=(-L row-e)
      declare -a mountOptions=(defaults)
      mountpoint=''
      type=btrfs

      if ! findmnt "/dev/mapper/row-e-crypt" "/mnt/var/lib/db" > /dev/null 2>&1; then
        mount "/dev/mapper/row-e-crypt" "/mnt/var/lib/db" \
        -o compress=zstd:3 -o noatime -o subvol=@db \
        -o X-mount.mkdir
      fi

    )

  )

)
(
  declare -a extraArgs=('--bitmap=internal')
  level=1
  metadata=1.2
  name=row-e-root
  type=mdadm

  (
    declare -a additionalKeyFiles=()
    askPassword=''
    device=/dev/md/row-e-root
    declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 131072)
    declare -a extraOpenArgs=()
    initrdUnlock=1
    keyFile=''
    name=row-e-crypt
    passwordFile=/run/panther/disk.key
    declare -A settings=([allowDiscards]=1 [bypassWorkqueues]=1)
    type=luks

    (
      device=/dev/mapper/row-e-crypt
      declare -a extraArgs=(-L row-e)
      declare -a mountOptions=(defaults)
      mountpoint=''
      type=btrfs

      if ! findmnt "/dev/mapper/row-e-crypt" "/mnt/var/log" > /dev/null 2>&1; then
        mount "/dev/mapper/row-e-crypt" "/mnt/var/log" \
        -o compress=zstd:3 -o noatime -o subvol=@log \
        -o X-mount.mkdir
      fi

    )

  )

)
