/**
 * What an evaluation must come to, by path of the option: a list must have these elements among
 * others, lack one, or have only these; a text must match the pattern; anything else must be equal.
 */
export type Expected = Readonly<Record<string, unknown>>;

/** A PantherOS module and what its switch changes on a host that has nothing else of PantherOS. */
export interface Switch {
  module: string;
  /** What must be said besides `enable`. */
  needs?: string;
  changes: Expected;
}

export const SWITCHES: readonly Switch[] = [
  {
    module: 'core/base',
    changes: {
      'time.timeZone': 'UTC',
      'console.earlySetup': true,
      'nix.settings.experimental-features': ['flakes'],
      'nix.gc.automatic': true,
      'nix.daemonCPUSchedPolicy': 'batch',
      'systemd.services.nix-daemon.serviceConfig.OOMScoreAdjust': 250,
    },
  },
  {
    module: 'core/boot',
    needs: 'panther.core.boot.firmware = "uefi";',
    changes: {
      'boot.loader.systemd-boot.editor': false,
      'boot.loader.systemd-boot.configurationLimit': 10,
      'boot.loader.efi.canTouchEfiVariables': true,
    },
  },
  {
    module: 'core/networking',
    changes: {
      'networking.networkmanager.enable': true,
      'services.resolved.enable': true,
      'systemd.services.NetworkManager-wait-online.enable': false,
    },
  },
  {
    module: 'core/systemd',
    changes: {
      'environment.etc."systemd/journald.conf.d/50-panther.conf".text': /^SystemMaxUse=1G$/m,
      'systemd.oomd.enableRootSlice': true,
    },
  },
  {
    module: 'core/users',
    changes: {
      'users.mutableUsers': false,
      'users.users.root.hashedPassword': '!',
      'users.users.panther.extraGroups': ['wheel'],
    },
  },
  {
    module: 'filesystems/btrfs',
    changes: {
      'services.btrfs.autoScrub.enable': true,
      'services.btrfs.autoScrub.fileSystems': ['/'],
    },
  },
  {
    module: 'filesystems/encryption',
    changes: { 'environment.systemPackages.*.name': ['panther-enroll'] },
  },
  {
    module: 'filesystems/impermanence',
    changes: {
      'boot.initrd.systemd.services.panther-reset-root.before': ['sysroot.mount'],
      'environment.persistence./persist.directories.*.dirPath': [
        '/var/lib/nixos',
        '/var/lib/systemd',
        '/var/lib/dhcpcd',
      ],
      'environment.persistence./persist.files.*.filePath': ['/etc/machine-id'],
      'fileSystems./persist.neededForBoot': true,
      'fileSystems./home.neededForBoot': true,
      'systemd.tmpfiles.settings.10-panther-repository./etc/nixos.L.argument': '/persist/pantheros',
      'systemd.timers.panther-clean-old-roots.wantedBy': ['timers.target'],
    },
  },
  {
    module: 'filesystems/optimization',
    changes: {
      'zramSwap.enable': true,
      'boot.kernel.sysctl."vm.dirty_ratio"': 10,
    },
  },
  {
    module: 'filesystems/snapshots',
    changes: {
      'services.btrbk.instances.panther.onCalendar': 'hourly',
      'systemd.timers.btrbk-panther.wantedBy': ['timers.target'],
    },
  },
  {
    module: 'hardware/servers',
    changes: {
      'services.irqbalance.enable': true,
      'hardware.rasdaemon.enable': true,
      'systemd.enableEmergencyMode': false,
      'fonts.fontconfig.enable': false,
    },
  },
  {
    module: 'hardware/vps',
    changes: {
      'services.qemuGuest.enable': true,
      'boot.kernelParams': ['console=tty0', 'console=ttyS0,115200n8'],
      'environment.systemPackages.*.name': ['panther-grow-root'],
    },
  },
  {
    module: 'hardware/workstations',
    changes: {
      'hardware.graphics.enable': true,
      'services.pipewire.pulse.enable': true,
      'services.fwupd.enable': true,
    },
  },
  {
    module: 'hardware/yoga',
    changes: {
      'hardware.sensor.iio.enable': true,
      'hardware.graphics.enable': true,
      'services.power-profiles-daemon.enable': true,
    },
  },
  {
    module: 'hardware/zephyrus',
    changes: {
      'services.asusd.enable': true,
      'services.udev.extraHwdb': /KEYBOARD_KEY_ff31007c=f20/,
      'services.power-profiles-daemon.enable': true,
    },
  },
  {
    module: 'security/audit',
    changes: {
      'security.auditd.enable': true,
      'security.audit.rules': [
        '-a always,exit -F path=/etc/shadow -F perm=wa -F key=accounts',
        '-a always,exit -F arch=b64 -S kexec_file_load -F key=kexec',
      ],
    },
  },
  {
    module: 'security/firewall',
    changes: {
      'networking.nftables.enable': true,
      'networking.firewall.logRefusedConnections': false,
    },
  },
  {
    module: 'security/kernel',
    changes: {
      'boot.kernel.sysctl."kernel.kptr_restrict"': 2,
      'boot.kernelParams': ['slab_nomerge'],
      'boot.blacklistedKernelModules': ['dccp'],
    },
  },
  {
    module: 'security/ssh',
    changes: {
      'services.openssh.settings.PasswordAuthentication': false,
      'services.openssh.settings.PermitRootLogin': 'no',
      'services.openssh.settings.AllowAgentForwarding': false,
      'services.openssh.authorizedKeysInHomedir': false,
    },
  },
  {
    module: 'security/systemd-hardening',
    changes: { 'systemd.services.fail2ban.serviceConfig.RestrictNamespaces': true },
  },
  {
    module: 'services/monitoring',
    changes: {
      'services.prometheus.exporters.node.enable': true,
      'services.smartd.enable': true,
      'services.smartd.defaults.autodetected': /^-a -m <nomailer> -M exec \S+-panther-disk-health$/,
      'systemd.services.panther-alert-collect.wantedBy': ['multi-user.target'],
    },
  },
  {
    module: 'services/podman',
    changes: {
      'virtualisation.podman.enable': true,
      'virtualisation.podman.autoPrune.enable': true,
    },
  },
  {
    module: 'services/ssh',
    changes: {
      'services.openssh.enable': true,
      'services.openssh.hostKeys.*.path': ['/persist/etc/ssh/ssh_host_ed25519_key'],
      'systemd.services.sshd.unitConfig.RequiresMountsFor': '/persist/etc/ssh',
    },
  },
  {
    module: 'services/tailscale',
    changes: {
      'services.tailscale.enable': true,
      'services.tailscale.useRoutingFeatures': 'client',
      'networking.firewall.allowedUDPPorts': [41641],
    },
  },
];

/** The Nix text that switches a module on. */
export function switchedOn({ module, needs = '' }: Switch): string {
  return `panther.${module.replace('/', '.')}.enable = true;\n${needs}`;
}
