{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  cfg = config.panther.core.boot;
  uefi = cfg.firmware == "uefi";
  efi = config.boot.loader.efi.efiSysMountPoint;
  mirrored = lib.length (lib.attrNames cfg.mirrors) > 1;
  present = removeAttrs cfg.mirrors cfg.missingMirrors;
  copies = lib.remove efi (lib.attrNames present);
  # FAT keeps neither owners nor links, and times to two seconds.
  rsync = "${lib.getExe pkgs.rsync} --recursive --times --modify-window=2";
  # lib/hosts.nix adds lanzaboote's module to a host that asks for Secure Boot, and to no other.
  hasLanzaboote = options.boot ? lanzaboote;
  signsCopies = options.boot ? lanzaboote.extraEfiSysMountPoints;
in
{
  options.panther.core.boot = {
    enable = lib.mkEnableOption "the boot loader that fits the firmware, and systemd in stage 1";

    firmware = lib.mkOption {
      type = lib.types.enum [
        "uefi"
        "bios"
        "unknown"
      ];
      description = ''
        How the machine starts. `bios` and `unknown` get a GRUB that starts both ways: from the
        EF02 partition, and from the removable path of the EFI system partition.
      '';
    };

    configurationLimit = lib.mkOption {
      type = lib.types.ints.positive;
      default = 10;
      description = ''
        How many generations the boot menu keeps. The EFI system partition must hold one initrd and
        kernel more than that, since a new one is written before the oldest is removed.
      '';
    };

    mirrors = lib.mkOption {
      type = lib.types.attrsOf (lib.types.strMatching "/dev/[A-Za-z0-9._:+@=,/-]+");
      default = { };
      example = {
        "/boot" = "/dev/disk/by-path/pci-0000:01:00.0-nvme-1";
        "/boot-fallback" = "/dev/disk/by-path/pci-0000:02:00.0-nvme-1";
      };
      description = ''
        Disks that can start the machine, each by itself, by the mount point of its EFI system partition.
        GRUB is installed on all of them. systemd-boot is installed on the one at /boot, and what is there
        is copied to the others, where firmware finds it under the removable path. With Secure Boot each
        gets signed files of its own.
      '';
    };

    missingMirrors = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "/boot" ];
      description = ''
        Mount points out of `mirrors` whose disk is gone for now: nothing is installed on it, so that the
        machine can be rebuilt meanwhile. Without this a rebuild ends with an error, and what runs stays.
        Take it out again when the new disk is in.
      '';
    };

    secureBoot = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        Sign what is booted with keys of your own, by lanzaboote in place of systemd-boot. Switch it on
        when the machine runs and `sbctl create-keys` has made the keys under /var/lib/sbctl, not for
        the installation: without keys nothing can be signed. The firmware enforces it once
        `sbctl enroll-keys` has been run in its setup mode.
      '';
    };

    kernel = lib.mkOption {
      type = lib.types.enum [
        "default"
        "latest"
      ];
      default = "default";
      description = ''
        `default` is the long-term kernel of the release; `latest` the newest stable one, for hardware
        that is younger than the release.
      '';
    };

    tmpOnTmpfs = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        Keep /tmp in memory. Otherwise it lies in the root, which is empty after a boot in any case, and
        large builds have the disk's room.
      '';
    };

    emergencyPasswordHash = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      description = ''
        Hashed password (mkpasswd) for root in the emergency shell of stage 1; without one there is no
        way into a stage 1 that failed but a rescue medium. The hash ends up in the initrd and the
        store, readable by anyone who has either.
      '';
    };
  };

  config = lib.mkIf cfg.enable {
    environment.systemPackages = lib.mkIf cfg.secureBoot [ pkgs.sbctl ];

    boot = lib.optionalAttrs hasLanzaboote {
      # A BIOS host is told why by the assertion below, and not by two loaders that contradict each other.
      lanzaboote = lib.mkIf (cfg.secureBoot && uefi) (
        {
          enable = lib.mkDefault true;
          pkiBundle = lib.mkDefault "/var/lib/sbctl";
        }
        // lib.optionalAttrs signsCopies {
          # Its installer takes the mount points one after another and ends like the last. The one that
          # the machine starts from comes once more at the end: a copy that fails ends no rebuild, and
          # hides no failure of the original.
          extraEfiSysMountPoints = lib.mkIf (copies != [ ]) (lib.mkDefault (copies ++ [ efi ]));
        }
      );
    }
    // {
      kernelPackages = lib.mkIf (cfg.kernel == "latest") (lib.mkDefault pkgs.linuxPackages_latest);

      tmp = {
        useTmpfs = lib.mkDefault cfg.tmpOnTmpfs;
        # For a host whose root is not reset.
        cleanOnBoot = lib.mkDefault (!config.boot.tmp.useTmpfs);
      };

      initrd.systemd = {
        enable = lib.mkDefault true;
        emergencyAccess = lib.mkIf (cfg.emergencyPasswordHash != null) cfg.emergencyPasswordHash;
      };

      loader = {
        systemd-boot = {
          enable = lib.mkDefault (uefi && !cfg.secureBoot);
          configurationLimit = lib.mkDefault cfg.configurationLimit;
          # The editor would let anyone at the keyboard add init=/bin/sh.
          editor = lib.mkDefault false;
          extraInstallCommands = lib.mkIf (uefi && copies != [ ]) (
            lib.concatMapStrings (copy: ''
              if ${lib.getExe' pkgs.util-linux "mountpoint"} -q ${lib.escapeShellArg copy}; then
                # Kernels first, entries last: a copy that is cut short starts what it started before.
                ${rsync} ${efi}/EFI/ ${lib.escapeShellArg copy}/EFI/
                # A seed of randomness is for one place alone.
                ${rsync} --delete --exclude=/random-seed ${efi}/loader/ ${lib.escapeShellArg copy}/loader/
                ${rsync} --delete ${efi}/EFI/ ${lib.escapeShellArg copy}/EFI/
              else
                echo ${lib.escapeShellArg copy} 'is not mounted: that disk keeps what it can start' >&2
              fi
            '') copies
          );
        };
        # Not on a UEFI host even where disko names a device for it: an EF02 partition alone does that.
        grub = {
          enable = lib.mkDefault (!uefi);
          configurationLimit = lib.mkDefault cfg.configurationLimit;
          efiSupport = lib.mkIf (!uefi) (lib.mkDefault true);
          efiInstallAsRemovable = lib.mkIf (!uefi) (lib.mkDefault true);
          # disko names every disk with an EF02 partition for /boot alone.
          devices = lib.mkIf (!uefi && mirrored) (lib.mkForce [ ]);
          mirroredBoots = lib.mkIf (!uefi && mirrored) (
            lib.mapAttrsToList (path: device: {
              inherit path;
              devices = [ device ];
              efiSysMountPoint = path;
            }) present
          );
        };
        efi = {
          canTouchEfiVariables = lib.mkDefault uefi;
          # Where the first disk is gone, the boot loader goes to the other one.
          efiSysMountPoint = lib.mkIf (lib.elem "/boot" cfg.missingMirrors && present != { }) (
            lib.mkDefault (lib.head (lib.attrNames present))
          );
        };
        timeout = lib.mkDefault 3;
      };
    };

    warnings = lib.optional (cfg.secureBoot && copies != [ ] && hasLanzaboote && !signsCopies) ''
      panther.core.boot: this lanzaboote installs on ${efi} alone, so ${lib.concatStringsSep ", " copies}
      keeps what it can start; update the flake's input `lanzaboote`.
    '';

    assertions = [
      {
        assertion = cfg.mirrors == { } || present ? ${efi};
        message = ''
          panther.core.boot: the mirrors lack the EFI system partition that the boot loader is installed
          to, ${efi}; add it to panther.core.boot.mirrors.
        '';
      }
      {
        assertion = config.boot.initrd.systemd.enable;
        message = ''
          panther.core.boot: the PantherOS modules need systemd in stage 1; set boot.initrd.systemd.enable
          to true.
        '';
      }
      {
        assertion = cfg.secureBoot -> uefi;
        message = ''
          panther.core.boot: only UEFI firmware has Secure Boot, and the firmware is ${cfg.firmware}; set
          panther.core.boot.secureBoot to false.
        '';
      }
      {
        assertion = cfg.secureBoot -> hasLanzaboote;
        message = ''
          panther.core.boot: Secure Boot needs the flake's input `lanzaboote`, and it is not there; add it
          to flake.nix, or set panther.core.boot.secureBoot to false.
        '';
      }
    ];
  };
}
