# The home of the host's administrator: small, and yours to build on. `osConfig` is the configuration
# of the host, so that one file serves a laptop and a server.
{
  lib,
  pkgs,
  osConfig ? null,
  ...
}:
let
  # What the profile of the host switched on; nothing, for a home without a host of PantherOS.
  host = if osConfig == null then { } else osConfig;
  valueOf = path: lib.attrByPath (lib.splitString "." path) false host;
  graphical = valueOf "hardware.graphics.enable";
  personal = valueOf "panther.hardware.workstations.enable";
  laptop = personal && valueOf "panther.hardware.workstations.laptop";
  # Desktops bring an agent of their own.
  console = personal && valueOf "panther.hardware.workstations.desktop" == "none";
  containers = valueOf "panther.services.podman.enable" && valueOf "panther.services.podman.rootless";
in
{
  home = {
    # What the host was installed with; it does not follow upgrades.
    stateVersion = lib.mkDefault (if osConfig == null then "26.05" else osConfig.system.stateVersion);

    packages = [
      pkgs.fd
      pkgs.htop
      pkgs.ripgrep
    ]
    ++ lib.optionals laptop [
      pkgs.brightnessctl
      pkgs.powertop
    ]
    ++ lib.optional containers pkgs.podman-compose
    ++ lib.optional (!personal) pkgs.ncdu;
  };

  programs = {
    bash = {
      enable = true;
      historyControl = [
        "ignoredups"
        "ignorespace"
      ];
    };
    # Keeps the shell of a flake from being collected as garbage.
    direnv = {
      enable = true;
      nix-direnv.enable = true;
    };
    git.enable = true;
    # On a server a long job must outlive the connection that started it.
    tmux.enable = lib.mkDefault (!personal);
  };

  # Asks for the passphrase of a key once a session; a server holds nobody's keys.
  services.ssh-agent.enable = lib.mkDefault console;

  xdg = {
    enable = true;
    # Documents, Downloads and the like are for people who sit at the machine.
    userDirs.enable = graphical;
  };
}
