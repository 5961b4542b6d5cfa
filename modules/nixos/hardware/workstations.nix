{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.hardware.workstations;
  hibernates = config.panther.filesystems.optimization.hibernation;
  powerDaemons = lib.filterAttrs (_: enabled: enabled) {
    power-profiles-daemon = config.services.power-profiles-daemon.enable;
    tlp = config.services.tlp.enable;
    tuned = config.services.tuned.enable;
    auto-cpufreq = config.services.auto-cpufreq.enable;
  };

  limitCharge = pkgs.writeShellScript "panther-charge-limit" (
    builtins.readFile ./workstations/limit-charge.sh
  );
in
{
  imports = [ ./nvidia-unfree.nix ];

  options.panther.hardware.workstations = {
    enable = lib.mkEnableOption "what a machine with a person in front of it needs: graphics, sound, input, firmware updates";

    laptop = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether it has a battery and a lid: a power daemon, battery watching and what closing the lid does.";
    };

    desktop = lib.mkOption {
      type = lib.types.enum [
        "none"
        "gnome"
        "plasma"
      ];
      default = "none";
      description = "Desktop environment and log-in screen; `none` leaves the machine at a text console.";
    };

    powerDaemon = lib.mkOption {
      type = lib.types.enum [
        "none"
        "power-profiles-daemon"
        "tlp"
        "tuned"
      ];
      default = if cfg.laptop then "power-profiles-daemon" else "none";
      defaultText = lib.literalExpression ''if laptop then "power-profiles-daemon" else "none"'';
      description = "The one service that trades speed for battery life; two would undo each other's work. `none` leaves it to the desktop.";
    };

    chargeLimit = lib.mkOption {
      type = lib.types.nullOr (lib.types.ints.between 20 100);
      default = null;
      example = 80;
      description = "Percentage at which the battery stops charging, for machines that are mostly plugged in. Some firmware knows one or two steps only (IdeaPad, Samsung, LG, Sony): the nearest one that is not above the limit is taken, or the lowest. `null` leaves it as it is.";
    };

    audio = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether PipeWire plays and records sound.";
    };

    printing = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether CUPS runs. Off by default: it listens for more than most machines ever print.";
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        assertions = [
          {
            assertion = lib.length (lib.attrNames powerDaemons) <= 1;
            message = "panther.hardware.workstations: more than one power daemon is enabled (${lib.concatStringsSep ", " (lib.attrNames powerDaemons)}); they undo each other's work. Choose one with panther.hardware.workstations.powerDaemon.";
          }
          {
            assertion =
              !config.panther.hardware.servers.enable && !config.panther.hardware.vps.enable;
            message = "panther.hardware.workstations: hardware.servers or hardware.vps is enabled too, which switch graphics and sleep off; a machine is one or the other.";
          }
        ];

        hardware.graphics.enable = lib.mkDefault true;
        services.libinput.enable = lib.mkDefault true;
        services.fwupd.enable = lib.mkDefault true;
        services.printing.enable = lib.mkDefault cfg.printing;
        security.polkit.enable = lib.mkDefault true;
      }

      (lib.mkIf cfg.audio {
        services.pipewire = {
          enable = lib.mkDefault true;
          alsa.enable = lib.mkDefault true;
          # 32-bit games and Wine.
          alsa.support32Bit = lib.mkDefault pkgs.stdenv.hostPlatform.isx86_64;
          pulse.enable = lib.mkDefault true;
        };
        # Lets PipeWire ask for real-time scheduling; without it sound stutters under load.
        security.rtkit.enable = lib.mkDefault true;
      })

      (lib.mkIf (cfg.powerDaemon == "power-profiles-daemon") {
        services.power-profiles-daemon.enable = lib.mkDefault true;
      })
      # Plain, not mkDefault: both desktops default to power-profiles-daemon.
      (lib.mkIf (cfg.powerDaemon == "tlp") {
        services.power-profiles-daemon.enable = false;
        services.tlp.enable = true;
        panther.filesystems.impermanence.directories = [ "/var/lib/tlp" ];
      })
      (lib.mkIf (cfg.powerDaemon == "tuned") {
        services.power-profiles-daemon.enable = false;
        services.tuned.enable = true;
      })

      (lib.mkIf cfg.laptop {
        services.upower = {
          enable = lib.mkDefault true;
          # NixOS's own default, HybridSleep, needs a place to hibernate to; without one an empty
          # battery would end in a crash.
          criticalPowerAction = lib.mkDefault (if hibernates then "Hibernate" else "PowerOff");
        };

        services.logind.settings.Login = {
          HandleLidSwitch = lib.mkDefault (
            if hibernates then "suspend-then-hibernate" else "suspend"
          );
          HandleLidSwitchExternalPower = lib.mkDefault "suspend";
          # A closed laptop on a dock or a second screen goes on working.
          HandleLidSwitchDocked = lib.mkDefault "ignore";
          # A short press is an accident more often than a wish; a long one still switches off.
          HandlePowerKey = lib.mkDefault "suspend";
          HandlePowerKeyLongPress = lib.mkDefault "poweroff";
        };

        systemd.sleep.settings.Sleep = lib.mkIf hibernates {
          HibernateDelaySec = lib.mkDefault "2h";
        };
      })

      (lib.mkIf (cfg.chargeLimit != null) {
        systemd.services.panther-charge-limit = {
          description = "Limit the battery's charge";
          wantedBy = [ "multi-user.target" ];
          # asusd restores its own last value when it starts; it follows a later change.
          after = [ "asusd.service" ];
          serviceConfig = {
            Type = "oneshot";
            RemainAfterExit = true;
            ExecStart = "${limitCharge} ${toString cfg.chargeLimit}";
          };
        };
      })

      (lib.mkIf (cfg.desktop == "gnome") {
        services.desktopManager.gnome.enable = lib.mkDefault true;
        services.displayManager.gdm.enable = lib.mkDefault true;
      })
      (lib.mkIf (cfg.desktop == "plasma") {
        services.desktopManager.plasma6.enable = lib.mkDefault true;
        services.displayManager.sddm = {
          enable = lib.mkDefault true;
          wayland.enable = lib.mkDefault true;
        };
      })
    ]
  );
}
