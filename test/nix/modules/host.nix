# What a host has beside the PantherOS modules: a platform, a disk, a boot loader and a user. Enough
# for each module to be switched on by itself.
{ lib, ... }:
let
  subvolume = name: {
    device = lib.mkDefault "/dev/mapper/example-crypt";
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

  boot.initrd = {
    systemd.enable = true;
    luks.devices.example-crypt.device = "/dev/disk/by-partuuid/5b61e511-036f-4ca6-a9c7-4d79a3db8e00";
  };
  # Weaker than the mkDefault of core.boot.
  boot.loader = {
    systemd-boot.enable = lib.mkOverride 1200 true;
    grub.enable = lib.mkOverride 1200 false;
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

  # Somebody who may log in over SSH.
  users.users.guest = {
    isNormalUser = true;
    openssh.authorizedKeys.keys = [ "ssh-ed25519 AAAA example" ];
  };
  # A service that security.systemd-hardening has limits for.
  services.fail2ban.enable = true;
}
