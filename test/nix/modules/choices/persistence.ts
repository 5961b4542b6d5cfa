import type { Choice } from '../choice.ts';

/** What is switched on, and where it keeps what must outlive a reset of the root. */
const STATE: readonly (readonly [set: string, directory: string])[] = [
  ['networking.networkmanager.enable = true;', '/etc/NetworkManager/system-connections'],
  ['', '/var/lib/NetworkManager'],
  ['networking.wireless.iwd.enable = true;', '/var/lib/iwd'],
  ['hardware.bluetooth.enable = true;', '/var/lib/bluetooth'],
  ['hardware.rasdaemon.enable = true;', '/var/lib/rasdaemon'],
  ['services.hardware.bolt.enable = true;', '/var/lib/boltd'],
  ['services.tailscale.enable = true;', '/var/lib/tailscale'],
  ['services.fprintd.enable = true;', '/var/lib/fprint'],
  ['services.upower.enable = true;', '/var/lib/upower'],
  ['services.power-profiles-daemon.enable = true;', '/var/lib/power-profiles-daemon'],
  ['services.fwupd.enable = true;', '/var/lib/fwupd'],
  ['services.colord.enable = true;', '/var/lib/colord'],
  ['services.accounts-daemon.enable = true;', '/var/lib/AccountsService'],
  ['services.printing.enable = true;', '/var/lib/cups'],
  [
    'services.flatpak.enable = true; xdg.portal = { enable = true; config.common.default = "*"; extraPortals = [ pkgs.hello ]; };',
    '/var/lib/flatpak',
  ],
  ['services.usbguard.enable = true;', '/var/lib/usbguard'],
  ['services.asusd.enable = true;', '/etc/asusd'],
  ['services.postgresql.enable = true;', '/var/lib/postgresql'],
  ['services.mysql = { enable = true; package = pkgs.mariadb; };', '/var/lib/mysql'],
  ['services.prometheus.enable = true;', '/var/lib/prometheus2'],
  [
    'security.acme = { acceptTerms = true; defaults.email = "a@example.org"; certs."example.org".webroot = "/srv"; };',
    '/var/lib/acme',
  ],
  ['virtualisation.podman.enable = true;', '/var/lib/containers'],
  ['virtualisation.docker.enable = true;', '/var/lib/docker'],
  ['virtualisation.incus.enable = true; networking.nftables.enable = true;', '/var/lib/incus'],
  ['virtualisation.libvirtd.enable = true;', '/var/lib/libvirt'],
  ['panther.services.monitoring.enable = true;', '/var/lib/panther'],
];

export const PERSISTENCE: readonly Choice[] = [
  {
    module: 'filesystems/impermanence',
    choice: 'the state of everything that is switched on, and the repository',
    set: `${STATE.map(([set]) => set).join('\n')}
    services.supergfxd.enable = true;`,
    changes: {
      'environment.persistence./persist.directories.*.dirPath': STATE.map(
        ([, directory]) => directory,
      ),
      'environment.persistence./persist.files.*.filePath': ['/etc/supergfxd.conf'],
    },
  },
  {
    module: 'filesystems/impermanence',
    choice: 'host keys and passwords by their real paths, and no other way into the root',
    set: `panther.services.ssh.enable = true;
    panther.core.users.enable = true;
    panther.services.podman.enable = true;`,
    changes: {
      'services.openssh.hostKeys.*.path': ['/persist/etc/ssh/ssh_host_ed25519_key'],
      'users.users.panther.hashedPasswordFile': '/persist/secrets/passwords/panther',
      'systemd.tmpfiles.settings.10-panther-containers./persist/containers.v.mode': '0711',
      'environment.persistence./persist.directories.*.dirPath': ['/var/lib/containers'],
    },
  },
];
