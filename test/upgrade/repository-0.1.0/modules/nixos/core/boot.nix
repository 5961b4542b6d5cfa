{
  config,
  lib,
  ...
}:
let
  cfg = config.panther.core.boot;
  uefi = cfg.firmware == "uefi";
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
    boot = {
      initrd.systemd = {
        enable = lib.mkDefault true;
        emergencyAccess = lib.mkIf (cfg.emergencyPasswordHash != null) cfg.emergencyPasswordHash;
      };

      loader = {
        systemd-boot = {
          enable = lib.mkDefault uefi;
          configurationLimit = lib.mkDefault cfg.configurationLimit;
          # The editor would let anyone at the keyboard add init=/bin/sh.
          editor = lib.mkDefault false;
        };
        # Not on a UEFI host even where disko names a device for it: an EF02 partition alone does that.
        grub = {
          enable = lib.mkDefault (!uefi);
          configurationLimit = lib.mkDefault cfg.configurationLimit;
          efiSupport = lib.mkIf (!uefi) (lib.mkDefault true);
          efiInstallAsRemovable = lib.mkIf (!uefi) (lib.mkDefault true);
        };
        efi.canTouchEfiVariables = lib.mkDefault uefi;
        timeout = lib.mkDefault 3;
      };
    };

    assertions = [
      {
        assertion = config.boot.initrd.systemd.enable;
        message = ''
          panther.core.boot: the PantherOS modules need systemd in stage 1; set boot.initrd.systemd.enable
          to true.
        '';
      }
    ];
  };
}
