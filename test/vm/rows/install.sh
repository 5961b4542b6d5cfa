# Row install: what disko's library (1.13.0) makes of the layout in install.json, recorded by
# `npm run vm-rows`. disko: Copyright (c) 2018, 2019, 2022-2024 Nix community projects, MIT License.
if [ "$1" != "--yes-wipe-all-disks" ]; then
  echo "WARNING: This will destroy all data on the disks defined in disko.devices, which are:"
  echo
  # shellcheck disable=SC2043,2041
  for dev in /dev/disk/by-path/pci-0000:00:04.0-nvme-1; do
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
for dev in /dev/disk/by-path/pci-0000:00:04.0-nvme-1; do
  $BASH "${DISK_DEACTIVATE:-/dev/null}" "$dev"
done

set -efux

disko_devices_dir=$(mktemp -d)
trap 'rm -rf "$disko_devices_dir"' EXIT
mkdir -p "$disko_devices_dir"

( # disk main /dev/disk/by-path/pci-0000:00:04.0-nvme-1   #
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
  imageName=main
  imageSize=2G
  name=main
  type=disk

  ( # gpt  /dev/disk/by-path/pci-0000:00:04.0-nvme-1   #
    device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
    efiGptPartitionFirst=1
    type=gpt

    if ! blkid "/dev/disk/by-path/pci-0000:00:04.0-nvme-1" >&2; then
      sgdisk --clear "/dev/disk/by-path/pci-0000:00:04.0-nvme-1"
    fi
    # try to create the partition, if it fails, try to change the type and name
    if ! sgdisk --align-end  \
    --new=1:0:+1M \
     --partition-guid="1:00000000-0000-4000-8000-000000000001" \
    --change-name="1:disk-main-bios" \
    --typecode=1:EF02 \
    --attributes=1:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:04.0-nvme-1" \

    then
      sgdisk --partition-guid="1:00000000-0000-4000-8000-000000000001" \
    --change-name="1:disk-main-bios" \
    --typecode=1:EF02 \
    --attributes=1:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:04.0-nvme-1" \

    fi
    # ensure /dev/disk/by-path/..-partN exists before continuing
    partprobe "/dev/disk/by-path/pci-0000:00:04.0-nvme-1" || : # sometimes partprobe fails, but the partitions are still up2date
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
    "/dev/disk/by-path/pci-0000:00:04.0-nvme-1" \

    then
      sgdisk --partition-guid="2:00000000-0000-4000-8000-000000000002" \
    --change-name="2:disk-main-esp" \
    --typecode=2:EF00 \
    --attributes=2:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:04.0-nvme-1" \

    fi
    # ensure /dev/disk/by-path/..-partN exists before continuing
    partprobe "/dev/disk/by-path/pci-0000:00:04.0-nvme-1" || : # sometimes partprobe fails, but the partitions are still up2date
    udevadm trigger --subsystem-match=block
    udevadm settle --timeout 120
    # try to create the partition, if it fails, try to change the type and name
    if ! sgdisk --align-end  \
    --new=3:0:-0 \
     --partition-guid="3:00000000-0000-4000-8000-000000000003" \
    --change-name="3:disk-main-crypt" \
    --typecode=3:8309 \
    --attributes=3:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:04.0-nvme-1" \

    then
      sgdisk --partition-guid="3:00000000-0000-4000-8000-000000000003" \
    --change-name="3:disk-main-crypt" \
    --typecode=3:8309 \
    --attributes=3:=:0 \
     \
    "/dev/disk/by-path/pci-0000:00:04.0-nvme-1" \

    fi
    # ensure /dev/disk/by-path/..-partN exists before continuing
    partprobe "/dev/disk/by-path/pci-0000:00:04.0-nvme-1" || : # sometimes partprobe fails, but the partitions are still up2date
    udevadm trigger --subsystem-match=block
    udevadm settle --timeout 120

    ( # filesystem  /dev/disk/by-partuuid/00000000-0000-4000-8000-000000000002 vfat /boot #
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000002
      declare -a extraArgs=()
      format=vfat
      declare -a mountOptions=('umask=0077')
      mountpoint=/boot
      type=filesystem
      wipefs --all --force "$device"
      if ! (blkid "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000002" | grep -q 'TYPE='); then
        mkfs.vfat \
           \
          "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000002"
      fi

    )

    ( # luks os-crypt /dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003   #
      declare -a additionalKeyFiles=()
      askPassword=''
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003
      declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 1048576 --sector-size 4096)
      declare -a extraOpenArgs=()
      initrdUnlock=1
      keyFile=''
      name=os-crypt
      passwordFile=/run/panther/disk.key
      declare -A settings=([allowDiscards]=1 [bypassWorkqueues]='')
      type=luks
      wipefs --all --force "$device"
      if ! blkid "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003" >/dev/null || ! cryptsetup isLuks "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003"; then

        cryptsetup -q luksFormat "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003" --type luks2 --pbkdf argon2id --pbkdf-memory 1048576 --sector-size 4096 --key-file <(set +x; echo -n "$(cat /run/panther/disk.key)"; set -x) \
       \
       \

      fi

      if ! cryptsetup status "os-crypt" >/dev/null; then
        cryptsetup open "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003" "os-crypt" \
        --allow-discards \
         \
         \
        --key-file <(set +x; echo -n "$(cat /run/panther/disk.key)"; set -x) \
       \
       \
       \
       --persistent
      fi

      ( # btrfs  /dev/mapper/os-crypt   #
        device=/dev/mapper/os-crypt
        declare -a extraArgs=(-L os)
        declare -a mountOptions=(defaults)
        mountpoint=''
        type=btrfs

        # create the filesystem only if the device seems empty
        if ! (blkid "/dev/mapper/os-crypt" -o export | grep -q '^TYPE='); then
          mkfs.btrfs "/dev/mapper/os-crypt" -L os
        fi
        if (blkid "/dev/mapper/os-crypt" -o export | grep -q '^TYPE=btrfs$'); then

          (
          MNTPOINT=$(mktemp -d)
          mount "/dev/mapper/os-crypt" "$MNTPOINT" -o subvol=/
          trap 'umount "$MNTPOINT"; rm -rf "$MNTPOINT"' EXIT
          SUBVOL_ABS_PATH="$MNTPOINT/@home"
          mkdir -p "$(dirname "$SUBVOL_ABS_PATH")"
          if ! btrfs subvolume show "$SUBVOL_ABS_PATH" > /dev/null 2>&1; then
            btrfs subvolume create "$SUBVOL_ABS_PATH"
          fi

        )
        (
          MNTPOINT=$(mktemp -d)
          mount "/dev/mapper/os-crypt" "$MNTPOINT" -o subvol=/
          trap 'umount "$MNTPOINT"; rm -rf "$MNTPOINT"' EXIT
          SUBVOL_ABS_PATH="$MNTPOINT/@log"
          mkdir -p "$(dirname "$SUBVOL_ABS_PATH")"
          if ! btrfs subvolume show "$SUBVOL_ABS_PATH" > /dev/null 2>&1; then
            btrfs subvolume create "$SUBVOL_ABS_PATH"
          fi

        )
        (
          MNTPOINT=$(mktemp -d)
          mount "/dev/mapper/os-crypt" "$MNTPOINT" -o subvol=/
          trap 'umount "$MNTPOINT"; rm -rf "$MNTPOINT"' EXIT
          SUBVOL_ABS_PATH="$MNTPOINT/@nix"
          mkdir -p "$(dirname "$SUBVOL_ABS_PATH")"
          if ! btrfs subvolume show "$SUBVOL_ABS_PATH" > /dev/null 2>&1; then
            btrfs subvolume create "$SUBVOL_ABS_PATH"
          fi

        )
        (
          MNTPOINT=$(mktemp -d)
          mount "/dev/mapper/os-crypt" "$MNTPOINT" -o subvol=/
          trap 'umount "$MNTPOINT"; rm -rf "$MNTPOINT"' EXIT
          SUBVOL_ABS_PATH="$MNTPOINT/@persist"
          mkdir -p "$(dirname "$SUBVOL_ABS_PATH")"
          if ! btrfs subvolume show "$SUBVOL_ABS_PATH" > /dev/null 2>&1; then
            btrfs subvolume create "$SUBVOL_ABS_PATH"
          fi

        )
        (
          MNTPOINT=$(mktemp -d)
          mount "/dev/mapper/os-crypt" "$MNTPOINT" -o subvol=/
          trap 'umount "$MNTPOINT"; rm -rf "$MNTPOINT"' EXIT
          SUBVOL_ABS_PATH="$MNTPOINT/@root"
          mkdir -p "$(dirname "$SUBVOL_ABS_PATH")"
          if ! btrfs subvolume show "$SUBVOL_ABS_PATH" > /dev/null 2>&1; then
            btrfs subvolume create "$SUBVOL_ABS_PATH"
          fi

        )
        (
          MNTPOINT=$(mktemp -d)
          mount "/dev/mapper/os-crypt" "$MNTPOINT" -o subvol=/
          trap 'umount "$MNTPOINT"; rm -rf "$MNTPOINT"' EXIT
          SUBVOL_ABS_PATH="$MNTPOINT/@snapshots"
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

)

set -efux
# first create the necessary devices
(
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
  imageName=main
  imageSize=2G
  name=main
  type=disk

  (
    device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
    efiGptPartitionFirst=1
    type=gpt

    (
      declare -a additionalKeyFiles=()
      askPassword=''
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003
      declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 1048576 --sector-size 4096)
      declare -a extraOpenArgs=()
      initrdUnlock=1
      keyFile=''
      name=os-crypt
      passwordFile=/run/panther/disk.key
      declare -A settings=([allowDiscards]=1 [bypassWorkqueues]='')
      type=luks

      if ! cryptsetup status "os-crypt" >/dev/null 2>/dev/null; then

        cryptsetup open "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003" "os-crypt" \
        --allow-discards \
         \
         \
        --key-file <(set +x; echo -n "$(cat /run/panther/disk.key)"; set -x) \
       \
       \
       \

      fi

    )

  )

)

# and then mount the filesystems in dependency order
(
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
  imageName=main
  imageSize=2G
  name=main
  type=disk

  (
    device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
    efiGptPartitionFirst=1
    type=gpt

    (
      declare -a additionalKeyFiles=()
      askPassword=''
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003
      declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 1048576 --sector-size 4096)
      declare -a extraOpenArgs=()
      initrdUnlock=1
      keyFile=''
      name=os-crypt
      passwordFile=/run/panther/disk.key
      declare -A settings=([allowDiscards]=1 [bypassWorkqueues]='')
      type=luks

      (
        device=/dev/mapper/os-crypt
        declare -a extraArgs=(-L os)
        declare -a mountOptions=(defaults)
        mountpoint=''
        type=btrfs

        if ! findmnt "/dev/mapper/os-crypt" "/mnt/" > /dev/null 2>&1; then
          mount "/dev/mapper/os-crypt" "/mnt/" \
          -o compress=zstd:3 -o noatime -o subvol=@root \
          -o X-mount.mkdir
        fi

      )

    )

  )

)
(
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
  imageName=main
  imageSize=2G
  name=main
  type=disk

  (
    device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
    efiGptPartitionFirst=1
    type=gpt

    (
      declare -a additionalKeyFiles=()
      askPassword=''
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003
      declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 1048576 --sector-size 4096)
      declare -a extraOpenArgs=()
      initrdUnlock=1
      keyFile=''
      name=os-crypt
      passwordFile=/run/panther/disk.key
      declare -A settings=([allowDiscards]=1 [bypassWorkqueues]='')
      type=luks

      (
        device=/dev/mapper/os-crypt
        declare -a extraArgs=(-L os)
        declare -a mountOptions=(defaults)
        mountpoint=''
        type=btrfs

        if ! findmnt "/dev/mapper/os-crypt" "/mnt/.snapshots" > /dev/null 2>&1; then
          mount "/dev/mapper/os-crypt" "/mnt/.snapshots" \
          -o compress=zstd:3 -o noatime -o subvol=@snapshots \
          -o X-mount.mkdir
        fi

      )

    )

  )

)
(
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
  imageName=main
  imageSize=2G
  name=main
  type=disk

  (
    device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
    efiGptPartitionFirst=1
    type=gpt

    (
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000002
      declare -a extraArgs=()
      format=vfat
      declare -a mountOptions=('umask=0077')
      mountpoint=/boot
      type=filesystem

      if ! findmnt "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000002" "/mnt/boot" >/dev/null 2>&1; then
        mount "/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000002" "/mnt/boot" \
          -t "vfat" \
          -o 'umask=0077' \
          -o X-mount.mkdir
      fi

    )

  )

)
(
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
  imageName=main
  imageSize=2G
  name=main
  type=disk

  (
    device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
    efiGptPartitionFirst=1
    type=gpt

    (
      declare -a additionalKeyFiles=()
      askPassword=''
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003
      declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 1048576 --sector-size 4096)
      declare -a extraOpenArgs=()
      initrdUnlock=1
      keyFile=''
      name=os-crypt
      passwordFile=/run/panther/disk.key
      declare -A settings=([allowDiscards]=1 [bypassWorkqueues]='')
      type=luks

      (
        device=/dev/mapper/os-crypt
        declare -a extraArgs=(-L os)
        declare -a mountOptions=(defaults)
        mountpoint=''
        type=btrfs

        if ! findmnt "/dev/mapper/os-crypt" "/mnt/home" > /dev/null 2>&1; then
          mount "/dev/mapper/os-crypt" "/mnt/home" \
          -o compress=zstd:3 -o noatime -o subvol=@home \
          -o X-mount.mkdir
        fi

      )

    )

  )

)
(
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
  imageName=main
  imageSize=2G
  name=main
  type=disk

  (
    device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
    efiGptPartitionFirst=1
    type=gpt

    (
      declare -a additionalKeyFiles=()
      askPassword=''
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003
      declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 1048576 --sector-size 4096)
      declare -a extraOpenArgs=()
      initrdUnlock=1
      keyFile=''
      name=os-crypt
      passwordFile=/run/panther/disk.key
      declare -A settings=([allowDiscards]=1 [bypassWorkqueues]='')
      type=luks

      (
        device=/dev/mapper/os-crypt
        declare -a extraArgs=(-L os)
        declare -a mountOptions=(defaults)
        mountpoint=''
        type=btrfs

        if ! findmnt "/dev/mapper/os-crypt" "/mnt/nix" > /dev/null 2>&1; then
          mount "/dev/mapper/os-crypt" "/mnt/nix" \
          -o compress=zstd:3 -o noatime -o subvol=@nix \
          -o X-mount.mkdir
        fi

      )

    )

  )

)
(
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
  imageName=main
  imageSize=2G
  name=main
  type=disk

  (
    device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
    efiGptPartitionFirst=1
    type=gpt

    (
      declare -a additionalKeyFiles=()
      askPassword=''
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003
      declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 1048576 --sector-size 4096)
      declare -a extraOpenArgs=()
      initrdUnlock=1
      keyFile=''
      name=os-crypt
      passwordFile=/run/panther/disk.key
      declare -A settings=([allowDiscards]=1 [bypassWorkqueues]='')
      type=luks

      (
        device=/dev/mapper/os-crypt
        declare -a extraArgs=(-L os)
        declare -a mountOptions=(defaults)
        mountpoint=''
        type=btrfs

        if ! findmnt "/dev/mapper/os-crypt" "/mnt/persist" > /dev/null 2>&1; then
          mount "/dev/mapper/os-crypt" "/mnt/persist" \
          -o compress=zstd:3 -o noatime -o subvol=@persist \
          -o X-mount.mkdir
        fi

      )

    )

  )

)
(
  destroy=1
  device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
  imageName=main
  imageSize=2G
  name=main
  type=disk

  (
    device=/dev/disk/by-path/pci-0000:00:04.0-nvme-1
    efiGptPartitionFirst=1
    type=gpt

    (
      declare -a additionalKeyFiles=()
      askPassword=''
      device=/dev/disk/by-partuuid/00000000-0000-4000-8000-000000000003
      declare -a extraFormatArgs=(--type luks2 --pbkdf argon2id --pbkdf-memory 1048576 --sector-size 4096)
      declare -a extraOpenArgs=()
      initrdUnlock=1
      keyFile=''
      name=os-crypt
      passwordFile=/run/panther/disk.key
      declare -A settings=([allowDiscards]=1 [bypassWorkqueues]='')
      type=luks

      (
        device=/dev/mapper/os-crypt
        declare -a extraArgs=(-L os)
        declare -a mountOptions=(defaults)
        mountpoint=''
        type=btrfs

        if ! findmnt "/dev/mapper/os-crypt" "/mnt/var/log" > /dev/null 2>&1; then
          mount "/dev/mapper/os-crypt" "/mnt/var/log" \
          -o compress=zstd:3 -o noatime -o subvol=@log \
          -o X-mount.mkdir
        fi

      )

    )

  )

)
