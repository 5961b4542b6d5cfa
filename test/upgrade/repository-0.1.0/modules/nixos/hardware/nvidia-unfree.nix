# Shared by the hardware modules that may meet an NVIDIA GPU; it has no machine of its own.
{ config, lib, ... }:
let
  cfg = config.panther.hardware.nvidia-unfree;

  # By package name, so that every driver branch is covered. The rest of the driver is free.
  driver = [
    "nvidia-x11"
    "nvidia-kernel-modules"
    "nvidia-settings"
    "nvidia-persistenced"
  ];
in
{
  options.panther.hardware.nvidia-unfree = {
    enable = lib.mkOption {
      type = lib.types.bool;
      default = lib.elem "nvidia" config.services.xserver.videoDrivers;
      defaultText = lib.literalExpression ''lib.elem "nvidia" config.services.xserver.videoDrivers'';
      description = "Whether the unfree packages of the NVIDIA driver, and no others, may be built.";
    };

    extra = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "steam" ];
      description = ''
        Names of further unfree packages to allow. Two definitions of
        `nixpkgs.config.allowUnfreePredicate` do not add up (one of them is lost), so list the names
        here instead of writing another one.
      '';
    };
  };

  config = lib.mkIf (cfg.enable || cfg.extra != [ ]) {
    nixpkgs.config.allowUnfreePredicate =
      package: lib.elem (lib.getName package) (lib.optionals cfg.enable driver ++ cfg.extra);
  };
}
