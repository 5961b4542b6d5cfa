# Made by panther-discover and rewritten by it: your own changes belong in local.nix.
# `panther-discover explain` says why each line is here.
{
  disko.devices = {
    disk = {
      # Named by the answer "disk".
      main = {
        type = "disk";
        device = "/dev/disk/by-path/pci-0000:02:00.0-nvme-1";
        content = {
          type = "gpt";
          partitions = {
            # Kernels and initrds lie outside of the root, which is reset on every boot.
            esp = {
              type = "EF00";
              size = "2G";
              uuid = "1bb7e26d-9d41-42fb-8834-2a0ee6f29c0b";
              content = {
                type = "filesystem";
                format = "vfat";
                mountpoint = "/boot";
                mountOptions = [ "umask=0077" ];
              };
            };
            # Everything that is not needed to boot is encrypted.
            crypt = {
              type = "8309";
              size = "100%";
              uuid = "ad2dd5b4-f6d2-4dde-b0de-99b323f693f1";
              content = {
                type = "luks";
                name = "zephyrus-crypt";
                passwordFile = "/run/panther/disk.key";
                extraFormatArgs = [
                  "--type"
                  "luks2"
                  "--pbkdf"
                  "argon2id"
                  "--pbkdf-memory"
                  "1048576"
                  "--sector-size"
                  "4096"
                ];
                settings = {
                  allowDiscards = true;
                  bypassWorkqueues = true;
                };
                content = {
                  type = "btrfs";
                  extraArgs = [ "-L" "zephyrus" ];
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
  };
}
