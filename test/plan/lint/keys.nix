# An encrypted laptop that asks for a key file it will never find.
{ pkgs, config, ... }:
{
  disko.devices.disk.laptop-7 = {
    type = "disk";
    device = "/dev/disk/by-diskseq/1"; # momentary-link
    content = { # no-esp
      type = "gpt";
      partitions = {
        swap = {
          size = "16G";
          content = { # swap-not-encrypted
            type = "swap";
            resumeDevice = true;
          };
        };
        scratch = {
          size = "4G";
          content = {
            type = "swap";
            randomEncryption = true;
            resumeDevice = true; # resume-from-random-key
          };
        };
        crypt = {
          size = "100%";
          content = {
            type = "luks";
            name = "crypt";
            passwordFile = ./secret.txt; # secret-in-store
            settings.keyFile = "/tmp/secret.key"; # key-file-at-boot
            content = {
              type = "btrfs";
              mountpoint = "/top"; # top-level-mounted
              postCreateHook = '' # hook-not-repeatable
                mount -o subvolid=5 "$device" /mnt2
                ${pkgs.btrfs-progs}/bin/btrfs subvolume snapshot -r /mnt2/@root /mnt2/@root-blank
              '';
              subvolumes = {
                "@root".mountpoint = "/"; # boot-inside-root
                "@persist".mountpoint = "/persist";
                "@srv".mountpoint = config.services.shop.dataDir;
              };
            };
          };
        };
        rest = {
          size = "100%"; # two-rests
        };
      };
    };
  };
}
