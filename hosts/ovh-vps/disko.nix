# Made by panther-discover and rewritten by it: your own changes belong in local.nix.
# `panther-discover explain` says why each line is here.
{
  disko.devices = {
    disk = {
      # The only disk that can take the system.
      main = {
        type = "disk";
        device = "/dev/sda";
        content = {
          type = "gpt";
          partitions = {
            # The firmware is BIOS: GRUB needs a place of its own on a GPT disk.
            bios = {
              type = "EF02";
              size = "1M";
              uuid = "572ca3e6-a11a-406d-8ba3-bc153a637c60";
            };
            # Kernels and initrds lie outside of the root, which is reset on every boot.
            esp = {
              type = "EF00";
              size = "1G";
              uuid = "e97ab4e7-2038-4609-b640-705f1a62e5e3";
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
              uuid = "9f214b8b-77e1-439e-926e-5aa7e13f0620";
              content = {
                type = "swap";
                randomEncryption = true;
              };
            };
            # The answer encryption=none leaves the filesystem readable to whoever has the disk.
            root = {
              type = "8300";
              size = "100%";
              uuid = "778fb153-6685-41ba-8a72-f92ea444bba4";
              content = {
                type = "btrfs";
                extraArgs = [ "-L" "ovh-vps" ];
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
