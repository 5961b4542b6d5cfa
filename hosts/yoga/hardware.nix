# Made by panther-discover and rewritten by it: your own changes belong in local.nix.
# `panther-discover explain` says why each line is here.
{ config, lib, ... }:
{
  # The processor can run virtual machines. [cpu/kvm]
  boot.kernelModules = [ "kvm-amd" ];

  # The processor chooses its own frequencies through CPPC. [cpu/amd-pstate]
  boot.kernelParams = [ "amd_pstate=active" ];

  # The AMD GPU shows the passphrase prompt in full resolution. [gpu/amdgpu]
  hardware.amdgpu.initrd.enable = lib.mkDefault true;

  # A Bluetooth adapter is built in or plugged in. [bluetooth/adapter]
  hardware.bluetooth.enable = lib.mkDefault true;

  # Processor fixes are loaded early, on real hardware only. [cpu/microcode]
  hardware.cpu.amd.updateMicrocode = lib.mkDefault config.hardware.enableRedistributableFirmware;

  # Real devices (wireless, graphics, sound) want firmware that the kernel does not carry.
  # [firmware/redistributable]
  hardware.enableRedistributableFirmware = lib.mkDefault true;

  # The processor architecture. [platform/host-platform]
  nixpkgs.hostPlatform = lib.mkDefault "x86_64-linux";
}
