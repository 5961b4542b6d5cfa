# The PantherOS modules. Importing them changes nothing: each has an `enable` of its own.
{
  imports = [
    ./core/base.nix
    ./core/boot.nix
    ./core/networking.nix
    ./core/systemd.nix
    ./core/users.nix

    ./filesystems/btrfs.nix
    ./filesystems/encryption.nix
    ./filesystems/impermanence.nix
    ./filesystems/optimization.nix
    ./filesystems/snapshots.nix

    ./hardware/servers.nix
    ./hardware/vps.nix
    ./hardware/workstations.nix
    ./hardware/yoga.nix
    ./hardware/zephyrus.nix

    ./security/audit.nix
    ./security/firewall.nix
    ./security/kernel.nix
    ./security/ssh.nix
    ./security/systemd-hardening.nix

    ./services/monitoring.nix
    ./services/podman.nix
    ./services/ssh.nix
    ./services/tailscale.nix
  ];
}
