# The units that reset the root, report a root that was not, and delete used ones.
{
  config,
  lib,
  pkgs,
  utils,
  ...
}:
let
  cfg = config.panther.filesystems.impermanence;
  deviceUnit = device: "${utils.escapeSystemdPath device}.device";
in
{
  config = lib.mkIf cfg.enable {
    boot.initrd.supportedFilesystems.btrfs = true;

    boot.initrd.systemd = {
      # The script's tools; the job script itself is copied without what it calls.
      initrdBin = [
        pkgs.btrfs-progs
        pkgs.coreutils
      ];
      services.panther-reset-root = {
        description = "Put the used root aside and an empty one in its place";
        # Wanted, not required: a machine that boots with its old root can be mended from afar.
        wantedBy = [ "initrd.target" ];
        requires = [ (deviceUnit cfg.device) ];
        # Without requiring them: mounted degraded by hand, the system starts, and the check says that the
        # root was not reset.
        wants = map deviceUnit cfg.furtherDevices;
        # After the attempt to resume: a root that changes under a hibernated system destroys it.
        after = [
          (deviceUnit cfg.device)
          "systemd-hibernate-resume.service"
          "local-fs-pre.target"
        ]
        ++ map deviceUnit cfg.furtherDevices;
        before = [
          "sysroot.mount"
          "shutdown.target"
        ];
        conflicts = [ "shutdown.target" ];
        unitConfig.DefaultDependencies = false;
        environment = {
          RESET_DEVICE = cfg.device;
          RESET_SUBVOLUME = cfg.subvolume;
          RESET_BLANK = cfg.blankSnapshot;
          RESET_OLD_ROOTS = cfg.oldRoots;
          RESET_STATE = cfg.stateFile;
        };
        serviceConfig = {
          Type = "oneshot";
          # Stage 1 reloads systemd and asks for the root mount again; the root must change only once.
          RemainAfterExit = true;
          TimeoutStartSec = "5min";
        };
        script = builtins.readFile ./reset-root.sh;
      };
    };

    systemd.services = {
      # A failed unit is what monitoring looks for.
      panther-root-reset-check = {
        description = "Report a root that was not reset at this boot";
        wantedBy = [ "multi-user.target" ];
        serviceConfig = {
          Type = "oneshot";
          RemainAfterExit = true;
        };
        script = ''
          if [ ! -e ${cfg.stateFile} ]; then
            echo 'the root was not reset: the reset did not run in stage 1' >&2
            exit 1
          fi
          IFS=$'\t' read -r state reason <${cfg.stateFile}
          echo "root: $state: $reason"
          [ "$state" = reset ]
        '';
      };

      panther-clean-old-roots = {
        description = "Delete used roots that are no longer wanted";
        path = [
          pkgs.btrfs-progs
          pkgs.coreutils
          pkgs.findutils
          pkgs.util-linux
        ];
        environment = {
          CLEAN_DEVICE = cfg.device;
          CLEAN_OLD_ROOTS = cfg.oldRoots;
          CLEAN_KEEP = toString cfg.keep;
          CLEAN_MAX_DAYS = lib.optionalString (cfg.maxAgeDays != null) (toString cfg.maxAgeDays);
          CLEAN_MOUNT = "/run/panther-old-roots";
        };
        serviceConfig = {
          Type = "oneshot";
          # The top level of the filesystem is mounted where no other process sees it.
          PrivateMounts = true;
          PrivateNetwork = true;
          NoNewPrivileges = true;
          Nice = 19;
          IOSchedulingClass = "idle";
          TimeoutStartSec = "1h";
        };
        script = builtins.readFile ./clean-old-roots.sh;
      };
    };

    systemd.timers.panther-clean-old-roots = {
      description = "Daily deletion of used roots";
      wantedBy = [ "timers.target" ];
      timerConfig = {
        OnBootSec = "10min";
        OnUnitActiveSec = "1d";
      };
    };
  };
}
