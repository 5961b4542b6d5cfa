{
  config,
  lib,
  pkgs,
  utils,
  ...
}:
let
  cfg = config.panther.filesystems.btrfs;
  mounts = lib.filter (fs: fs.fsType == "btrfs") (lib.attrValues config.fileSystems);
  btrfsMountPoints = map (fs: fs.mountPoint) mounts;

  # Options that hold for the whole filesystem, whatever subvolume they are given for.
  filesystemWide =
    option: lib.hasPrefix "compress" option || option == "nodatacow" || option == "nodatasum";
  choicesOf =
    device:
    map (fs: lib.sort lib.lessThan (lib.filter filesystemWide fs.options)) (
      lib.filter (fs: fs.device == device) mounts
    );
  # A mount that gives none of these options takes what the others gave.
  differing = lib.filter (
    device: lib.length (lib.unique (lib.remove [ ] (choicesOf device))) > 1
  ) (lib.unique (map (fs: fs.device) mounts));
in
{
  options.panther.filesystems.btrfs = {
    enable = lib.mkEnableOption "Btrfs in stage 1 and its upkeep";

    fileSystems = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ "/" ];
      description = ''
        One mount point of each Btrfs filesystem to look after. Subvolumes of the same filesystem need
        no entry of their own: a scrub reads all of it.
      '';
    };

    balance = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        Once a month, give almost empty data chunks back. For small disks, which otherwise run out of
        space for metadata while there is still room for data.
      '';
    };
  };

  config = lib.mkIf cfg.enable {
    boot.supportedFilesystems.btrfs = true;
    boot.initrd.supportedFilesystems.btrfs = true;

    services.btrfs.autoScrub = {
      enable = lib.mkDefault true;
      interval = lib.mkDefault "monthly";
      fileSystems = cfg.fileSystems;
    };

    systemd = lib.mkIf cfg.balance {
      services = lib.listToAttrs (
        map (
          mountPoint:
          lib.nameValuePair "panther-btrfs-balance-${utils.escapeSystemdPath mountPoint}" {
            description = "Balance of almost empty chunks on ${mountPoint}";
            serviceConfig = {
              Type = "oneshot";
              Nice = 19;
              IOSchedulingClass = "idle";
              ExecStart = "${lib.getExe' pkgs.btrfs-progs "btrfs"} balance start -dusage=10 ${lib.escapeShellArg mountPoint}";
            };
          }
        ) cfg.fileSystems
      );
      timers = lib.listToAttrs (
        map (
          mountPoint:
          lib.nameValuePair "panther-btrfs-balance-${utils.escapeSystemdPath mountPoint}" {
            description = "Monthly balance on ${mountPoint}";
            wantedBy = [ "timers.target" ];
            timerConfig = {
              OnCalendar = "monthly";
              RandomizedDelaySec = "6h";
              Persistent = true;
            };
          }
        ) cfg.fileSystems
      );
    };

    assertions = [
      {
        assertion = lib.all (mountPoint: lib.elem mountPoint btrfsMountPoints) cfg.fileSystems;
        message = ''
          panther.filesystems.btrfs: not a Btrfs mount point of this host: ${
            lib.concatStringsSep ", " (lib.subtractLists btrfsMountPoints cfg.fileSystems)
          }; correct panther.filesystems.btrfs.fileSystems.
        '';
      }
    ];

    warnings = map (device: ''
      panther.filesystems.btrfs: the mounts of ${device} differ in compress or nodatacow, but Btrfs takes
      these from the first mount for all of them; give every mount the same, and use chattr +C or
      `btrfs property` for single directories.
    '') differing;
  };
}
