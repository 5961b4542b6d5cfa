import type { Choice } from '../choice.ts';

export const SECURITY: readonly Choice[] = [
  {
    module: 'security/systemd-hardening',
    choice: 'mail of a failing disk, and of a failed unit, that reaches the spool',
    set: `panther.services.monitoring = { enable = true; notify = "sendmail owner@example.org"; };
    services.smartd.notifications.mail.enable = true;`,
    changes: {
      'systemd.services.smartd.serviceConfig.ProtectSystem': 'full',
      'systemd.services.smartd.serviceConfig.PrivateNetwork': false,
      'systemd.services.panther-notify@.serviceConfig.ProtectSystem': 'full',
    },
  },
  {
    module: 'security/audit',
    choice: 'further rules, and how much of the log is kept',
    set: `panther.security.audit = {
      extraRules = [ "-w /etc/hosts -p wa -k hosts" ];
      logSize = 4;
      logFiles = 3;
    };`,
    changes: {
      'security.audit.rules': ['-w /etc/hosts -p wa -k hosts'],
      'security.auditd.settings.max_log_file': 4,
      'security.auditd.settings.num_logs': 3,
    },
  },
  {
    module: 'security/audit',
    choice: 'not every command of root',
    set: 'panther.security.audit.rootCommands = false;',
    changes: {
      'security.audit.rules': {
        lacks:
          '-a always,exit -F arch=b64 -S execve -F euid=0 -F auid>=1000 -F auid!=unset -F key=root-commands',
      },
    },
  },
  {
    module: 'security/firewall',
    choice: 'open ports, no pings, and the tailnet trusted',
    set: `panther.security.firewall = {
      allowedTCPPorts = [ 443 ];
      allowedUDPPorts = [ 5353 ];
      allowPing = false;
    };
    panther.services.tailscale.enable = true;`,
    changes: {
      'networking.firewall.allowedTCPPorts': [443],
      'networking.firewall.allowedUDPPorts': [5353],
      'networking.firewall.allowPing': false,
      'networking.firewall.trustedInterfaces': ['tailscale0'],
      'systemd.services.tailscaled.environment.TS_DEBUG_FIREWALL_MODE': 'nftables',
    },
  },
  {
    module: 'security/kernel',
    choice: 'a server, locked down by a kernel that can be',
    set: `panther.security.kernel = { role = "server"; lockdown = true; };
    boot.kernelPatches = [
      {
        name = "lockdown";
        patch = null;
        structuredExtraConfig = lib.genAttrs [ "SECURITY_LOCKDOWN_LSM" "MODULE_SIG" ] (
          _: lib.mkForce lib.kernel.yes
        );
      }
    ];`,
    changes: {
      'security.forcePageTableIsolation': true,
      'boot.kernelParams': [
        'pti=on',
        'init_on_free=1',
        'oops=panic',
        'panic=30',
        'lockdown=integrity',
      ],
      'security.lsm': ['lockdown'],
      'boot.kernel.sysctl."kernel.yama.ptrace_scope"': 2,
      'boot.blacklistedKernelModules': ['udf'],
    },
  },
  {
    module: 'security/kernel',
    choice: 'a VPS that keeps rare modules, and page tables apart',
    set: `panther.security.kernel = {
      role = "vps";
      blacklistRareModules = false;
      pageTableIsolation = true;
    };`,
    changes: {
      'security.forcePageTableIsolation': true,
      'boot.kernelParams': ['oops=panic'],
      'boot.blacklistedKernelModules': { lacks: 'dccp' },
    },
  },
  {
    module: 'security/ssh',
    choice: 'one user, and a ban for who fails too often',
    set: `panther.security.ssh = { allowUsers = [ "guest" ]; fail2ban = true; };
    panther.services.ssh.enable = true;
    panther.services.tailscale.enable = true;`,
    changes: {
      'services.openssh.settings.AllowUsers': ['guest'],
      'services.fail2ban.maxretry': 5,
      'services.fail2ban.ignoreIP': ['100.64.0.0/10'],
      'services.fail2ban.jails.sshd.settings.journalmatch': '_SYSTEMD_UNIT=sshd.service',
    },
  },
  {
    module: 'security/systemd-hardening',
    choice: 'one service left as it is, and those of other modules confined',
    set: `panther.security.systemd-hardening.exclude = [ "fail2ban" ];
    panther.services.monitoring.enable = true;
    panther.services.tailscale.enable = true;
    panther.filesystems.snapshots.enable = true;`,
    changes: {
      'systemd.services.smartd.serviceConfig.PrivateNetwork': true,
      'systemd.services.smartd.serviceConfig.CapabilityBoundingSet': [
        'CAP_DAC_OVERRIDE',
        'CAP_MKNOD',
      ],
      'systemd.services.tailscaled.serviceConfig.NoNewPrivileges': true,
      'systemd.services.prometheus-node-exporter.serviceConfig.IPAddressDeny': 'any',
      'systemd.services.btrbk-panther.serviceConfig.UMask': '0077',
      'systemd.services.fail2ban.serviceConfig.RestrictNamespaces': '<no such option>',
    },
  },
];
