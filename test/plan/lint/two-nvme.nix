# Two NVMe disks of a laptop, after the example that everybody copies. Each expected finding stands on its line.
{
  disko.devices.disk = {
    main = {
      type = "disk";
      device = "/dev/nvme0n1"; # kernel-name
      content = {
        type = "gpt";
        partitions = {
          ESP = { # partition-by-label
            type = "EF00";
            size = "512M"; # esp-too-small
            content = {
              type = "filesystem";
              format = "vfat";
              mountpoint = "/boot"; # esp-readable
            };
          };
          root = {
            size = "100%";
            content = { # not-encrypted
              type = "btrfs";
              extraArgs = [ "-f" ]; # mkfs-forced
              subvolumes = {
                "@" = {
                  mountpoint = "/"; # root-not-resettable
                  mountOptions = [ "compress=zstd:3" "noatime" ];
                };
                "@home" = {
                  mountpoint = "/home";
                  mountOptions = [ "compress=zstd:1" "noatime" "autodefrag" ]; # option-not-per-subvolume option-not-per-subvolume autodefrag-on-flash
                };
                "@nix" = {
                  mountpoint = "/nix";
                  mountOptions = [ "compress=zstd:3" "nodatacow" "noatime" ]; # nodatacow-with-compress option-not-per-subvolume store-without-checksums
                };
                "@tmp" = {
                  mountpoint = "/var/tmp";
                  mountOptions = [ "compress=zstd:3" "no_exec" "nosiud" ]; # unknown-mount-option unknown-mount-option
                };
                "@old" = {
                  mountOptions = [ "noatime" ]; # options-without-mountpoint
                };
              };
            };
          };
        };
      };
    };
    second = { # further-disk-wiped
      type = "disk";
      device = "/dev/nvme1n1"; # kernel-name
      content = {
        type = "gpt";
        partitions.data = { # partition-by-label
          size = "100%";
          content = {
            type = "filesystem";
            format = "ext4";
            mountpoint = "/data";
          };
        };
      };
    };
  };
}
