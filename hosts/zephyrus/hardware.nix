# Made by panther-discover and rewritten by it: your own changes belong in local.nix.
# `panther-discover explain` says why each line is here.
{ config, lib, pkgs, ... }:
{
  # The Intel GPU shows the passphrase prompt in full resolution, on every screen.
  # [gpu/intel-initrd]
  boot.initrd.kernelModules = [ "i915" ];

  # The processor can run virtual machines. [cpu/kvm]
  boot.kernelModules = [ "kvm-intel" ];

  # A Bluetooth adapter is built in or plugged in. [bluetooth/adapter]
  hardware.bluetooth.enable = lib.mkDefault true;

  # Processor fixes are loaded early, on real hardware only. [cpu/microcode]
  hardware.cpu.intel.updateMicrocode = lib.mkDefault config.hardware.enableRedistributableFirmware;

  # Real devices (wireless, graphics, sound) want firmware that the kernel does not carry.
  # [firmware/redistributable]
  hardware.enableRedistributableFirmware = lib.mkDefault true;

  # Video decoding, and computing where its driver is current, for this generation of Intel GPUs.
  # [gpu/intel-media]
  hardware.graphics.extraPackages = [
    pkgs.intel-compute-runtime
    pkgs.intel-media-driver
    pkgs.vpl-gpu-rt
  ];

  # Processor and NVIDIA GPU of a laptop hand their power budget to each other. [gpu/dynamic-boost]
  hardware.nvidia.dynamicBoost.enable = lib.mkDefault true;

  # The driver branch that runs this generation of NVIDIA GPUs. [gpu/nvidia-driver]
  hardware.nvidia.open = true;

  # Where the two GPUs sit on the PCI bus, in decimal. [gpu/prime]
  hardware.nvidia.prime.intelBusId = lib.mkDefault "PCI:0:2:0";
  hardware.nvidia.prime.nvidiaBusId = lib.mkDefault "PCI:1:0:0";

  # The processor architecture. [platform/host-platform]
  nixpkgs.hostPlatform = lib.mkDefault "x86_64-linux";

  # A Thunderbolt or USB4 port, whose devices are authorised by hand. [thunderbolt/bolt]
  services.hardware.bolt.enable = lib.mkDefault true;

  # Intel laptops throttle late and hard without it. [cpu/thermald]
  services.thermald.enable = lib.mkDefault true;

  # The driver branch that runs this generation of NVIDIA GPUs. [gpu/nvidia-driver]
  services.xserver.videoDrivers = [ "nvidia" ];
}
