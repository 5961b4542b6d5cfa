# Made by panther-discover and rewritten by it: your own changes belong in local.nix.
# `panther-discover explain` says why each line is here.
{ lib, ... }:
{
  imports = [
    ./hardware.nix
    ./disko.nix
    ./local.nix
  ];

  # The name of this host. [host/name]
  networking.hostName = "vps";

  # Time zone, locale, Nix settings and the tools that every machine needs. [modules/profile]
  panther.core.base.enable = lib.mkDefault true;

  # As answered; hardware cannot tell. [host/regional]
  panther.core.base.keyMap = lib.mkDefault "us";
  panther.core.base.locale = lib.mkDefault "en_US.UTF-8";
  panther.core.base.timeZone = lib.mkDefault "UTC";

  # A boot loader that fits the firmware, and the systemd initrd. [modules/profile]
  panther.core.boot.enable = lib.mkDefault true;

  # How the firmware starts the system. [boot/firmware]
  panther.core.boot.firmware = lib.mkDefault "unknown";

  # People roam and choose networks; servers keep the one they have. No interface is named.
  # [networking/backend]
  panther.core.networking.backend = lib.mkDefault "networkd";

  # Wired networks by DHCP, without a person at the machine. [modules/profile]
  panther.core.networking.enable = lib.mkDefault true;

  # Journal, core dump and out-of-memory limits that keep the disk free. [modules/profile]
  panther.core.systemd.enable = lib.mkDefault true;

  # One user who may become root; nobody else can log in. [modules/profile]
  panther.core.users.enable = lib.mkDefault true;

  # The person who administers this host. [host/user]
  panther.core.users.name = lib.mkDefault "panther";

  # The keys that may log in. [host/ssh-keys]
  panther.core.users.sshKeys = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA x"
  ];

  # Checksums are checked every month. [modules/profile]
  panther.filesystems.btrfs.enable = lib.mkDefault true;

  # The filesystem whose root is made anew at every boot. [filesystems/root-reset]
  panther.filesystems.impermanence.device = lib.mkDefault "/dev/disk/by-partuuid/02c73638-cfd7-494f-9565-3b17d63e6145";

  # The root is made anew at every boot; what is kept is listed. [modules/profile]
  panther.filesystems.impermanence.enable = lib.mkDefault true;

  # Compressed memory, and less wear on flash. [modules/profile]
  panther.filesystems.optimization.enable = lib.mkDefault true;

  # What is kept can be taken back to an hour or a day ago. [modules/profile]
  panther.filesystems.snapshots.enable = lib.mkDefault true;

  # A serial console, the guest agent, a command that grows the disk, and no drivers for real
  # hardware. [modules/profile]
  panther.hardware.vps.enable = lib.mkDefault true;

  # The host may ask this guest to freeze its filesystems or to shut down; udev starts it where
  # there is a port. [guest/qemu-agent]
  panther.hardware.vps.guestAgent = lib.mkDefault true;

  # Kernel messages and a login on the serial port, for when the network is gone. [serial/console]
  panther.hardware.vps.serialConsole = lib.mkDefault "ttyS0";

  # Changes to accounts, keys and boot files leave a trace. [modules/profile]
  panther.security.audit.enable = lib.mkDefault true;

  # Nothing is reachable unless it was asked for. [modules/profile]
  panther.security.firewall.enable = lib.mkDefault true;

  # Kernel settings that close what is rarely needed and often abused. [modules/profile]
  panther.security.kernel.enable = lib.mkDefault true;

  # The kernel is hardened for what the host is for. [modules/kernel-role]
  panther.security.kernel.role = lib.mkDefault "vps";

  # Keys only, and modern algorithms. [modules/profile]
  panther.security.ssh.enable = lib.mkDefault true;

  # Services see no more of the system than they need. [modules/profile]
  panther.security.systemd-hardening.enable = lib.mkDefault true;

  # Failing scrubs and services are noticed. [modules/profile]
  panther.services.monitoring.enable = lib.mkDefault true;

  # The way in: nobody sits in front of it. [modules/profile]
  panther.services.ssh.enable = lib.mkDefault true;

  # A private network between the PantherOS machines. [modules/profile]
  panther.services.tailscale.enable = lib.mkDefault true;

  # The release that this host was first installed with; it stays as it is. [host/state-version]
  system.stateVersion = "26.05";
}
