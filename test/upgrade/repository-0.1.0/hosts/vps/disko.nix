# Made by panther-discover and rewritten by it: your own changes belong in local.nix.
# `panther-discover explain` says why each line is here.
{
  disko.devices = {
    disk = {
      # The only disk that can take the system.
      main = {
        type = "disk";
        device = "/dev/disk/by-path/pci-0000:00:05.0-scsi-0:0:0:0";
        content = {
          type = "gpt";
          partitions = {
            # The firmware was not seen: with this partition the disk boots under BIOS and UEFI.
            bios = {
              type = "EF02";
              size = "1M";
              uuid = "e419f980-07a8-4d44-baf2-15df0342c292";
            };
            # Kernels and initrds lie outside of the root, which is reset on every boot.
            esp = {
              type = "EF00";
              size = "1G";
              uuid = "5fb86005-4c5e-42b4-81ba-493d3c9a76cd";
              content = {
                type = "filesystem";
                format = "vfat";
                mountpoint = "/boot";
                mountOptions = [ "umask=0077" ];
              };
            };
            # Room behind zram, under a new random key on every boot: nothing of it can be read
            # later.
            swap = {
              type = "8200";
              size = "8G";
              uuid = "14f08014-feb4-4c39-8d08-0aebe869d368";
              content = {
                type = "swap";
                randomEncryption = true;
              };
            };
            # The answer encryption=none leaves the filesystem readable to whoever has the disk.
            root = {
              type = "8300";
              size = "100%";
              uuid = "02c73638-cfd7-494f-9565-3b17d63e6145";
              content = {
                type = "btrfs";
                extraArgs = [ "-L" "vps" ];
                subvolumes = {
                  # The root; it starts empty on every boot.
                  "@root" = {
                    mountpoint = "/";
                    mountOptions = [ "compress=zstd:1" "noatime" ];
                  };
                  # The Nix store outlives the root and can always be made again.
                  "@nix" = {
                    mountpoint = "/nix";
                    mountOptions = [ "compress=zstd:1" "noatime" ];
                  };
                  # What must outlive the reset of the root.
                  "@persist" = {
                    mountpoint = "/persist";
                    mountOptions = [ "compress=zstd:1" "noatime" ];
                  };
                  # The homes outlive the reset of the root.
                  "@home" = {
                    mountpoint = "/home";
                    mountOptions = [ "compress=zstd:1" "noatime" ];
                  };
                  # Logs must survive a reset and a rollback.
                  "@log" = {
                    mountpoint = "/var/log";
                    mountOptions = [ "compress=zstd:1" "noatime" ];
                  };
                  # Snapshots outside of what they are taken of.
                  "@snapshots" = {
                    mountpoint = "/.snapshots";
                    mountOptions = [ "compress=zstd:1" "noatime" ];
                  };
                };
                postCreateHook =
                  "(\n"
                  + "  top=\$(mktemp -d)\n"
                  + "  mount -o subvolid=5 \"\$device\" \"\$top\"\n"
                  + "  trap 'umount \"\$top\"; rmdir \"\$top\"' EXIT\n"
                  + "  if ! btrfs subvolume show \"\$top/@root-blank\" > /dev/null 2>&1; then\n"
                  + "    btrfs subvolume snapshot -r \"\$top/@root\" \"\$top/@root-blank\"\n"
                  + "  fi\n"
                  + ")\n";
              };
            };
          };
        };
      };
    };
  };
}
