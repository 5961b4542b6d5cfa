{ config, lib, ... }:
let
  cfg = config.panther.services.podman;
  owner = config.panther.core.users;
  reset = config.panther.filesystems.impermanence;
  inherit (config.users.users.${owner.name}) home;
in
{
  options.panther.services.podman = {
    enable = lib.mkEnableOption "containers with Podman";

    rootless = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = ''
        Whether containers are meant to run as the ordinary user. The user's service manager then
        starts at boot and outlives the log-in, so that containers do as well. With `false`, the
        user joins the `podman` group instead and talks to the system's Podman through its Docker
        socket, **which is as good as being root**.
      '';
    };

    storage = lib.mkOption {
      type = lib.types.str;
      default = if reset.enable then "${reset.persist}/containers" else "/var/lib/containers";
      defaultText = lib.literalExpression ''
        if impermanence.enable then "''${impermanence.persist}/containers" else "/var/lib/containers"
      '';
      description = ''
        Where the system's Podman keeps images, containers and volumes. It is a subvolume of its own, and
        so is the user's below ~/.local/share/containers: snapshots of /persist and /home leave both out.
      '';
    };

    dockerCompat = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether `docker` is an alias of `podman`.";
    };

    autoPrune = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether stopped containers and unused images of the system's Podman are removed weekly.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.dockerCompat -> !config.virtualisation.docker.enable;
        message = "panther.services.podman.dockerCompat: Docker itself is enabled too and both would own the `docker` command; switch one off.";
      }
      {
        assertion = cfg.rootless -> config.security.allowUserNamespaces;
        message = "panther.services.podman.rootless: needs user namespaces, but security.allowUserNamespaces is false.";
      }
    ];

    # Stronger than NixOS's own mkDefault, weaker than a line of the host.
    virtualisation.containers.storage.settings.storage.graphroot =
      lib.mkOverride 900 "${cfg.storage}/storage";

    # A `v` becomes a subvolume where it is new and lies on Btrfs, and a directory elsewhere.
    systemd.tmpfiles.settings."10-panther-containers" = {
      ${cfg.storage}.v.mode = "0711";
    }
    // lib.optionalAttrs owner.enable (
      let
        own.user = owner.name;
        own.group = config.users.users.${owner.name}.group;
      in
      {
        "${home}/.local".d = own;
        "${home}/.local/share".d = own;
        "${home}/.local/share/containers".v = own // {
          mode = "0700";
        };
      }
    );

    virtualisation.podman = {
      enable = true;
      dockerCompat = lib.mkDefault cfg.dockerCompat;
      dockerSocket.enable = lib.mkDefault (!cfg.rootless);
      # Containers of one compose file find one another by name.
      defaultNetwork.settings.dns_enabled = lib.mkDefault true;
      autoPrune = {
        enable = lib.mkDefault cfg.autoPrune;
        dates = lib.mkDefault "weekly";
        # Without a filter an image that was pulled a minute ago goes as well; volumes are data
        # and are never pruned.
        flags = [ "--filter=until=168h" ];
      };
    };

    # NixOS opens the default network alone; each network of a compose file is a bridge of its own
    # (podman1, podman2, …) with a name server. Networks of a user lie outside of the host's firewall.
    networking.firewall.interfaces = lib.mkIf (!cfg.rootless) {
      # Both firewalls take a beginning for a name, each by a sign of its own.
      ${if config.networking.nftables.enable then "podman*" else "podman+"}.allowedUDPPorts = [ 53 ];
    };

    users.users = lib.mkIf owner.enable {
      ${owner.name} = {
        linger = lib.mkIf cfg.rootless (lib.mkDefault true);
        extraGroups = lib.mkIf (!cfg.rootless) [ "podman" ];
      };
    };
  };
}
