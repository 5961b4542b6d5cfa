import { type Choice, KEY } from '../choice.ts';

export const CORE: readonly Choice[] = [
  {
    module: 'core/base',
    choice: 'place and language',
    set: 'panther.core.base = { timeZone = "Europe/Berlin"; locale = "de_DE.UTF-8"; keyMap = "de"; };',
    changes: {
      'time.timeZone': 'Europe/Berlin',
      'i18n.defaultLocale': 'de_DE.UTF-8',
      'console.keyMap': 'de',
    },
  },
  {
    module: 'core/boot',
    choice: 'a copy of the boot loader on a second disk',
    set: `panther.core.boot.mirrors = {
      "/boot" = "/dev/vda";
      "/boot-fallback" = "/dev/vdb";
    };`,
    changes: {
      'boot.loader.systemd-boot.extraInstallCommands': /mountpoint -q \/boot-fallback; then/,
    },
  },
  {
    module: 'core/boot',
    choice: 'a mirror whose first disk is gone',
    set: `panther.core.boot = {
      mirrors = { "/boot" = "/dev/vda"; "/boot-fallback" = "/dev/vdb"; };
      missingMirrors = [ "/boot" ];
    };`,
    changes: { 'boot.loader.efi.efiSysMountPoint': '/boot-fallback' },
  },
  {
    module: 'core/boot',
    choice: 'GRUB for a machine that may start by BIOS',
    set: `panther.core.boot = {
      firmware = lib.mkForce "unknown";
      configurationLimit = 3;
      emergencyPasswordHash = "$y$hash";
    };
    boot.loader.grub.devices = [ "/dev/vda" ];`,
    changes: {
      'boot.loader.grub.enable': true,
      'boot.loader.grub.efiSupport': true,
      'boot.loader.grub.efiInstallAsRemovable': true,
      'boot.loader.grub.configurationLimit': 3,
      'boot.loader.systemd-boot.enable': false,
      'boot.loader.efi.canTouchEfiVariables': false,
      'boot.initrd.systemd.emergencyAccess': '$y$hash',
    },
  },
  {
    module: 'core/boot',
    choice: 'a newer kernel, and /tmp in memory',
    set: 'panther.core.boot = { kernel = "latest"; tmpOnTmpfs = true; };',
    changes: {
      'boot.kernelPackages.kernel.version': '6.18.9',
      'boot.tmp.useTmpfs': true,
      'boot.tmp.cleanOnBoot': false,
    },
  },
  {
    module: 'core/boot',
    choice: 'Secure Boot, with the keys kept',
    set: `imports = [
      {
        options.boot.lanzaboote = lib.genAttrs [ "enable" "pkiBundle" ] (
          _: lib.mkOption { type = lib.types.anything; default = null; }
        );
      }
    ];
    panther.core.boot.secureBoot = true;
    panther.filesystems.impermanence.enable = true;`,
    changes: {
      'boot.lanzaboote.enable': true,
      'boot.lanzaboote.pkiBundle': '/var/lib/sbctl',
      'boot.loader.systemd-boot.enable': false,
      'panther.filesystems.encryption.secureBoot': true,
      'environment.systemPackages.*.name': ['sbctl'],
      'environment.persistence./persist.directories.*.dirPath': ['/var/lib/sbctl'],
    },
  },
  {
    module: 'core/boot',
    choice: 'Secure Boot on two disks, of which the one that starts the machine decides',
    set: `imports = [
      {
        options.boot.lanzaboote = lib.genAttrs [ "enable" "pkiBundle" "extraEfiSysMountPoints" ] (
          _: lib.mkOption { type = lib.types.anything; default = null; }
        );
      }
    ];
    panther.core.boot = {
      secureBoot = true;
      mirrors = { "/boot" = "/dev/vda"; "/boot-fallback" = "/dev/vdb"; };
    };`,
    changes: {
      'boot.lanzaboote.extraEfiSysMountPoints': ['/boot-fallback', '/boot'],
      'boot.loader.systemd-boot.enable': false,
    },
  },
  {
    module: 'core/networking',
    choice: 'networkd by DHCP on every physical interface',
    set: 'panther.core.networking = { backend = "networkd"; nameservers = [ "192.0.2.53" ]; };',
    changes: {
      'networking.networkmanager.enable': false,
      'networking.useNetworkd': true,
      'networking.nameservers': ['192.0.2.53'],
      'systemd.network.networks.20-ethernet.matchConfig': { Kind: '!*', Type: 'ether' },
      'systemd.network.networks.20-ethernet.networkConfig.DHCP': 'yes',
      'systemd.network.wait-online.anyInterface': true,
    },
  },
  {
    module: 'core/networking',
    choice: 'networkd with fixed addresses on the interfaces of a driver',
    set: `panther.core.networking = {
      backend = "networkd";
      matchDrivers = [ "virtio_net" ];
      staticAddresses = [ "192.0.2.7/32" "2001:db8::7/64" ];
      gateways = [ "192.0.2.1" "fe80::1" ];
      gatewayOnLink = true;
    };`,
    changes: {
      'systemd.network.networks.20-ethernet.matchConfig': { Driver: 'virtio_net', Type: 'ether' },
      'systemd.network.networks.20-ethernet.networkConfig.DHCP': 'no',
      'systemd.network.networks.20-ethernet.address': ['192.0.2.7/32', '2001:db8::7/64'],
      // The whole units, for releases write the options of a route in one of two ways.
      'systemd.network.units."20-ethernet.network".text':
        /^Gateway=192\.0\.2\.1\nGatewayOnLink=true\n[\s\S]*^Gateway=fe80::1\n(?!GatewayOnLink)/m,
    },
  },
  {
    module: 'core/networking',
    choice: 'a fixed IPv6 address beside DHCP for IPv4',
    set: `panther.core.networking = {
      backend = "networkd";
      staticAddresses = [ "2001:db8::7/64" ];
      gateways = [ "fe80::1" ];
    };`,
    changes: {
      'systemd.network.networks.20-ethernet.networkConfig.DHCP': 'ipv4',
      'systemd.network.networks.20-ethernet.address': ['2001:db8::7/64'],
      'systemd.network.units."20-ethernet.network".text':
        /^\[Route\]\nGateway=fe80::1\n(?!Gateway)/m,
    },
  },
  {
    module: 'core/systemd',
    choice: 'limits and the watchdog',
    set: `panther.core.systemd = {
      watchdog = true;
      journalMaxUse = "200M";
      journalRetention = "2week";
      storeCoreDumps = true;
    };`,
    changes: {
      'systemd.settings.Manager.RuntimeWatchdogSec': '30s',
      'systemd.coredump.settings.Coredump.Storage': 'external',
      'environment.etc."systemd/journald.conf.d/50-panther.conf".text':
        /^SystemMaxUse=200M\n[\s\S]*^MaxRetentionSec=2week$/m,
    },
  },
  {
    module: 'core/users',
    choice: 'who the administrator is',
    set: `panther.core.users = {
      name = "ada";
      sshKeys = [ "${KEY}" ];
      passwordFile = "/persist/secrets/ada";
      extraGroups = [ "dialout" ];
      passwordlessSudo = true;
    };`,
    changes: {
      'users.users.ada.extraGroups': ['wheel', 'dialout'],
      'users.users.ada.hashedPasswordFile': '/persist/secrets/ada',
      'users.users.ada.openssh.authorizedKeys.keys': [KEY],
      'security.sudo.wheelNeedsPassword': false,
    },
  },
];
