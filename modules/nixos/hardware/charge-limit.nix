# What limits the charge of a laptop's battery; imported by the modules for laptops.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.hardware.workstations;
in
{
  options.panther.hardware.workstations.chargeLimit = lib.mkOption {
    type = lib.types.nullOr (lib.types.ints.between 20 100);
    default = null;
    example = 80;
    description = ''
      Percentage at which the battery stops charging, for machines that are mostly plugged in. Some
      firmware knows one or two steps only (IdeaPad, Samsung, LG, Sony): the nearest one that is not
      above the limit is taken, or the lowest. `null` leaves it as it is.
    '';
  };

  config = lib.mkIf (cfg.enable && cfg.chargeLimit != null) {
    systemd.services.panther-charge-limit = {
      description = "Limit the battery's charge";
      wantedBy = [ "multi-user.target" ];
      # asusd restores its own last value when it starts; it follows a later change.
      after = [ "asusd.service" ];
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        ExecStart = "${pkgs.writeShellScript "panther-charge-limit" (builtins.readFile ./charge-limit/limit.sh)} ${toString cfg.chargeLimit}";
      };
    };
  };
}
