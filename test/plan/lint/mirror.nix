# One btrfs over two disks, in the wrong order, with swap in it and a second ESP that must be there.
let
  esp = mountpoint: uuid: {
    type = "EF00";
    size = "1G";
    inherit uuid;
    content = {
      type = "filesystem";
      format = "vfat";
      inherit mountpoint;
      mountOptions = [ "umask=0077" ]; # second-esp-required second-esp-required
    };
  };
in
{
  disko.devices = {
    disk = {
      first = {
        type = "disk";
        device = "/dev/disk/by-path/pci-0000:01:00.0-nvme-1";
        content = {
          type = "gpt";
          partitions = {
            esp = esp "/boot" "0f6c3f1e-8f4b-4a53-9d0e-3a8f5b7c9d21";
            crypt = {
              size = "100%";
              uuid = "0f6c3f1e-8f4b-4a53-9d0e-3a8f5b7c9d22";
              content = {
                type = "luks";
                name = "first";
                content = {
                  type = "btrfs";
                  extraArgs = [ "-d raid1" "/dev/mapper/second" ]; # members-out-of-order
                  subvolumes = {
                    "@root".mountpoint = "/";
                    "@persist".mountpoint = "/persist";
                    "@swap" = {
                      mountpoint = "/.swap";
                      swap.swapfile.size = "8G"; # swapfile-on-raid
                    };
                  };
                };
              };
            };
          };
        };
      };
      second = {
        type = "disk";
        device = "/dev/disk/by-path/pci-0000:01:00.0-nvme-1"; # device-twice
        content = {
          type = "gpt";
          partitions = {
            esp = esp "/boot-fallback" "0f6c3f1e-8f4b-4a53-9d0e-3a8f5b7c9d23";
            spare = {
              type = "EF00";
              size = "1G";
              uuid = "0F6C3F1E-8F4B-4A53-9D0E-3A8F5B7C9D21"; # uuid-twice
              content = { # esp-on-array
                type = "mdraid";
                name = "spare";
              };
            };
            crypt = {
              size = "100%";
              uuid = "0f6c3f1e-8f4b-4a53-9d0e-3a8f5b7c9d24";
              content = {
                type = "luks";
                name = "second";
              };
            };
          };
        };
      };
    };
    mdadm.spare = {
      type = "mdadm";
      level = 1;
      content = {
        type = "filesystem";
        format = "ext4";
        mountpoint = "/persist"; # mountpoint-twice
      };
    };
  };
}
