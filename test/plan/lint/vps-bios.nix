# A VPS that boots by BIOS, its boot partition named by GUID and used for something else.
{ lib, ... }:
{
  disko.devices.disk.main = {
    device = lib.mkDefault "/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_drive-scsi0"; # shared-bus-name
    type = "disk";
    content = { # no-esp
      type = "gpt";
      partitions = {
        bios = { # partition-by-label
          type = "21686148-6449-6e6f-744e-656564454649"; # bios-partition-by-guid
          size = "1G";
          content = { # bios-partition-with-content
            type = "filesystem";
            format = "vfat";
            mountpoint = "/boot";
            mountOptions = [ "fmask=0022" ]; # esp-readable
          };
        };
        root = {
          size = "100%";
          content = {
            type = "btrfs";
            subvolumes = { # too-many-subvolumes
              "@root" = {
                mountpoint = "/";
                mountOptions = [ "noatime" ];
              };
              "@persist".mountpoint = "/persist";
              "@containers" = {
                mountpoint = "/var/lib/containers";
                mountOptions = [ "nodatacow" ]; # option-not-per-subvolume
              };
              "@swap" = {
                mountpoint = "/.swap";
                mountOptions = [ "nodatacow" ]; # swap-nodatacow
                swap.swapfile.size = "8G";
              };
              "@cache".mountpoint = "/home/someone/.cache"; # subvolume-in-home
              "@one".mountpoint = "/srv/one";
              "@two".mountpoint = "/srv/two";
              "@three".mountpoint = "/srv/three";
              "@four".mountpoint = "/srv/four";
              "@five".mountpoint = "/srv/five";
              "@six".mountpoint = "/srv/six";
              "@seven".mountpoint = "/srv/seven";
            };
          };
        };
      };
    };
  };
}
