# Evaluates one host, or any list of modules, against the NixOS module tree at `tree`.
# Strict: an unknown option or a wrong type is an error. Reads its request from a JSON file:
# { tree, lib, names, frameworks, modules, newerOptions, force, get }.
{ request }:
let
  asked = builtins.fromJSON (builtins.readFile request);
  names = builtins.fromJSON (builtins.readFile asked.names);
  tree = /. + asked.tree;
  lib = import (/. + asked.lib);
  at = path: /. + path;

  standIns = system: import ./packages.nix { inherit lib names system; };

  evalConfig = import (tree + "/nixos/lib/eval-config.nix");
  evaluated = evalConfig {
    inherit lib;
    system = null;
    specialArgs = {
      inherit standIns;
      inputs = {
        nixos-hardware.nixosModules = { };
      };
    };
    modules = [
      {
        disabledModules = [ "misc/nixpkgs.nix" ];
        # The manual renders every option, packages and all.
        documentation.enable = false;
      }
      ./nixpkgs-module.nix
    ]
    ++ map at asked.frameworks
    ++ lib.optional asked.newerOptions ./newer-options.nix
    ++ map at asked.modules;
  };
  inherit (evaluated) config options;

  # Values for a reader: stand-ins become their store path, functions a mark, depth is bounded.
  plain =
    depth: value:
    if depth == 0 then
      "…"
    else if builtins.isFunction value then
      "<function>"
    else if builtins.isPath value then
      toString value
    else if builtins.isAttrs value then
      if value ? outPath then
        toString value.outPath
      else if value ? __toString then
        toString value
      else
        lib.mapAttrs (_: plain (depth - 1)) value
    else if builtins.isList value then
      map (plain (depth - 1)) value
    else if builtins.isString value then
      builtins.unsafeDiscardStringContext value
    else
      value;

  optionsBelow =
    path: set:
    lib.concatLists (
      lib.mapAttrsToList (
        name: child:
        if lib.isOption child then
          [ (path ++ [ name ]) ]
        else if builtins.isAttrs child then
          optionsBelow (path ++ [ name ]) child
        else
          [ ]
      ) set
    );
  # Forcing a value checks the types of everything that was defined for it.
  ours =
    optionsBelow [ "panther" ] (options.panther or { })
    ++ builtins.filter (path: lib.hasAttrByPath path options) asked.force;

  valueAt = path: plain 12 (lib.attrByPath path "<no such option>" config);
  forced = map (path: builtins.deepSeq (valueAt path) (lib.showOption path)) ours;
in
{
  options = forced;
  assertions = map (assertion: assertion.message) (
    builtins.filter (assertion: !assertion.assertion) config.assertions
  );
  inherit (config) warnings;
  units = builtins.deepSeq (map (unit: unit.text or "") (lib.attrValues config.systemd.units)) true;
  values = lib.listToAttrs (
    map (path: lib.nameValuePair path (valueAt (lib.splitString "." path))) asked.get
  );
  diskoScript =
    if options ? disko && config.disko.devices.disk != { } then
      builtins.unsafeDiscardStringContext config.disko.devices._destroyFormatMount
    else
      null;
}
