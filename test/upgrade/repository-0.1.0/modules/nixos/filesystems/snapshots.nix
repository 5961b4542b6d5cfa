{
  config,
  lib,
  ...
}:
let
  cfg = config.panther.filesystems.snapshots;
  isBtrfs = mountPoint: (config.fileSystems.${mountPoint}.fsType or "") == "btrfs";
  snapshotName = path: lib.replaceStrings [ "/" ] [ "-" ] (lib.removePrefix "/" path);
in
{
  options.panther.filesystems.snapshots = {
    enable = lib.mkEnableOption "local snapshots of what must not be lost, by btrbk";

    subvolumes = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [
        "/home"
        "/persist"
      ];
      description = ''
        Mount points of the subvolumes to take snapshots of. Not the root, which is reset at every boot,
        and not /nix, which can be built again.
      '';
    };

    directory = lib.mkOption {
      type = lib.types.str;
      default = "/.snapshots";
      description = "Where the snapshots go: a directory of the same Btrfs filesystem.";
    };

    schedule = lib.mkOption {
      type = lib.types.str;
      default = "hourly";
      description = "When snapshots are taken, as a systemd calendar expression.";
    };

    retention = lib.mkOption {
      type = lib.types.str;
      default = "24h 7d 4w 3m";
      description = "How many hourly, daily, weekly and monthly snapshots are kept (btrbk.conf(5)).";
    };
  };

  config = lib.mkIf cfg.enable {
    services.btrbk = {
      # Snapshots are nothing that anybody waits for.
      ioSchedulingClass = lib.mkDefault "idle";
      instances.panther = {
        onCalendar = lib.mkDefault cfg.schedule;
        settings = {
          timestamp_format = "long-iso";
          # Only what changed since the last snapshot is worth another one.
          snapshot_create = "onchange";
          snapshot_preserve_min = "2h";
          snapshot_preserve = cfg.retention;
          snapshot_dir = lib.removePrefix "/" cfg.directory;
          volume."/".subvolume = lib.listToAttrs (
            map (
              path:
              lib.nameValuePair (lib.removePrefix "/" path) {
                snapshot_name = snapshotName path;
              }
            ) cfg.subvolumes
          );
        };
      };
    };

    assertions = [
      {
        assertion = lib.all isBtrfs cfg.subvolumes && cfg.subvolumes != [ ];
        message = ''
          panther.filesystems.snapshots: each of ${lib.concatStringsSep ", " cfg.subvolumes} must be mounted
          from a Btrfs subvolume of its own, and there must be at least one; correct
          panther.filesystems.snapshots.subvolumes.
        '';
      }
      {
        assertion = !lib.elem "/" cfg.subvolumes;
        message = ''
          panther.filesystems.snapshots: the root is not for snapshots; keep what matters under /persist
          and take snapshots of that.
        '';
      }
      {
        assertion = isBtrfs cfg.directory;
        message = ''
          panther.filesystems.snapshots: ${cfg.directory} must be a Btrfs mount of its own, or the snapshots
          would lie in the root that is reset at every boot.
        '';
      }
    ];
  };
}
