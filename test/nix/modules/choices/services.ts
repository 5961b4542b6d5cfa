import { type Choice, KEY } from '../choice.ts';

export const SERVICES: readonly Choice[] = [
  {
    module: 'services/monitoring',
    choice: 'where the exporter listens, and which units are watched',
    set: `panther.services.monitoring = {
      listenAddress = "100.64.0.7";
      port = 9200;
      smart = false;
      watchedUnits = [ "example" ];
      showAtLogin = false;
    };
    systemd.services.example.script = "true";
    panther.services.tailscale.enable = true;`,
    changes: {
      'services.prometheus.exporters.node.listenAddress': '100.64.0.7',
      'services.prometheus.exporters.node.port': 9200,
      'services.smartd.enable': false,
      'systemd.services.example.onFailure': ['panther-alert@%n.service'],
      'systemd.services.prometheus-node-exporter.after': ['tailscaled.service'],
    },
  },
  {
    module: 'services/monitoring',
    choice: 'what fails silently in the modules of the filesystems',
    set: `panther.filesystems = {
      btrfs.enable = true;
      impermanence.enable = true;
      snapshots.enable = true;
    };`,
    changes: {
      'systemd.services.btrfs-scrub--.onFailure': ['panther-alert@%n.service'],
      'systemd.services.btrbk-panther.onFailure': ['panther-alert@%n.service'],
      'systemd.services.panther-clean-old-roots.onFailure': ['panther-alert@%n.service'],
      'environment.persistence./persist.directories.*.dirPath': ['/var/lib/panther'],
    },
  },
  {
    module: 'services/monitoring',
    choice: 'somebody who is told of a failure and of a root that was not reset',
    set: `panther.services.monitoring.notify = "sendmail owner@example.org";
    panther.filesystems.btrfs.enable = true;
    panther.filesystems.impermanence.enable = true;`,
    changes: {
      'systemd.services.panther-notify@.serviceConfig.Type': 'oneshot',
      'systemd.services.panther-notify@.path': ['/run/wrappers'],
      'systemd.services.panther-disk-health.onFailure': [
        'panther-alert@%n.service',
        'panther-notify@%n.service',
      ],
      'systemd.services.panther-root-reset-check.onFailure': ['panther-notify@%n.service'],
      'systemd.services.btrfs-scrub--.onFailure': [
        'panther-alert@%n.service',
        'panther-notify@%n.service',
      ],
    },
  },
  {
    module: 'services/monitoring',
    choice: 'mail of a failing disk, as NixOS sends it',
    set: `services.smartd = {
      notifications.mail.enable = true;
      defaults.monitored = "-H";
    };`,
    changes: {
      'services.smartd.notifications.wall.enable': true,
      'services.smartd.defaults.autodetected': '-H',
    },
  },
  {
    module: 'services/podman',
    choice: 'containers of the owner, without root',
    set: `panther.core.users.enable = true;
    panther.services.podman.storage = "/persist/images";`,
    changes: {
      'users.users.panther.linger': true,
      'virtualisation.containers.storage.settings.storage.graphroot': '/persist/images/storage',
      'systemd.tmpfiles.settings.10-panther-containers./persist/images.v.mode': '0711',
      'systemd.tmpfiles.settings.10-panther-containers."/home/panther/.local/share/containers".v.user':
        'panther',
    },
  },
  {
    module: 'services/podman',
    choice: 'containers of the system, in place of Docker',
    set: `panther.services.podman = { rootless = false; dockerCompat = true; autoPrune = false; };
    panther.core.users.enable = true;`,
    changes: {
      'virtualisation.podman.dockerSocket.enable': true,
      'virtualisation.podman.dockerCompat': true,
      'virtualisation.podman.autoPrune.enable': false,
      'networking.firewall.interfaces.podman+.allowedUDPPorts': [53],
      'users.users.panther.extraGroups': ['podman'],
    },
  },
  {
    module: 'services/podman',
    choice: 'names in the networks of compose files, through a firewall of nftables',
    set: `panther.services.podman.rootless = false;
    panther.security.firewall.enable = true;`,
    changes: {
      'networking.firewall.interfaces.podman*.allowedUDPPorts': [53],
      'networking.nftables.tables.nixos-fw.content': /iifname podman\* udp dport \{ 53 \} accept/,
    },
  },
  {
    module: 'services/ssh',
    choice: 'ports and keys, and only by way of the tailnet',
    set: `panther.services.ssh = { ports = [ 2022 ]; hostKeyDirectory = "/keep/ssh"; tailnetOnly = true; };
    panther.services.tailscale.enable = true;
    panther.core.users = { enable = true; sshKeys = [ "${KEY}" ]; };
    panther.security.ssh.enable = true;`,
    changes: {
      'services.openssh.ports': [2022],
      'services.openssh.openFirewall': false,
      'services.openssh.hostKeys.*.path': ['/keep/ssh/ssh_host_ed25519_key'],
      'services.openssh.settings.AllowUsers': ['panther'],
    },
  },
  {
    module: 'services/tailscale',
    choice: 'an exit node that logs in by itself',
    set: `panther.services.tailscale = {
      authKeyFile = "/persist/secrets/tailscale/auth-key";
      exitNode = true;
      ssh = true;
      openFirewall = false;
    };
    panther.security.systemd-hardening.enable = true;`,
    changes: {
      'services.tailscale.authKeyFile': '/persist/secrets/tailscale/auth-key',
      'services.tailscale.useRoutingFeatures': 'both',
      'services.tailscale.openFirewall': false,
      'services.tailscale.extraUpFlags': ['--advertise-exit-node', '--ssh'],
      'services.tailscale.extraSetFlags': ['--advertise-exit-node', '--ssh'],
    },
  },
];
