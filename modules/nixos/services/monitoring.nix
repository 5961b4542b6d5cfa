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

  # An alert is one file named after its unit. It survives reboots and goes when a person says so.
  alertDirectory = "/var/lib/panther/alerts";
  metricsDirectory = "/run/panther-metrics";
  # Shown at log-in; world-readable, and never more than unit names.
  notice = "${metricsDirectory}/notice";

  record = pkgs.writeShellScript "panther-alert" ''
    set -eu
    unit=$1
    printf '%s\n' "$(date +%s)" > ${alertDirectory}/"$unit"
    printf '<3>%s failed; see: systemctl status %s\n' "$unit" "$unit"
  '';

  collect = pkgs.writeShellScript "panther-alert-collect" ''
    set -eu
    umask 022
    metrics=$(mktemp ${metricsDirectory}/.panther.prom.XXXXXX)
    trap 'rm -f -- "$metrics"' EXIT
    text=$(mktemp ${metricsDirectory}/.notice.XXXXXX)
    trap 'rm -f -- "$metrics" "$text"' EXIT
    {
      echo '# HELP panther_alert Time of the last failure of a watched unit that nobody has acknowledged.'
      echo '# TYPE panther_alert gauge'
      for file in ${alertDirectory}/*; do
        [ -e "$file" ] || continue
        unit=''${file##*/}
        read -r when < "$file" || when=0
        case $when in ("" | *[!0-9]*) when=0 ;; esac
        # A backslash (systemd's own escape in unit names) must be doubled inside a label.
        printf 'panther_alert{unit="%s"} %s\n' "''${unit//\\/\\\\}" "$when"
        printf 'PantherOS: %s failed (acknowledge: sudo panther-alerts clear)\n' "$unit" >> "$text"
      done
      ${lib.optionalString rootReset.enable ''
        # Stage 1 left its verdict in /run: "reset", "skipped" or "failed".
        state=missing
        [ ! -r ${rootReset.stateFile} ] || read -r state _ < ${rootReset.stateFile} || true
        case $state in
          (reset) reset=1 ;;
          (*)
            reset=0
            echo 'PantherOS: the root was not reset at this boot (journalctl -b -u panther-reset-root)' >> "$text"
            ;;
        esac
        echo '# HELP panther_root_reset Whether this boot began with a fresh root.'
        echo '# TYPE panther_root_reset gauge'
        printf 'panther_root_reset %s\n' "$reset"
      ''}
    } > "$metrics"
    chmod 0644 "$metrics" "$text"
    # Renamed into place: the exporter must never read half a file.
    mv -f "$metrics" ${metricsDirectory}/panther.prom
    if [ -s "$text" ]; then mv -f "$text" ${notice}; else rm -f "$text" ${notice}; fi
  '';

  # What goes out is a host name, a unit's name and where to look: nothing of a log.
  notify = pkgs.writeShellScript "panther-notify" ''
    set -eu
    PANTHER_UNIT=$1
    export PANTHER_UNIT
    printf '%s: %s failed; see: systemctl status %s\n' ${lib.escapeShellArg config.networking.hostName} "$1" "$1" |
      ${pkgs.runtimeShell} -c ${lib.escapeShellArg (if cfg.notify == null then "cat" else cfg.notify)}
  '';

  command = pkgs.writeShellScriptBin "panther-alerts" ''
    set -eu
    case ''${1:-list} in
      (list)
        if [ -e ${notice} ]; then cat ${notice}; else echo 'no alerts'; fi
        ;;
      (clear)
        rm -f -- ${alertDirectory}/*
        systemctl start panther-alert-collect.service
        ;;
      (*)
        echo 'usage: panther-alerts [list | clear]' >&2
        exit 2
        ;;
    esac
  '';
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
      description = "Whether smartd watches the disks. Virtual disks have no health data.";
    };

    watchedUnits = lib.mkOption {
      type = lib.types.listOf (lib.types.strMatching "[A-Za-z0-9:_.@\\-]+");
      default = [ ];
      example = [ "restic-backups-home" ];
      description = ''
        Further services, without `.service`, whose failure raises an alert. Btrfs scrubs,
        btrbk runs and the deletion of used roots are always watched.
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
          path = [ pkgs.curl ];
          serviceConfig = {
            Type = "oneshot";
            ExecStart = "${notify} %i";
            TimeoutStartSec = "2min";
          };
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
