{
  config,
  lib,
  ...
}:
let
  cfg = config.panther.core.systemd;
in
{
  options.panther.core.systemd = {
    enable = lib.mkEnableOption "limits for the journal, core dumps and time-outs, and the out-of-memory daemon";

    watchdog = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        Let the hardware watchdog restart the machine when the kernel or systemd hangs. For machines
        that nobody sits at; there must be a watchdog.
      '';
    };

    journalMaxUse = lib.mkOption {
      type = lib.types.str;
      default = "1G";
      description = "Most that the journal takes on disk.";
    };

    journalRetention = lib.mkOption {
      type = lib.types.str;
      default = "3month";
      description = "How long journal entries are kept.";
    };

    storeCoreDumps = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        Keep the memory of crashed programs on disk. It may hold passwords and keys; the backtrace
        goes into the journal in any case.
      '';
    };
  };

  config = lib.mkIf cfg.enable {
    # A drop-in, because the option for the main file was replaced after 26.05 and only one of the
    # two forms exists in any release.
    environment.etc."systemd/journald.conf.d/50-panther.conf".text = ''
      [Journal]
      SystemMaxUse=${cfg.journalMaxUse}
      SystemKeepFree=5%
      RuntimeMaxUse=64M
      MaxRetentionSec=${cfg.journalRetention}
    '';

    systemd = {
      settings.Manager = {
        # A service that does not stop must not keep a laptop awake for a minute and a half.
        DefaultTimeoutStopSec = lib.mkDefault "45s";
        RuntimeWatchdogSec = lib.mkIf cfg.watchdog (lib.mkDefault "30s");
        RebootWatchdogSec = lib.mkIf cfg.watchdog (lib.mkDefault "10min");
        KExecWatchdogSec = lib.mkIf cfg.watchdog (lib.mkDefault "1min");
      };

      oomd = {
        enable = lib.mkDefault true;
        # Without slices the daemon watches nothing.
        enableRootSlice = lib.mkDefault true;
        enableSystemSlice = lib.mkDefault true;
        enableUserSlices = lib.mkDefault true;
      };

      coredump = {
        enable = lib.mkDefault true;
        settings.Coredump = {
          Storage = lib.mkDefault (if cfg.storeCoreDumps then "external" else "none");
          ProcessSizeMax = lib.mkDefault "2G";
          MaxUse = lib.mkDefault "1G";
        };
      };
    };
  };
}
