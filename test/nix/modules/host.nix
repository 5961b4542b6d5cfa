# What a host has beside the PantherOS modules: a platform, a disk and a boot loader.
{ lib, ... }:
let
  subvolume = name: {
    device = lib.mkDefault "/dev/disk/by-partuuid/5b61e511-036f-4ca6-a9c7-4d79a3db8e00";
    fsType = "btrfs";
    options = [
      "subvol=${name}"
      "noatime"
    ];
  };
in
{
  networking.hostName = "example";
  nixpkgs.hostPlatform = "x86_64-linux";
  system.stateVersion = "25.05";

  boot.loader = {
    systemd-boot.enable = lib.mkDefault true;
    grub.enable = lib.mkDefault false;
  };
  fileSystems = {
    "/" = subvolume "@root";
    "/nix" = subvolume "@nix";
    "/persist" = subvolume "@persist";
    "/home" = subvolume "@home";
    "/var/log" = subvolume "@log";
    "/.snapshots" = subvolume "@snapshots";
    "/boot" = {
      device = "/dev/disk/by-partuuid/5afcf541-b92b-47bb-a752-a5dcb1065f43";
      fsType = "vfat";
    };
  };
}
