# What modules of nixos-hardware set, of the options that the rules set too.
# { tree, lib, names, hardware, evaluator: paths; modules: [ name ]; options: [ path ] } as a JSON file
# gives { <module>: { <option>: { value, priority } } }; of an option that holds what JSON cannot, or
# that the module leaves to another one, nothing is said.
{ request }:
let
  asked = builtins.fromJSON (builtins.readFile request);
  names = builtins.fromJSON (builtins.readFile asked.names);
  tree = /. + asked.tree;
  lib = import (/. + asked.lib);
  evaluator = /. + asked.evaluator;
  hardware = (import (/. + asked.hardware + "/flake.nix")).outputs {
    self.outPath = /. + asked.hardware;
    nixpkgs = { inherit lib; };
  };

  evaluate =
    name:
    (import (tree + "/nixos/lib/eval-config.nix") {
      inherit lib;
      system = null;
      specialArgs.standIns = system: import (evaluator + "/packages.nix") { inherit lib names system tree; };
      modules = [
        {
          disabledModules = [ "misc/nixpkgs.nix" ];
          documentation.enable = false;
          nixpkgs.hostPlatform = "x86_64-linux";
        }
        (evaluator + "/nixpkgs-module.nix")
        hardware.nixosModules.${name}
      ];
    }).options;

  # A branch of NVIDIA's driver is known by the name that its stand-in bears.
  named =
    value:
    if builtins.isAttrs value && value ? branch then "nvidiaPackages.${value.branch}" else value;

  plain =
    value:
    if builtins.isList value then
      builtins.all plain value
    else
      builtins.isBool value || builtins.isString value && !builtins.hasContext value;

  ownDefinitions =
    option:
    builtins.filter (definition: lib.hasPrefix asked.hardware (toString definition.file)) (
      option.definitionsWithLocations or [ ]
    );

  settingOf =
    options: path:
    let
      option = lib.attrByPath path null options;
      own = if option == null then [ ] else ownDefinitions option;
      values = map (definition: named definition.value) own;
      list = builtins.isList (builtins.head values);
    in
    if own == [ ] || !builtins.all plain values then
      [ ]
    else
      [
        {
          name = lib.concatStringsSep "." path;
          value = {
            value = if list then lib.unique (lib.concatLists values) else builtins.head values;
            priority = if option.highestPrio < 1000 then "normal" else "default";
          };
        }
      ];

  settingsOf =
    name:
    let
      options = evaluate name;
    in
    builtins.listToAttrs (lib.concatMap (settingOf options) asked.options);
in
lib.genAttrs asked.modules settingsOf
