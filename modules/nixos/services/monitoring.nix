{
  config,
  lib,
  pkgs,
  utils,
  ...
}:
let
  cfg = config.panther.services.monitoring;
  isVm = config.panther.hardware.vps.enable;
  scrub = config.services.btrfs.autoScrub;
  scrubbed = lib.optionals scrub.enable scrub.fileSystems;
  rootReset = config.panther.filesystems.impermanence;

  told = lib.optional (cfg.notify != null) "panther-notify@%n.service";

  alertDirectory = "/var/lib/panther/alerts";
  metricsDirectory = "/run/panther-metrics";
  # Shown at log-in; world-readable, and never more than unit names.
  notice = "${metricsDirectory}/notice";

  # The scripts beside this file, with what they are told by variables in front.
  text =
    name:
    lib.toShellVars {
      ALERTS = alertDirectory;
      METRICS = metricsDirectory;
      ROOT_STATE = lib.optionalString rootReset.enable rootReset.stateFile;
      HOST_NAME = config.networking.hostName;
      COMMAND = if cfg.notify == null then "cat" else cfg.notify;
    }
    + "\n"
    + builtins.readFile (./monitoring + "/${name}.sh");
  record = pkgs.writeShellScript "panther-alert" (text "record");
  collect = pkgs.writeShellScript "panther-alert-collect" (text "collect");
  notify = pkgs.writeShellScript "panther-notify" (text "notify");
  # smartd runs one program and gives it an environment of its own.
  diskHealth = pkgs.writeShellScript "panther-disk-health" ''
    PATH=${
      lib.makeBinPath [
        config.systemd.package
        pkgs.util-linux
      ]
    }
    ${builtins.readFile ./monitoring/disk-health.sh}
  '';
  # Where NixOS has smartd tell somebody by mail or otherwise, it is left to that.
  reports = config.services.smartd.notifications;
  smartdTold = reports.mail.enable || reports.systembus-notify.enable || reports.x11.enable;
  command = pkgs.writeShellScriptBin "panther-alerts" (text "alerts");
in
{
  options.panther.services.monitoring = {
    enable = lib.mkEnableOption "metrics for Prometheus, disk health and alerts for what fails silently";

    listenAddress = lib.mkOption {
      type = lib.types.str;
      default = "127.0.0.1";
      example = "100.64.0.7";
      description = ''
        The one address that the node exporter listens on; an IPv6 address in brackets. The
        exporter tells a stranger a lot about a machine, so the firewall stays closed: use a
        tailnet address to be scraped over the tailnet.
      '';
    };

    port = lib.mkOption {
      type = lib.types.port;
      default = 9100;
      description = "TCP port of the node exporter.";
    };

    smart = lib.mkOption {
      type = lib.types.bool;
      default = !isVm;
      defaultText = lib.literalExpression "!config.panther.hardware.vps.enable";
      description = ''
        Whether smartd watches the disks. A disk that it finds failing is an alert, unless
        `services.smartd.notifications` sends mail, or is told otherwise. Virtual disks have no health data.
      '';
    };

    watchedUnits = lib.mkOption {
      type = lib.types.listOf (lib.types.strMatching "[A-Za-z0-9:_.@\\-]+");
      default = [ ];
      example = [ "restic-backups-home" ];
      description = ''
        Further services, without `.service`, whose failure raises an alert. Btrfs scrubs,
        btrbk runs, the deletion of used roots and the health of disks are always watched.
      '';
    };

    notify = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "curl --fail --silent --config /persist/secrets/alerts.curl --data-binary @-";
      description = ''
        Shell command that tells somebody of a failure: it gets one line of text on its standard input
        and the unit in `$PANTHER_UNIT`. For mail, `sendmail` with an address. It stands in the
        world-readable store, so an address that is secret belongs into a file that it reads.
      '';
    };

    showAtLogin = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether open alerts are shown when an interactive shell starts.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion =
          !(lib.elem cfg.listenAddress [
            "0.0.0.0"
            "[::]"
            "::"
            ""
          ]);
        message = "panther.services.monitoring.listenAddress: must be one address, not all of them; use 127.0.0.1 or a tailnet address.";
      }
      {
        assertion = cfg.smart -> !isVm;
        message = "panther.services.monitoring.smart: a virtual disk has no SMART data; set it to false on a VPS.";
      }
    ];

    services.prometheus.exporters.node = {
      enable = true;
      inherit (cfg) listenAddress port;
      openFirewall = lib.mkDefault false;
      enabledCollectors = [ "systemd" ];
      extraFlags = [ "--collector.textfile.directory=${metricsDirectory}" ];
    };

    services.smartd = lib.mkIf cfg.smart {
      enable = true;
      # Without it smartd exits, and its unit fails, on a machine whose only disk hides behind a
      # controller that passes no health data on.
      extraOptions = [ "--quit=never" ];
      notifications = {
        # The one program that smartd runs tells terminals as NixOS's does, and makes an alert of it.
        wall.enable = lib.mkDefault smartdTold;
        # No window may be opened for root on another's screen.
        x11.enable = lib.mkDefault false;
      };
      # Joined with what a host gives, for which nobody would be told otherwise.
      defaults.monitored = lib.mkIf (
        !smartdTold && !reports.wall.enable
      ) "-a -m <nomailer> -M exec ${diskHealth}";
    };

    systemd.services = lib.mkMerge [
      {
        # A tailnet address appears some time after boot; keep trying until it does.
        prometheus-node-exporter = {
          after = lib.optional config.services.tailscale.enable "tailscaled.service";
          startLimitIntervalSec = 0;
          serviceConfig.RestartSec = lib.mkDefault 10;
        };

        "panther-alert@" = {
          description = "Record the failure of %i";
          onSuccess = [ "panther-alert-collect.service" ];
          serviceConfig = {
            Type = "oneshot";
            ExecStart = "${record} %i";
            StateDirectory = "panther/alerts";
          };
        };

        "panther-notify@" = lib.mkIf (cfg.notify != null) {
          description = "Tell somebody of the failure of %i";
          wants = [ "network-online.target" ];
          after = [ "network-online.target" ];
          path = [
            pkgs.curl
            # sendmail, where a mail system is set up.
            "/run/wrappers"
          ];
          serviceConfig = {
            Type = "oneshot";
            ExecStart = "${notify} %i";
            TimeoutStartSec = "2min";
          };
        };

        # smartd itself goes on when a disk fails. A failed unit is what alerts are made of.
        panther-disk-health = lib.mkIf cfg.smart {
          description = "Report a disk that smartd finds failing";
          onFailure = [ "panther-alert@%n.service" ] ++ told;
          serviceConfig.Type = "oneshot";
          script = ''
            echo 'a disk is failing; see: journalctl -u smartd' >&2
            exit 1
          '';
        };

        panther-alert-collect = {
          description = "Turn open alerts into metrics and a log-in notice";
          wantedBy = [ "multi-user.target" ];
          serviceConfig = {
            Type = "oneshot";
            ExecStart = collect;
            StateDirectory = "panther/alerts";
            RuntimeDirectory = "panther-metrics";
            # A oneshot's runtime directory would go when it ends.
            RuntimeDirectoryPreserve = true;
          };
        };
      }
      (lib.genAttrs (
        map (path: "btrfs-scrub-${utils.escapeSystemdPath path}") scrubbed
        ++ map (name: "btrbk-${name}") (lib.attrNames config.services.btrbk.instances)
        ++ lib.optional rootReset.enable "panther-clean-old-roots"
        ++ cfg.watchedUnits
      ) (_: {
        onFailure = [ "panther-alert@%n.service" ] ++ told;
      }))
      # Kept as an alert nowhere: the next boot decides anew, and the collector reads the verdict.
      (lib.mkIf (rootReset.enable && cfg.notify != null) {
        panther-root-reset-check.onFailure = told;
      })
    ];

    environment.systemPackages = [ command ];
    environment.interactiveShellInit = lib.mkIf cfg.showAtLogin ''
      if [ -r ${notice} ]; then cat ${notice}; fi
    '';

    # A failed scrub matters until somebody has looked at it, over reboots too.
    panther.filesystems.impermanence.directories = [ "/var/lib/panther" ];
  };
}
