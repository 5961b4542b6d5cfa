# Takes the place of NixOS's misc/nixpkgs.nix: same options, packages that are stand-ins.
{
  config,
  lib,
  standIns,
  ...
}:
let
  inherit (lib) mkOption types;
  platform = types.coercedTo types.str lib.systems.elaborate types.unspecified;
in
{
  options.nixpkgs = {
    pkgs = mkOption { type = types.unspecified; };
    config = mkOption {
      type = types.attrsOf types.unspecified;
      default = { };
    };
    overlays = mkOption {
      type = types.listOf types.unspecified;
      default = [ ];
    };
    hostPlatform = mkOption { type = platform; };
    buildPlatform = mkOption {
      type = platform;
      default = config.nixpkgs.hostPlatform;
    };
    localSystem = mkOption {
      type = platform;
      default = config.nixpkgs.hostPlatform;
    };
    crossSystem = mkOption {
      type = types.unspecified;
      default = null;
    };
    system = mkOption {
      type = types.str;
      default = config.nixpkgs.hostPlatform.system;
    };
  };
  config._module.args.pkgs = lib.mkForce (standIns config.nixpkgs.hostPlatform.system);
}
