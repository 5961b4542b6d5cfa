# Shared by the hardware modules of machines without a screen; it has no machine of its own.
{ config, lib, ... }:
let
  cfg = config.panther.hardware.serial-console;
  device = if cfg.device == null then "" else cfg.device;
  # GRUB counts the four classic ports and knows no others.
  grubUnits = builtins.match "ttyS([0-3])(,.*)?" device;
  needsSpeed = builtins.match "tty(S|AMA|USB)[0-9]+" device != null;
in
{
  options.panther.hardware.serial-console.device = lib.mkOption {
    type = lib.types.nullOr (lib.types.strMatching "[A-Za-z]+[0-9]+(,[0-9]+[a-z0-9]*)?");
    default = null;
    example = "ttyS0";
    description = "Serial line for kernel messages, GRUB and a log-in, in addition to the screen; 115200 baud unless it says otherwise.";
  };

  config = lib.mkIf (cfg.device != null) {
    # The last console is the one that stage 1 and an emergency shell talk on. systemd starts a
    # log-in on each serial console by itself.
    boot.kernelParams = [
      "console=tty0"
      "console=${device}${lib.optionalString needsSpeed ",115200n8"}"
    ];

    # systemd-boot has the firmware's console; GRUB must be told.
    boot.loader.grub.extraConfig = lib.concatMapStrings (unit: ''
      serial --unit=${unit} --speed=115200
      terminal_input --append serial
      terminal_output --append serial
    '') (lib.optional (grubUnits != null) (lib.head grubUnits));
  };
}
