{ config, lib, ... }:
let
  cfg = config.panther.security.systemd-hardening;
  node = config.services.prometheus.exporters.node;
  loopback = lib.hasPrefix "127." node.listenAddress || node.listenAddress == "[::1]";
  inherit (config.panther.services) monitoring;
  mails = config.services.smartd.notifications.mail.enable;

  # What a daemon that starts no programs of the user can do without.
  common = {
    # The CPU's execution domain stays as it is; costs emulation of foreign binaries.
    LockPersonality = true;
    # Native system calls only; costs 32-bit helpers, of which none of these has any.
    SystemCallArchitectures = "native";
    # Costs real-time scheduling, with which a service could hang the machine.
    RestrictRealtime = true;
    # Costs making containers or namespaces of its own.
    RestrictNamespaces = true;
    # Costs reading the kernel's log.
    ProtectKernelLogs = true;
  };

  # What a script of PantherOS can do without that only reads and writes a few files.
  script = common // {
    # Costs everything that only root may do; files of root's stay readable and writable.
    CapabilityBoundingSet = "";
    MemoryDenyWriteExecute = true;
    NoNewPrivileges = true;
    PrivateDevices = true;
    PrivateNetwork = true;
    PrivateTmp = true;
    ProtectClock = true;
    ProtectControlGroups = true;
    ProtectHome = true;
    ProtectHostname = true;
    ProtectKernelModules = true;
    ProtectKernelTunables = true;
    ProtectProc = "invisible";
    ProtectSystem = "strict";
    RestrictAddressFamilies = [ "AF_UNIX" ];
    RestrictSUIDSGID = true;
    SystemCallFilter = [ "@system-service" ];
  };
  # One that changes a setting below /sys.
  setter = removeAttrs script [ "ProtectKernelTunables" ];
  # One that works on a Btrfs filesystem: it needs its device, and its capabilities.
  keeper =
    removeAttrs script [
      "PrivateDevices"
      # It allows the clock's device and, with that, no other.
      "ProtectClock"
      "SystemCallFilter"
    ]
    // {
      # The strict one would take /run too, where it mounts.
      ProtectSystem = "full";
      CapabilityBoundingSet = [
        "CAP_DAC_OVERRIDE"
        "CAP_DAC_READ_SEARCH"
        "CAP_FOWNER"
        "CAP_SYS_ADMIN"
      ];
    };
  ownServices = lib.mapAttrs (_: limits: { inherit limits; }) {
    "panther-alert@" = script;
    panther-alert-collect = script;
    panther-disk-health = script;
    panther-root-reset-check = script;
    panther-charge-limit = setter;
    panther-conservation-mode = setter;
    panther-clean-old-roots = keeper;
    # It runs a command of the owner's, mail through a set-gid program and a spool below /var included.
    "panther-notify@" =
      removeAttrs script [
        "CapabilityBoundingSet"
        "MemoryDenyWriteExecute"
        "NoNewPrivileges"
        "PrivateNetwork"
        "RestrictAddressFamilies"
        "RestrictSUIDSGID"
        "SystemCallFilter"
      ]
      // {
        ProtectSystem = "full";
      };
  };
  running = {
    "panther-alert@" = monitoring.enable;
    panther-alert-collect = monitoring.enable;
    panther-disk-health = monitoring.enable && monitoring.smart;
    "panther-notify@" = monitoring.enable && monitoring.notify != null;
    panther-root-reset-check = config.panther.filesystems.impermanence.enable;
    panther-clean-old-roots = config.panther.filesystems.impermanence.enable;
    panther-charge-limit =
      config.panther.hardware.zephyrus.enable && config.panther.hardware.zephyrus.chargeLimit != null;
    panther-conservation-mode =
      config.panther.hardware.yoga.enable && config.panther.hardware.yoga.conservationMode != null;
  };

  # sshd, log-in sessions and Podman are left alone on purpose: whatever they start would inherit
  # the limits, sudo and containers included. auditd, fwupd, upower, irqbalance and the power
  # daemons bring limits of their own.
  services = {
    # NixOS confines it already; this adds what fits how it is run here.
    prometheus-node-exporter = {
      when = node.enable;
      limits = {
        # EPERM instead of a kill: a collector that is refused a call reports an error and goes on.
        SystemCallFilter = [
          "@system-service"
          "~@privileged"
        ];
        SystemCallErrorNumber = "EPERM";
      }
      # Costs being scraped from elsewhere, which a loopback address rules out anyway.
      // lib.optionalAttrs loopback {
        IPAddressDeny = "any";
        IPAddressAllow = "localhost";
      };
    };

    # Neither ProtectClock nor PrivateDevices: both shut it out of the disks that it watches.
    smartd = {
      when = config.services.smartd.enable;
      limits = common // {
        # Costs state files and attribute logs (`-s`, `-A`), which are off by default. Mail is put into a
        # spool below /var.
        ProtectSystem = if mails then "full" else "strict";
        ProtectHome = true;
        PrivateTmp = true;
        ProtectControlGroups = true;
        ProtectKernelModules = true;
        ProtectKernelTunables = true;
        MemoryDenyWriteExecute = true;
        RestrictSUIDSGID = true;
        # Mail goes out through a set-uid program and the network; alerts and notices on terminals do not.
        NoNewPrivileges = !mails;
        PrivateNetwork = !mails;
        ProtectHostname = true;
      }
      // lib.optionalAttrs (!mails) {
        CapabilityBoundingSet = [
          # Terminals, which belong to whoever is logged in there.
          "CAP_DAC_OVERRIDE"
          # The node by which disks behind a MegaRAID controller are asked.
          "CAP_MKNOD"
          # What disks are asked with.
          "CAP_SYS_ADMIN"
          "CAP_SYS_RAWIO"
        ];
        RestrictAddressFamilies = [ "AF_UNIX" ];
      };
    };

    # ProtectClock is left out since its device list takes /dev/net/tun away, ProtectKernelModules
    # since it loads firewall modules. With Tailscale SSH it is the parent of log-in sessions, in
    # which these limits would break sudo, nix and containers: then there are none.
    tailscaled = {
      when = config.services.tailscale.enable && !config.panther.services.tailscale.ssh;
      limits = common // {
        ProtectControlGroups = true;
        MemoryDenyWriteExecute = true;
        # Only /boot and /usr: it may have to write /etc/resolv.conf.
        ProtectSystem = true;
        # Costs Tailscale SSH when it is switched on by hand instead of by the option.
        NoNewPrivileges = true;
      };
    };

    # On top of NixOS's own limits.
    fail2ban = {
      when = config.services.fail2ban.enable;
      limits = common // {
        ProtectClock = true;
        RestrictSUIDSGID = true;
        # Firewall rules go over netlink and the journal over files; costs other kinds of socket.
        RestrictAddressFamilies = [
          "AF_UNIX"
          "AF_NETLINK"
          "AF_INET"
          "AF_INET6"
        ];
      };
    };

    # It switches trace events on below /sys, so kernel tunables stay writable.
    rasdaemon = {
      when = config.hardware.rasdaemon.enable;
      limits = removeAttrs common [ "ProtectKernelLogs" ] // {
        ProtectSystem = "strict";
        ProtectHome = true;
        PrivateTmp = true;
        # Costs reporting to a remote collector, which it is not set up for.
        PrivateNetwork = true;
        RestrictAddressFamilies = [ "AF_UNIX" ];
        NoNewPrivileges = true;
        ProtectControlGroups = true;
        ProtectHostname = true;
        ProtectKernelModules = true;
        RestrictSUIDSGID = true;
      };
    };
  }
  # btrbk runs as its own user and calls sudo. Every limit that implies NoNewPrivileges for such a
  # service (filters of system calls, ProtectKernel*, Restrict*, LockPersonality) would break it.
  // lib.mapAttrs (name: service: service // { when = running.${name}; }) ownServices
  // lib.mapAttrs' (
    name: _:
    lib.nameValuePair "btrbk-${name}" {
      when = true;
      limits = {
        PrivateTmp = true;
        UMask = "0077";
        # Costs backups to another machine; a plain `IPAddressDeny = ""` in the host brings them back.
        IPAddressDeny = "any";
      };
    }
  ) config.services.btrbk.instances;
in
{
  options.panther.security.systemd-hardening = {
    enable = lib.mkEnableOption "limits on the services that PantherOS itself switches on";

    exclude = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "smartd" ];
      description = "Services, without `.service`, that are left as NixOS made them.";
    };
  };

  config = lib.mkIf cfg.enable {
    # A default for each value by itself, so that a host loosens one with a plain definition.
    systemd.services = lib.mapAttrs (_: service: {
      serviceConfig = lib.mapAttrs (_: lib.mkDefault) service.limits;
    }) (lib.filterAttrs (name: service: service.when && !lib.elem name cfg.exclude) services);
  };
}
