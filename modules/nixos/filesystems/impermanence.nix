{
  config,
  lib,
  pkgs,
  utils,
  ...
}:
let
  cfg = config.panther.filesystems.impermanence;

  root = config.fileSystems."/";
  has = mountPoint: config.fileSystems ? ${mountPoint};
  efi = config.boot.loader.efi.efiSysMountPoint;
  subvolumeName = lib.types.strMatching "[A-Za-z0-9@._-]+";

  private = directory: {
    inherit directory;
    mode = "0700";
  };
  ownedBy = user: directory: {
    inherit directory user;
    group = user;
    mode = "0750";
  };

  # What a service leaves on disk and must find again, by what is switched on.
  stateOf =
    let
      inherit (config)
        hardware
        networking
        security
        services
        virtualisation
        ;
    in
    lib.concatLists [
      (lib.optional (!has "/var/log") "/var/log")
      (lib.optionals networking.networkmanager.enable [
        (private "/etc/NetworkManager/system-connections")
        (private "/var/lib/NetworkManager")
      ])
      (lib.optional networking.wireless.iwd.enable (private "/var/lib/iwd"))
      (lib.optional hardware.bluetooth.enable (private "/var/lib/bluetooth"))
      (lib.optional hardware.rasdaemon.enable "/var/lib/rasdaemon")
      (lib.optional services.tailscale.enable (private "/var/lib/tailscale"))
      (lib.optional services.fprintd.enable (private "/var/lib/fprint"))
      (lib.optional services.upower.enable "/var/lib/upower")
      (lib.optional services.power-profiles-daemon.enable "/var/lib/power-profiles-daemon")
      (lib.optional services.fwupd.enable "/var/lib/fwupd")
      (lib.optional services.colord.enable (ownedBy "colord" "/var/lib/colord"))
      (lib.optional services.accounts-daemon.enable "/var/lib/AccountsService")
      (lib.optional services.printing.enable "/var/lib/cups")
      (lib.optional services.usbguard.enable (private "/var/lib/usbguard"))
      (lib.optional services.fail2ban.enable (private "/var/lib/fail2ban"))
      # Declared in the configuration or kept on disk, never both: the daemon writes the file.
      (lib.optional (services.asusd.enable && services.asusd.asusdConfig == null) "/etc/asusd")
      (lib.optional services.postgresql.enable (ownedBy "postgres" "/var/lib/postgresql"))
      (lib.optional services.prometheus.enable (
        ownedBy "prometheus" "/var/lib/${services.prometheus.stateDir}"
      ))
      (lib.optional (security.acme.certs != { }) (ownedBy "acme" "/var/lib/acme"))
      (lib.optional virtualisation.podman.enable "/var/lib/containers")
      (lib.optional virtualisation.docker.enable "/var/lib/docker")
      (lib.optional virtualisation.libvirtd.enable "/var/lib/libvirt")
      (lib.optional (config.boot.lanzaboote.enable or false) (private "/var/lib/sbctl"))
    ];

  # Whether a path outlives the reset: inside a persisted directory or another mounted filesystem.
  survivors =
    map (entry: entry.dirPath or entry.directory) (
      config.environment.persistence.${cfg.persist}.directories or [ ]
    )
    ++ lib.remove "/" (lib.attrNames config.fileSystems);
  survives =
    path: lib.any (kept: path == kept || lib.hasPrefix "${kept}/" path) survivors;

  stateDirectories = lib.concatMap (
    service:
    let
      declared = service.serviceConfig.StateDirectory or [ ];
      dynamic = service.serviceConfig.DynamicUser or false;
    in
    map (name: if dynamic then "/var/lib/private/${name}" else "/var/lib/${name}") (
      lib.concatMap (lib.splitString " ") (lib.toList declared)
    )
  ) (lib.filter (service: service.enable) (lib.attrValues config.systemd.services));
  forgotten = lib.filter (path: !survives path && !lib.elem path cfg.forget) (
    lib.sort lib.lessThan (lib.unique stateDirectories)
  );

  lostHostKeys = lib.filter (key: !survives key.path) (
    lib.optionals config.services.openssh.enable config.services.openssh.hostKeys
  );
in
{
  options.panther.filesystems.impermanence = {
    enable = lib.mkEnableOption "a root that is empty at every boot, with what must stay under one directory";

    device = lib.mkOption {
      type = lib.types.strMatching "/dev/(mapper|disk/by-partuuid)/[A-Za-z0-9._-]+";
      default = config.fileSystems."/".device;
      defaultText = lib.literalExpression ''config.fileSystems."/".device'';
      example = "/dev/mapper/yoga-crypt";
      description = "Block device of the Btrfs filesystem that holds the root.";
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
      default = [
        "/var/lib/btrbk"
        "/var/lib/logrotate"
      ];
      description = "State directories of services that may be lost at every boot, so that no warning names them.";
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

  config = lib.mkIf cfg.enable {
    fileSystems.${cfg.persist}.neededForBoot = lib.mkDefault true;
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
        requires = [ "${utils.escapeSystemdPath cfg.device}.device" ];
        # After the attempt to resume: a root that changes under a hibernated system destroys it.
        after = [
          "${utils.escapeSystemdPath cfg.device}.device"
          "systemd-hibernate-resume.service"
          "local-fs-pre.target"
        ];
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
        script = builtins.readFile ./impermanence/reset-root.sh;
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
        script = builtins.readFile ./impermanence/clean-old-roots.sh;
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

    environment.persistence.${cfg.persist} = {
      hideMounts = lib.mkDefault true;
      directories = [
        # Numbers of users and groups that were given out.
        "/var/lib/nixos"
        # Random seed, timers, backlight, rfkill, credentials.
        "/var/lib/systemd"
      ]
      ++ stateOf
      ++ cfg.directories;
      files = [
        # Without it every boot is a first boot.
        "/etc/machine-id"
      ]
      ++ lib.optional (
        config.services.supergfxd.enable && config.services.supergfxd.settings == null
      ) "/etc/supergfxd.conf"
      ++ cfg.files;
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

    warnings =
      lib.optional (forgotten != [ ]) ''
        panther.filesystems.impermanence: services keep state in ${lib.concatStringsSep ", " forgotten}, which the
        next boot deletes; add it to panther.filesystems.impermanence.directories to keep it, or to .forget.
      ''
      ++ map (key: ''
        panther.filesystems.impermanence: the SSH host key ${key.path} would be new at every boot; keep it under
        ${cfg.persist}.
      '') lostHostKeys;
  };
}
