{ config, lib, ... }:
let
  cfg = config.panther.hardware.servers;
in
{
  imports = [
    ./nvidia-unfree.nix
    ./serial-console.nix
  ];

  options.panther.hardware.servers = {
    enable = lib.mkEnableOption "what a server in a rack needs: error reports, a watchdog, a serial console, no desktop";

    serialConsole = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "ttyS1";
      description = "Serial line of the management controller (often ttyS0 or ttyS1), for kernel messages and a log-in.";
    };

    watchdog = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the hardware watchdog reboots a hung machine (see `panther.core.systemd.watchdog`).";
    };

    errorReports = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether rasdaemon counts memory, PCIe and CPU errors (`ras-mc-ctl --summary`).";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = !config.panther.hardware.vps.enable;
        message = "panther.hardware.servers: hardware.vps is enabled too; a machine is real or virtual.";
      }
      {
        assertion = !config.panther.filesystems.optimization.hibernation;
        message = "panther.hardware.servers: a server does not sleep; set panther.filesystems.optimization.hibernation to false.";
      }
    ];

    panther.hardware.serial-console.device = lib.mkIf (cfg.serialConsole != null) cfg.serialConsole;
    # Weaker than the host's own mkDefault.
    panther.core.systemd.watchdog = lib.mkOverride 1200 cfg.watchdog;

    hardware.rasdaemon.enable = lib.mkDefault cfg.errorReports;
    # Spreads interrupts over the cores; stops by itself on a machine with one.
    services.irqbalance.enable = lib.mkDefault true;

    # Nobody would wake it up again.
    systemd.sleep.settings.Sleep = {
      AllowSuspend = lib.mkDefault false;
      AllowHibernation = lib.mkDefault false;
    };
    # A failed mount must not end in a shell that waits at a screen nobody looks at: what can
    # start does, sshd included.
    systemd.enableEmergencyMode = lib.mkDefault false;

    # The screen of a management controller shows text; these are for desktops. Graphics, sound
    # and printing are off in NixOS until something asks for them.
    fonts.fontconfig.enable = lib.mkDefault false;
    xdg.autostart.enable = lib.mkDefault false;
    xdg.icons.enable = lib.mkDefault false;
    xdg.menus.enable = lib.mkDefault false;
    xdg.sounds.enable = lib.mkDefault false;
  };
}
