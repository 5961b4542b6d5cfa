# The home of the host's administrator: small, and yours to build on. `osConfig` is the configuration
# of the host, so that one file serves a laptop and a server.
{
  lib,
  pkgs,
  osConfig ? null,
  ...
}:
let
  graphical = osConfig != null && osConfig.hardware.graphics.enable;
in
{
  home = {
    # What the host was installed with; it does not follow upgrades.
    stateVersion = lib.mkDefault (if osConfig == null then "26.05" else osConfig.system.stateVersion);

    packages = [
      pkgs.fd
      pkgs.htop
      pkgs.ripgrep
    ];
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
  };

  xdg = {
    enable = true;
    # Documents, Downloads and the like are for people who sit at the machine.
    userDirs.enable = graphical;
  };
}
