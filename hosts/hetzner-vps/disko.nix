# Made by panther-discover and rewritten by it: your own changes belong in local.nix.
# `panther-discover explain` says why each line is here.
{
  disko.devices = {
    disk = {
      # The only disk that can take the system.
      main = {
        type = "disk";
        device = "/dev/disk/by-path/pci-0000:06:00.0-scsi-0:0:0:0";
        content = {
          type = "gpt";
          partitions = {
            # Kernels and initrds lie outside of the root, which is reset on every boot.
            esp = {
              type = "EF00";
              size = "1G";
              uuid = "998159a1-bb6c-40ae-8c1c-1830be77d2e2";
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
              uuid = "392caf88-e6e9-40a2-a6be-a726a7e44279";
              content = {
                type = "swap";
                randomEncryption = true;
              };
            };
            # The answer encryption=none leaves the filesystem readable to whoever has the disk.
            root = {
              type = "8300";
              size = "100%";
              uuid = "123f46a7-12c0-4cc0-891b-bccf2ae3102a";
              content = {
                type = "btrfs";
                extraArgs = [ "-L" "hetzner-vps" ];
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
