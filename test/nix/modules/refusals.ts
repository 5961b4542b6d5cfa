import { KEY } from './choice.ts';

/** A configuration that cannot work, and what our modules say to it. */
export interface Refusal {
  /** The module that objects, on. */
  module: string;
  refusal: string;
  /** Nix text, beside what switches the module on. */
  set: string;
  /** A fragment of each assertion that fails, and of no other. */
  says: readonly string[];
}

const LAPTOP_SWAP = `panther.filesystems.optimization = { enable = true; hibernation = true; };
    swapDevices = [ { device = "/.swap/swapfile"; } ];`;

export const REFUSALS: readonly Refusal[] = [
  {
    module: 'core/boot',
    refusal: 'scripted stage 1',
    set: 'boot.initrd.systemd.enable = lib.mkForce false;',
    says: ['the PantherOS modules need systemd in stage 1'],
  },
  {
    module: 'core/boot',
    refusal: 'mirrors without the partition that the boot loader is installed to',
    set: 'panther.core.boot.mirrors."/boot-fallback" = "/dev/vdb";',
    says: ['the mirrors lack the EFI system partition'],
  },
  {
    module: 'core/boot',
    refusal: 'Secure Boot without lanzaboote, and from a BIOS',
    set: `panther.core.boot = { firmware = lib.mkForce "bios"; secureBoot = true; };
    boot.loader.grub.devices = [ "/dev/vda" ];`,
    says: [
      "Secure Boot needs the flake's input `lanzaboote`",
      'only UEFI firmware has Secure Boot, and the firmware is bios',
    ],
  },
  {
    module: 'core/networking',
    refusal: 'fixed addresses with NetworkManager, and without a gateway',
    set: 'panther.core.networking.staticAddresses = [ "192.0.2.7/24" ];',
    says: ['are for the networkd backend', 'a gateway for IPv4 is needed'],
  },
  {
    module: 'core/networking',
    refusal: 'a gateway outside of the subnet that nobody called on-link',
    set: `panther.core.networking = {
      backend = "networkd";
      staticAddresses = [ "192.0.2.7/32" ];
      gateways = [ "198.51.100.1" ];
    };`,
    says: ['with a /32 every gateway lies outside of the subnet'],
  },
  {
    module: 'core/users',
    refusal: 'neither key nor password',
    set: 'panther.core.users.passwordFile = null;',
    says: ['nobody could log in, since panther has neither a key nor a password'],
  },
  {
    module: 'core/users',
    refusal: 'keys alone, where no sshd takes them',
    set: `panther.core.users = {
      passwordFile = null;
      passwordlessSudo = true;
      sshKeys = [ "${KEY}" ];
    };`,
    says: ['has keys and no password, but no sshd runs'],
  },
  {
    module: 'core/users',
    refusal: 'a password that the reset takes away',
    set: `panther.core.users.passwordFile = "/etc/secrets/panther";
    panther.filesystems.impermanence.enable = true;`,
    says: ['nobody could log in after a reset of the root'],
  },
  {
    module: 'filesystems/btrfs',
    refusal: 'a scrub of what is not Btrfs',
    set: 'panther.filesystems.btrfs.fileSystems = [ "/" "/boot" ];',
    says: ['not a Btrfs mount point of this host: /boot;'],
  },
  {
    module: 'filesystems/encryption',
    refusal: 'a half of a mirror that nothing opens',
    set: 'panther.filesystems.encryption.furtherMappers = [ "example-copy" ];',
    says: ['stage 1 does not open every volume of the root'],
  },
  {
    module: 'filesystems/encryption',
    refusal: 'a TPM that opens the halves of a mirror by itself, with Secure Boot too',
    set: `panther.filesystems.encryption = {
      furtherMappers = [ "example-copy" ];
      tpm2 = true;
      tpm2Pin = false;
      secureBoot = true;
    };
    boot.initrd.luks.devices.example-copy.device = "/dev/vdb1";`,
    says: ['with two volumes the TPM cannot tell who asks once one is open'],
  },
  {
    module: 'filesystems/encryption',
    refusal: 'a volume that nothing opens, and nobody who could',
    set: 'panther.filesystems.encryption = { mapper = "other-crypt"; console = false; };',
    says: [
      'nothing opens other-crypt in stage 1',
      '/ is not mounted from /dev/mapper/other-crypt',
      'nobody can unlock the root',
    ],
  },
  {
    module: 'filesystems/encryption',
    refusal: 'a key file that stage 1 lacks, a TPM that gives the key to anybody',
    set: `panther.filesystems.encryption = { tpm2 = true; tpm2Pin = false; };
    boot.initrd.luks.devices.example-crypt.keyFile = "/tmp/key";`,
    says: [
      'a key file that stage 1 does not have',
      'a TPM without Secure Boot and without PIN gives the key to whoever',
    ],
  },
  {
    module: 'filesystems/encryption',
    refusal: 'unlocking over SSH without driver, keys and host key of its own',
    set: `panther.filesystems.encryption.remoteUnlock = {
      enable = true;
      hostKeyFile = "/persist/etc/ssh/ssh_host_ed25519_key";
    };
    panther.services.ssh.enable = true;`,
    says: [
      'stage 1 has no driver for the network',
      'nobody may log in to stage 1',
      'stage 1 must not have a host key of the running system',
    ],
  },
  {
    module: 'filesystems/encryption',
    refusal: 'kernels that lie where they cannot be read',
    set: 'fileSystems."/boot".device = lib.mkForce "/dev/mapper/example-crypt";',
    says: ['/boot lies in the encrypted volume'],
  },
  {
    module: 'filesystems/impermanence',
    refusal: 'a reset that does not wait for the resume, and a repository that it takes away',
    set: `boot.initrd.systemd.services.panther-reset-root.after = lib.mkForce [ "local-fs-pre.target" ];
    panther.filesystems.impermanence.repository = "/etc/pantheros";`,
    says: [
      'the reset must come after any resume and before / is mounted',
      'the repository lies in the root',
    ],
  },
  {
    module: 'filesystems/impermanence',
    refusal: 'scripted stage 1, another root, a place that is mounted late',
    set: `panther.filesystems.impermanence.subvolume = "@other";
    boot.initrd.systemd.enable = lib.mkForce false;
    fileSystems."/persist".neededForBoot = false;`,
    says: [
      'the reset runs under systemd in stage 1',
      '/ must be mounted from the Btrfs subvolume @other',
      '/persist must be mounted in stage 1',
    ],
  },
  {
    module: 'filesystems/impermanence',
    refusal: 'the system, the kernels and what is kept inside of the root',
    set: `fileSystems = lib.mkForce {
      "/" = {
        device = "/dev/mapper/example-crypt";
        fsType = "btrfs";
        options = [ "subvol=@root" ];
      };
      "/persist".neededForBoot = true;
    };`,
    says: [
      '/persist must be a filesystem of its own',
      '/nix lies in the root',
      '/boot lies in the root',
    ],
  },
  {
    module: 'filesystems/optimization',
    refusal: 'hibernation without swap, into a kernel that forbids it',
    set: `panther.filesystems.optimization.hibernation = true;
    boot.kernelParams = [ "nohibernate" "lockdown=integrity" ];`,
    says: [
      'hibernation needs swap on disk',
      'security.protectKernelImage and nohibernate forbid hibernation',
      'a kernel in lockdown refuses to hibernate',
    ],
  },
  {
    module: 'filesystems/optimization',
    refusal: 'hibernation into a swap whose key is lost',
    set: `panther.filesystems.optimization.hibernation = true;
    swapDevices = [
      {
        device = "/dev/disk/by-partuuid/3a3b7e1e-8f43-43ec-b7d0-61d4b982148d";
        randomEncryption.enable = true;
      }
    ];`,
    says: ['hibernation is lost in a swap with a random key'],
  },
  {
    module: 'filesystems/optimization',
    refusal: 'hibernation into a swap file by the kernel, and where no EFI variable leads to it',
    set: `${LAPTOP_SWAP}
    boot.resumeDevice = "/dev/mapper/example-crypt";
    panther.core.boot = { enable = true; firmware = "bios"; };
    boot.loader.grub.devices = [ "/dev/vda" ];`,
    says: [
      'without UEFI systemd cannot find the image in a swap file',
      'boot.resumeDevice makes the kernel look at the start of the disk',
    ],
  },
  {
    module: 'filesystems/snapshots',
    refusal: 'snapshots of the root, of what is not Btrfs, and into the root',
    set: 'panther.filesystems.snapshots = { subvolumes = [ "/" "/boot" ]; directory = "/snapshots"; };',
    says: [
      'each of /, /boot must be mounted from a Btrfs subvolume',
      'the root is not for snapshots',
      '/snapshots must be a Btrfs mount of its own',
    ],
  },
  {
    module: 'hardware/servers',
    refusal: 'a server that is rented, personal and sleeps',
    set: `${LAPTOP_SWAP}
    panther.hardware.vps = { enable = true; growRoot = true; };
    panther.hardware.workstations.enable = true;
    boot.growPartition = true;`,
    says: [
      'a machine is real or virtual',
      'a server does not sleep',
      'growing an encrypted root needs its passphrase',
      'a virtual machine does not hibernate by itself',
      'boot.growPartition does not find the partition',
      'a machine is one or the other',
    ],
  },
  {
    module: 'hardware/vps',
    refusal: 'a /tmp in memory that is short',
    set: 'panther.hardware.vps.smallMemory = true; boot.tmp.useTmpfs = true;',
    says: ['/tmp is kept in memory, of which there is little'],
  },
  {
    module: 'hardware/workstations',
    refusal: 'two power daemons',
    set: 'services.tlp.enable = true; services.auto-cpufreq.enable = true;',
    says: ['more than one power daemon is enabled (auto-cpufreq, tlp)'],
  },
  {
    module: 'hardware/zephyrus',
    refusal: 'PRIME without the places of the GPUs',
    set: 'panther.hardware.zephyrus.nvidia = true; hardware.nvidia.open = true;',
    says: ['the bus ids of both GPUs are missing'],
  },
  {
    module: 'security/firewall',
    refusal: 'a tailnet that is not there, and Docker',
    set: 'panther.security.firewall.trustTailnet = true; virtualisation.docker.enable = true;',
    says: ['trustTailnet: there is no tailnet', 'Docker writes its own iptables rules'],
  },
  {
    module: 'security/kernel',
    refusal: 'a kernel that forbids the hibernation that is wanted',
    set: `panther.security.kernel.lockdown = true;
    security.protectKernelImage = true;
    boot.resumeDevice = "/dev/mapper/example-swap";`,
    says: [
      'a locked down kernel refuses to hibernate; switch lockdown or',
      'security.protectKernelImage boots with `nohibernate`',
    ],
  },
  {
    module: 'security/ssh',
    refusal: 'bans without sshd and without a firewall',
    set: 'panther.security.ssh.fail2ban = true; networking.firewall.enable = false;',
    says: ['there is no sshd to guard', 'a ban is a firewall rule'],
  },
  {
    module: 'security/ssh',
    refusal: 'users that nobody can be',
    set: 'panther.security.ssh.allowUsers = [ "nobody-here" ]; panther.services.ssh.enable = true;',
    says: ['none of these users exists with an authorized key'],
  },
  {
    module: 'services/monitoring',
    refusal: 'metrics for everybody, and the health of virtual disks',
    set: `panther.services.monitoring = { listenAddress = "0.0.0.0"; smart = true; };
    panther.hardware.vps.enable = true;`,
    says: ['must be one address, not all of them', 'a virtual disk has no SMART data'],
  },
  {
    module: 'services/podman',
    refusal: 'two that are called docker, and no user namespaces',
    set: `panther.services.podman.dockerCompat = true;
    virtualisation.docker.enable = true;
    security.allowUserNamespaces = false;
    nix.settings.sandbox = false;`,
    says: ['both would own the `docker` command', 'needs user namespaces'],
  },
  {
    module: 'services/ssh',
    refusal: 'nobody who could log in, from nowhere, with keys at an unknown place',
    set: `panther.services.ssh = { tailnetOnly = true; hostKeyDirectory = "keys"; };
    users.users.guest.openssh.authorizedKeys.keys = lib.mkForce [ ];`,
    says: [
      'sshd runs, but no user has an authorized key',
      'tailnetOnly: there is no tailnet',
      'hostKeyDirectory: must be an absolute path',
    ],
  },
  {
    module: 'services/tailscale',
    refusal: 'a key at no certain place',
    set: 'panther.services.tailscale.authKeyFile = "auth-key";',
    says: ['must be an absolute path on the target'],
  },
  {
    module: 'services/tailscale',
    refusal: 'a key that everybody can read',
    set: `panther.services.tailscale.authKeyFile = "\${builtins.storeDir}/auth-key";
    panther.core.users = { enable = true; sshKeys = [ "${KEY}" ]; };`,
    says: ['lies in the Nix store, which everybody can read'],
  },
];
