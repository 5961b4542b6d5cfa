{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.hardware.yoga;

  # The embedded controller keeps the mode over reboots, so that `false` must be written as well.
  # Newer kernels offer the same switch as a charge type of the battery.
  conserve = pkgs.writeShellScript "panther-conservation-mode" ''
    set -eu
    for try in 1 2 3 4 5 6 7 8 9 10; do
      for file in /sys/bus/platform/drivers/ideapad_acpi/*/conservation_mode; do
        [ -w "$file" ] || continue
        echo ${if cfg.conservationMode == true then "1" else "0"} > "$file"
        exit 0
      done
      for file in /sys/class/power_supply/BAT*/charge_types; do
        [ -w "$file" ] || continue
        echo ${if cfg.conservationMode == true then "Long_Life" else "Standard"} > "$file"
        exit 0
      done
      sleep 1
    done
    echo 'this machine offers no conservation mode (driver ideapad_laptop)' >&2
    exit 1
  '';
in
{
  options.panther.hardware.yoga = {
    enable = lib.mkEnableOption "what Lenovo's Yoga laptops need on top of a laptop";

    sensors = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether iio-sensor-proxy passes ambient light and, where there is a sensor, orientation on to the desktop.";
    };

    tabletMode = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        Whether the machine folds into a tablet: sensors on whatever `sensors` says, and pens in X11
        sessions. Whether the picture turns depends on a sensor that not every model has;
        the on-screen keyboard is the desktop's.
      '';
    };

    fingerprint = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether there is a fingerprint reader that libfprint knows. A finger then also answers sudo; enrol with `fprintd-enroll`.";
    };

    conservationMode = lib.mkOption {
      type = lib.types.nullOr lib.types.bool;
      default = null;
      description = "Whether the battery stops charging at about 60 to 80 % (the firmware's choice), for machines that are mostly plugged in; `null` leaves it as it is.";
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        # Power daemon, lid, sound and graphics are those of every laptop. Weaker than the host's
        # own mkDefault.
        panther.hardware.workstations = {
          enable = lib.mkOverride 1200 true;
          laptop = lib.mkOverride 1200 true;
        };

        hardware.sensor.iio.enable = lib.mkDefault (cfg.sensors || cfg.tabletMode);
        services.fprintd.enable = lib.mkIf cfg.fingerprint (lib.mkDefault true);
      }

      (lib.mkIf cfg.tabletMode {
        # Wayland needs nothing for pens, and the kernel finds the switch between keyboard and
        # tablet by itself (lenovo-ymc); libinput then ignores the folded keyboard.
        services.xserver.wacom.enable = lib.mkDefault config.services.xserver.enable;
      })

      (lib.mkIf (cfg.conservationMode != null) {
        systemd.services.panther-conservation-mode = {
          description = "Set the battery's conservation mode";
          wantedBy = [ "multi-user.target" ];
          serviceConfig = {
            Type = "oneshot";
            RemainAfterExit = true;
            ExecStart = conserve;
          };
        };
      })
    ]
  );
}
