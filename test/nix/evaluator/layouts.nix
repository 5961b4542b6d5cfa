# What disko's library makes of layouts: the script that would run, and the configuration that it hands
# to NixOS. Reads its request from a JSON file: { lib, disko, files: [ disko.nix ] }, and gives
# { script, config } for each, in their order.
{ request }:
let
  asked = builtins.fromJSON (builtins.readFile request);
  lib = import (/. + asked.lib);
  diskoLib = import (/. + asked.disko + "/lib") {
    inherit lib;
    rootMountPoint = "/mnt";
  };
  inherit (lib) mkOption types;

  devicesOf =
    file:
    (lib.evalModules {
      modules = [
        (import (/. + file))
        { options.disko.devices = mkOption { type = diskoLib.toplevel; }; }
      ];
    }).config.disko.devices;

  # The options that disko sets, merged as NixOS would.
  merged =
    definitions:
    (lib.evalModules {
      modules = [
        {
          options = {
            fileSystems = mkOption {
              type = types.attrsOf types.anything;
              default = { };
            };
            swapDevices = mkOption {
              type = types.listOf types.anything;
              default = [ ];
            };
            boot = {
              initrd.luks.devices = mkOption {
                type = types.attrsOf types.anything;
                default = { };
              };
              loader.grub.devices = mkOption {
                type = types.listOf types.str;
                default = [ ];
              };
              resumeDevice = mkOption {
                type = types.str;
                default = "";
              };
              swraid.enable = mkOption {
                type = types.bool;
                default = false;
              };
            };
          };
        }
        definitions
      ];
    }).config;
in
map (
  file:
  let
    devices = devicesOf file;
  in
  {
    script = builtins.unsafeDiscardStringContext devices._destroyFormatMount;
    config = builtins.removeAttrs (merged devices._config) [ "_module" ];
  }
) asked.files
