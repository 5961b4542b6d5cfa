# Made by panther-discover and rewritten by it: your own changes belong in local.nix.
# `panther-discover explain` says why each line is here.
{ lib, ... }:
{
  # The way to the root disk, by the ids of its controllers, beyond what NixOS includes.
  # [storage/boot-path]
  boot.initrd.availableKernelModules = [ "virtio_pci" "virtio_scsi" ];

  # The processor architecture. [platform/host-platform]
  nixpkgs.hostPlatform = lib.mkDefault "x86_64-linux";
}
