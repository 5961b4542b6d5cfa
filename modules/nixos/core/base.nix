{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.core.base;
in
{
  options.panther.core.base = {
    enable = lib.mkEnableOption "time zone, language, keyboard and the Nix settings that every PantherOS host has";

    timeZone = lib.mkOption {
      type = lib.types.str;
      default = "UTC";
      example = "Europe/Berlin";
      description = "Time zone, as named under /usr/share/zoneinfo.";
    };

    locale = lib.mkOption {
      type = lib.types.str;
      default = "en_US.UTF-8";
      description = "Language of the system.";
    };

    keyMap = lib.mkOption {
      type = lib.types.str;
      default = "us";
      example = "de";
      description = "Keyboard layout of the console; the passphrase prompt in stage 1 uses it too.";
    };
  };

  config = lib.mkIf cfg.enable {
    time.timeZone = lib.mkDefault cfg.timeZone;
    i18n.defaultLocale = lib.mkDefault cfg.locale;
    console = {
      keyMap = lib.mkDefault cfg.keyMap;
      # Without this the map is loaded in stage 2 only, after the passphrase was asked for.
      earlySetup = lib.mkDefault true;
    };

    nix = {
      settings = {
        experimental-features = [
          "nix-command"
          "flakes"
        ];
        # Nobody but root may name substituters or import unsigned paths: that is root by another name.
        trusted-users = [ "root" ];
        allowed-users = lib.mkDefault [
          "root"
          "@wheel"
        ];
        # Make room before the disk is full in the middle of a build.
        min-free = lib.mkDefault (512 * 1024 * 1024);
        max-free = lib.mkDefault (3 * 1024 * 1024 * 1024);
        # Build what no substituter answers for.
        connect-timeout = lib.mkDefault 5;
        fallback = lib.mkDefault true;
      };
      # Nobody waits for a build as for a service or a window.
      daemonCPUSchedPolicy = lib.mkDefault "batch";
      daemonIOSchedClass = lib.mkDefault "idle";
      gc = {
        automatic = lib.mkDefault true;
        dates = lib.mkDefault "weekly";
        options = lib.mkDefault "--delete-older-than 30d";
      };
      optimise.automatic = lib.mkDefault true;
      # The hosts are a flake: channels would be a second, unpinned source of packages.
      channel.enable = lib.mkDefault false;
    };

    # Short of memory, a build goes before a session does: it can be started again.
    systemd.services.nix-daemon.serviceConfig.OOMScoreAdjust = lib.mkDefault 250;

    # It looks packages up in a channel's database, and there is no channel.
    programs.command-not-found.enable = lib.mkDefault false;

    # A flake needs git to be rebuilt on the machine itself; the others are for looking at its hardware.
    environment.systemPackages = [
      pkgs.git
      pkgs.pciutils
      pkgs.usbutils
    ];
  };
}
