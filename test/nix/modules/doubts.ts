import { KEY } from './choice.ts';
import type { Refusal } from './refusals.ts';

/** Configurations that work, but hardly as they are meant: what our modules warn of. */
export const DOUBTS: readonly Refusal[] = [
  {
    module: 'core/boot',
    refusal: 'Secure Boot on two disks, only one of which gets signed files',
    set: `imports = [
      {
        options.boot.lanzaboote = lib.genAttrs [ "enable" "pkiBundle" ] (
          _: lib.mkOption { type = lib.types.anything; default = null; }
        );
      }
    ];
    panther.core.boot = {
      secureBoot = true;
      mirrors = { "/boot" = "/dev/vda"; "/boot-fallback" = "/dev/vdb"; };
    };`,
    says: ['this lanzaboote installs on /boot alone, so /boot-fallback keeps what it can start'],
  },
  {
    module: 'core/users',
    refusal: 'an administrator who cannot become root',
    set: `panther.core.users = { passwordFile = null; sshKeys = [ "${KEY}" ]; };
    services.openssh.enable = true;`,
    says: ['nobody can become root'],
  },
  {
    module: 'filesystems/btrfs',
    refusal: 'mounts of one filesystem that differ where they cannot',
    set: `fileSystems."/".options = [ "compress=zstd:1" ];
    fileSystems."/nix".options = [ "compress=zstd:9" ];`,
    says: ['the mounts of /dev/mapper/example-crypt differ in compress'],
  },
  {
    module: 'filesystems/impermanence',
    refusal: 'state and host keys in the root',
    set: `systemd.services.example.serviceConfig.StateDirectory = "example other";
    users.users.owner = { isSystemUser = true; group = "users"; home = "/var/lib/owned"; };
    systemd.tmpfiles = {
      rules = [ "d /var/lib/ruled 0755 root root" "Q /var/lib/ruled/inside" ];
      settings."10-example"."/var/lib/settled".v.mode = "0700";
    };
    services.openssh.enable = true;`,
    says: [
      'state is kept in /var/lib/example, /var/lib/other, /var/lib/owned, /var/lib/ruled, /var/lib/settled, which the next boot deletes',
      'the SSH host key /etc/ssh/ssh_host_rsa_key would be new at every boot',
      'the SSH host key /etc/ssh/ssh_host_ed25519_key would be new at every boot',
    ],
  },
  {
    module: 'hardware/zephyrus',
    refusal: 'PRIME offload with the screen on the NVIDIA GPU',
    set: `panther.hardware.zephyrus.panelOnNvidia = true;
    hardware.nvidia = {
      open = true;
      prime = { intelBusId = "PCI:0:2:0"; nvidiaBusId = "PCI:1:0:0"; };
    };`,
    says: ['the built-in screen hangs on the NVIDIA GPU'],
  },
  {
    module: 'security/audit',
    refusal: 'a kernel on which the rules are reported not to load',
    set: `boot.kernelPackages = lib.mkForce (
      let
        kernel = pkgs.linuxPackages.kernel // { version = "6.19.1"; };
        packages = pkgs.linuxPackages // { inherit kernel; extend = _: packages; };
      in
      packages
    );`,
    says: ["NixOS's rule loader is reported to fail"],
  },
  {
    module: 'security/kernel',
    refusal: 'locked down beside a driver that the kernel did not come with',
    set: `panther.security.kernel.lockdown = true;
    services.xserver.videoDrivers = [ "nvidia" ];
    hardware.nvidia.open = true;`,
    says: [
      "NixOS's kernels are built without lockdown, so this does nothing",
      "NVIDIA's module is built outside the kernel tree",
    ],
  },
];
