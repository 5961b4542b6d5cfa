# A module as people write them: a function, with a library, defaults and values of the system. No finding.
{ lib, pkgs, config, disks ? [ "/dev/disk/by-path/pci-0000:01:00.0-nvme-1" ], host, ... }:
let
  mount = mountpoint: { inherit mountpoint; mountOptions = [ "compress=zstd:1" "noatime" ]; };
in
{
  environment.systemPackages = with pkgs; [ btrfs-progs ];
  boot.loader.timeout = lib.mkForce 3;
  disko.devices.disk = lib.genAttrs [ "laptop-7" ] (name: {
    type = "disk";
    device = builtins.head disks;
    name = host;
    content = {
      type = "gpt";
      partitions = {
        esp = {
          type = "EF00";
          size = "1G";
          content = {
            type = "filesystem";
            format = "vfat";
            mountpoint = "/boot";
            mountOptions = [ "fmask=0077" "dmask=0077" ];
          };
        };
        crypt = {
          size = "100%";
          content = {
            type = "luks";
            name = "${config.networking.hostName}-crypt";
            passwordFile = "/run/disk.key";
            settings.allowDiscards = lib.mkIf true true;
            content = {
              type = "btrfs";
              postCreateHook = ''
                if ! ${lib.getExe pkgs.btrfs-progs} subvolume show /mnt2/@blank; then
                  btrfs subvolume snapshot -r /mnt2/@ /mnt2/@blank
                fi
              '';
              subvolumes = lib.mapAttrs (_: mount) {
                "@root" = "/";
                "@nix" = "/nix";
                "@persist" = "/persist";
              };
            };
          };
        };
      };
    };
  });
}
