{
  config,
  lib,
  ...
}:
let
  cfg = config.panther.filesystems.impermanence;

  root = config.fileSystems."/";
  has = mountPoint: config.fileSystems ? ${mountPoint};
  efi = config.boot.loader.efi.efiSysMountPoint;
  reset = config.boot.initrd.systemd.services.panther-reset-root;
  subvolumeName = lib.types.strMatching "[A-Za-z0-9@._-]+";
in
{
  imports = [
    ./impermanence/reset.nix
    ./impermanence/state.nix
  ];

  options.panther.filesystems.impermanence = {
    enable = lib.mkEnableOption "a root that is empty at every boot, with what must stay under one directory";

    device = lib.mkOption {
      type = lib.types.strMatching "/dev/(mapper|md|disk/by-partuuid)/[A-Za-z0-9._-]+";
      default = config.fileSystems."/".device;
      defaultText = lib.literalExpression ''config.fileSystems."/".device'';
      example = "/dev/mapper/yoga-crypt";
      description = "Block device of the Btrfs filesystem that holds the root.";
    };

    furtherDevices = lib.mkOption {
      type = lib.types.listOf (lib.types.strMatching "/dev/(mapper|md|disk/by-partuuid)/[A-Za-z0-9._-]+");
      default = [ ];
      example = [ "/dev/mapper/tower-copy" ];
      description = ''
        Further devices of the same filesystem: it cannot be mounted, nor its root reset, before all of
        them are there.
      '';
    };

    subvolume = lib.mkOption {
      type = subvolumeName;
      default = "@root";
      description = "The root subvolume, directly below the top level.";
    };

    blankSnapshot = lib.mkOption {
      type = subvolumeName;
      default = "@root-blank";
      description = "Read-only snapshot that a new root is made from; an empty subvolume serves if it is missing.";
    };

    oldRoots = lib.mkOption {
      type = subvolumeName;
      default = "@old-roots";
      description = "Directory below the top level where used roots are kept for a while.";
    };

    keep = lib.mkOption {
      type = lib.types.ints.positive;
      default = 5;
      description = "How many used roots to keep.";
    };

    maxAgeDays = lib.mkOption {
      type = lib.types.nullOr lib.types.ints.positive;
      default = 30;
      description = "Used roots are deleted after so many days even if they are few; the newest stays in any case.";
    };

    persist = lib.mkOption {
      type = lib.types.str;
      default = "/persist";
      description = "Mount point of what outlives a reset.";
    };

    directories = lib.mkOption {
      type = lib.types.listOf (lib.types.either lib.types.str (lib.types.attrsOf lib.types.anything));
      default = [ ];
      example = [ "/srv/data" ];
      description = ''
        Directories to keep beside those that follow from what is switched on, as in
        environment.persistence.<path>.directories.
      '';
    };

    files = lib.mkOption {
      type = lib.types.listOf (lib.types.either lib.types.str (lib.types.attrsOf lib.types.anything));
      default = [ ];
      description = "Files to keep, as in environment.persistence.<path>.files.";
    };

    forget = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "/var/lib/example" ];
      description = ''
        State of services that may be lost at every boot, with what lies below it, so that no warning
        names it. That of NixOS's own services of which this is known need not be named.
      '';
    };

    repository = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = "${cfg.persist}/pantheros";
      defaultText = lib.literalExpression ''"''${config.panther.filesystems.impermanence.persist}/pantheros"'';
      description = ''
        Where the repository of this host is kept on it. /etc/nixos leads there, so that `nixos-rebuild`
        finds it by itself; null for a host that is rebuilt from elsewhere.
      '';
    };

    stateFile = lib.mkOption {
      type = lib.types.str;
      default = "/run/panther/root-reset";
      readOnly = true;
      description = ''
        Says how the reset of this boot went: `reset`, `skipped` or `failed`, a tab and the reason. It is
        missing when the reset never ran.
      '';
    };
  };

  # Users are made at the end of stage 1: a home that is mounted later would hide the folder that was
  # made for a new one. Only on the device of the root, without which nothing starts anyway: a disk for
  # data may be gone.
  options.fileSystems = lib.mkOption {
    type = lib.types.attrsOf (
      lib.types.submodule (
        { config, ... }:
        {
          neededForBoot = lib.mkIf (
            cfg.enable && config.mountPoint == "/home" && config.device == cfg.device
          ) (lib.mkDefault true);
        }
      )
    );
  };

  config = lib.mkIf cfg.enable {
    fileSystems.${cfg.persist}.neededForBoot = lib.mkDefault true;

    systemd.tmpfiles.settings."10-panther-repository" = lib.mkIf (cfg.repository != null) {
      "/etc/nixos".L.argument = cfg.repository;
    };

    assertions = [
      {
        assertion = config.boot.initrd.systemd.enable;
        message = ''
          panther.filesystems.impermanence: the reset runs under systemd in stage 1; set
          boot.initrd.systemd.enable to true.
        '';
      }
      {
        assertion =
          root.fsType == "btrfs"
          && root.device == cfg.device
          && lib.elem "subvol=${cfg.subvolume}" root.options;
        message = ''
          panther.filesystems.impermanence: / must be mounted from the Btrfs subvolume ${cfg.subvolume} of
          ${cfg.device}, which is what the reset replaces; correct device and subvolume, or the layout.
        '';
      }
      {
        assertion = config.fileSystems.${cfg.persist}.device != null;
        message = ''
          panther.filesystems.impermanence: ${cfg.persist} must be a filesystem of its own, or it would be
          lost with the root; add it to the layout.
        '';
      }
      {
        assertion = config.fileSystems.${cfg.persist}.neededForBoot;
        message = ''
          panther.filesystems.impermanence: ${cfg.persist} must be mounted in stage 1; set
          fileSystems."${cfg.persist}".neededForBoot to true.
        '';
      }
      {
        assertion =
          lib.elem "systemd-hibernate-resume.service" reset.after
          && lib.elem "sysroot.mount" reset.before;
        message = ''
          panther.filesystems.impermanence: the reset must come after any resume and before / is mounted, or
          it changes the root under a hibernated system; leave after and before of
          boot.initrd.systemd.services.panther-reset-root as they are.
        '';
      }
      {
        assertion =
          cfg.repository == null
          || lib.any (kept: kept != "/" && lib.hasPrefix "${kept}/" cfg.repository) (
            lib.attrNames config.fileSystems
          );
        message = ''
          panther.filesystems.impermanence: the repository lies in the root, which the next boot makes anew;
          keep it below ${cfg.persist}.
        '';
      }
      {
        assertion = has "/nix" || has "/nix/store";
        message = ''
          panther.filesystems.impermanence: /nix lies in the root, so the reset would take the system with
          it; give /nix a subvolume of its own.
        '';
      }
      {
        assertion = has "/boot" || (config.boot.loader.systemd-boot.enable && has efi);
        message = ''
          panther.filesystems.impermanence: /boot lies in the root, so the reset would take the kernels with
          it; mount a filesystem of its own at /boot.
        '';
      }
    ];
  };
}
