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
  networking.hostName = "yoga";

  # Time zone, locale, Nix settings and the tools that every machine needs. [modules/profile]
  panther.core.base.enable = lib.mkDefault true;

  # As answered; hardware cannot tell. [host/regional]
  panther.core.base.keyMap = lib.mkDefault "us";
  panther.core.base.locale = lib.mkDefault "en_US.UTF-8";
  panther.core.base.timeZone = lib.mkDefault "UTC";

  # As many generations as fit into the boot partition. [boot/generations]
  panther.core.boot.configurationLimit = lib.mkDefault 9;

  # A boot loader that fits the firmware, and the systemd initrd. [modules/profile]
  panther.core.boot.enable = lib.mkDefault true;

  # How the firmware starts the system. [boot/firmware]
  panther.core.boot.firmware = lib.mkDefault "uefi";

  # People roam and choose networks; servers keep the one they have. No interface is named.
  # [networking/backend]
  panther.core.networking.backend = lib.mkDefault "networkmanager";

  # Wired and wireless networks that a person picks. [modules/profile]
  panther.core.networking.enable = lib.mkDefault true;

  # Journal, core dump and out-of-memory limits that keep the disk free. [modules/profile]
  panther.core.systemd.enable = lib.mkDefault true;

  # One user who may become root; nobody else can log in. [modules/profile]
  panther.core.users.enable = lib.mkDefault true;

  # The person who administers this host. [host/user]
  panther.core.users.name = lib.mkDefault "panther";

  # Checksums are checked every month. [modules/profile]
  panther.filesystems.btrfs.enable = lib.mkDefault true;

  # The root filesystem lies in a LUKS container. [modules/encryption]
  panther.filesystems.encryption.enable = lib.mkDefault true;

  # The name of the opened LUKS container. [filesystems/mapper]
  panther.filesystems.encryption.mapper = lib.mkDefault "yoga-crypt";

  # The filesystem whose root is made anew at every boot. [filesystems/root-reset]
  panther.filesystems.impermanence.device = lib.mkDefault "/dev/mapper/yoga-crypt";

  # The root is made anew at every boot; what is kept is listed. [modules/profile]
  panther.filesystems.impermanence.enable = lib.mkDefault true;

  # Compressed memory, and less wear on flash. [modules/profile]
  panther.filesystems.optimization.enable = lib.mkDefault true;

  # What is kept can be taken back to an hour or a day ago. [modules/profile]
  panther.filesystems.snapshots.enable = lib.mkDefault true;

  # Graphics, sound, Bluetooth and power settings for a person at the machine. [modules/profile]
  panther.hardware.workstations.enable = lib.mkDefault true;

  # It runs on a battery: power daemon, lid and battery state. [power/laptop]
  panther.hardware.workstations.laptop = lib.mkDefault true;

  # Sensors, the folded-over mode and the power daemon of this family. [modules/profile]
  panther.hardware.yoga.enable = lib.mkDefault true;

  # A fingerprint reader that libfprint can run. [fingerprint/reader]
  panther.hardware.yoga.fingerprint = lib.mkDefault true;

  # Sensors (light, motion or proximity) for the desktop to read. [sensors/iio]
  panther.hardware.yoga.sensors = lib.mkDefault true;

  # The screen folds back: this one is a convertible. [yoga/tablet-mode]
  panther.hardware.yoga.tabletMode = lib.mkDefault true;

  # Changes to accounts, keys and boot files leave a trace. [modules/profile]
  panther.security.audit.enable = lib.mkDefault true;

  # Nothing is reachable unless it was asked for. [modules/profile]
  panther.security.firewall.enable = lib.mkDefault true;

  # Kernel settings that close what is rarely needed and often abused. [modules/profile]
  panther.security.kernel.enable = lib.mkDefault true;

  # Services see no more of the system than they need. [modules/profile]
  panther.security.systemd-hardening.enable = lib.mkDefault true;

  # Containers without a daemon that runs as root. [modules/profile]
  panther.services.podman.enable = lib.mkDefault true;

  # A private network between the PantherOS machines. [modules/profile]
  panther.services.tailscale.enable = lib.mkDefault true;

  # The release that this host was first installed with; it stays as it is. [host/state-version]
  system.stateVersion = "26.05";
}
