# Evaluates hosts of a repository's flake, or any lists of modules, against the NixOS module tree at
# `tree`. Strict: an unknown option or a wrong type is an error. Reads its request from a JSON file:
# { tree, lib, names, disko, impermanence, homeManager, nixosHardware, lanzaboote, newerOptions: [ { path, type } ],
#   force: [ path ], evaluations: [ { flake: { root, host } or null, modules: [ file ], whole,
#   get: { name: path } } ] }
# and gives a report for each of the evaluations, in their order. A path is a list of names; `*` in
# one of `get` stands for every element of a list or set.
{ request }:
let
  asked = builtins.fromJSON (builtins.readFile request);
  names = builtins.fromJSON (builtins.readFile asked.names);
  tree = /. + asked.tree;
  lib = import (/. + asked.lib);
  at = path: /. + path;

  standIns = system: import ./packages.nix { inherit lib names system tree; };

  evalConfig = import (tree + "/nixos/lib/eval-config.nix");
  evaluateModules =
    specialArgs: modules:
    evalConfig {
      inherit lib;
      system = null;
      specialArgs = specialArgs // {
        inherit standIns;
      };
      modules = [
        {
          disabledModules = [
            "misc/nixpkgs.nix"
            # Copies the whole tree into the store, for a live medium.
            "installer/cd-dvd/channel.nix"
          ];
          # The manual renders every option, packages and all.
          documentation.enable = lib.mkForce false;
        }
        ./nixpkgs-module.nix
      ]
      ++ modules;
    };
  frameworks = [
    (at asked.disko + "/module.nix")
    (at asked.impermanence + "/nixos.nix")
    (at asked.homeManager + "/nixos")
  ];

  # Options that PantherOS sets and that came to NixOS after this tree: declared with the type that
  # the project's list gives, without effect. What passes only because of them is not proven.
  declared = (evaluateModules { } frameworks).options;
  absent = builtins.filter (option: !(lib.hasAttrByPath option.path declared)) asked.newerOptions;
  standInOption =
    type:
    lib.mkOption (
      if type == "boolean" then
        {
          type = lib.types.bool;
          default = false;
        }
      else if lib.hasPrefix "attribute set" type then
        {
          type = lib.types.attrsOf lib.types.anything;
          default = { };
        }
      else if lib.hasPrefix "list of" type then
        {
          type = lib.types.listOf lib.types.anything;
          default = [ ];
        }
      else
        {
          type = lib.types.anything;
          default = null;
        }
    );
  newerOptions.options = lib.foldl' lib.recursiveUpdate { } (
    map ({ path, type }: lib.setAttrByPath path (standInOption type)) absent
  );

  # Its own module where it is at hand, with a stand-in for the program, which is built of Rust; else its
  # options as far as PantherOS and NixOS meet them.
  lanzaboote =
    if asked.lanzaboote or null == null then
      {
        options.boot.lanzaboote = {
          enable = lib.mkEnableOption "lanzaboote";
          pkiBundle = lib.mkOption { type = lib.types.nullOr lib.types.path; };
        };
      }
    else
      ((import (at asked.lanzaboote + "/flake.nix")).outputs {
        self.packages = lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] (system: {
          inherit (standIns system) lzbt;
        });
        nixpkgs = { inherit lib; };
        crane = { };
        rust-overlay = { };
      }).nixosModules.lanzaboote;

  # What the inputs of a PantherOS flake give, from the tree and what lies beside it.
  inputsAt = root: {
    self.outPath = root;
    nixpkgs = {
      outPath = asked.tree;
      lib = lib // {
        nixosSystem = { modules, specialArgs, ... }: evaluateModules specialArgs (
          modules
          ++ [
            newerOptions
          ]
          # home-manager copies the files of packages, which stand-ins do not have.
          ++ lib.optional (builtins.elem (builtins.elemAt frameworks 2) modules) {
            home-manager.sharedModules = [ { home.file = lib.mkForce { }; } ];
          }
        );
      };
      legacyPackages = lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] standIns;
    };
    disko = {
      nixosModules.disko = builtins.elemAt frameworks 0;
      packages = lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] (system: {
        disko = (standIns system).disko;
      });
    };
    lanzaboote.nixosModules = {
      inherit lanzaboote;
    };
    impermanence.nixosModules.impermanence = builtins.elemAt frameworks 1;
    home-manager.nixosModules.home-manager = builtins.elemAt frameworks 2;
    nixos-hardware =
      if asked.nixosHardware == null then
        { nixosModules = { }; }
      else
        (import (at asked.nixosHardware + "/flake.nix")).outputs {
          self.outPath = at asked.nixosHardware;
          nixpkgs = { inherit lib; };
        };
  };
  systemOf =
    { flake, modules, ... }:
    if flake != null then
      ((import (at flake.root + "/flake.nix")).outputs (inputsAt flake.root))
      .nixosConfigurations.${flake.host}
    else
      evaluateModules { } (frameworks ++ [ newerOptions ] ++ map at modules);

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

  valueAt =
    path: value:
    let
      name = lib.head path;
      rest = lib.tail path;
    in
    if path == [ ] then
      plain 12 value
    else if name == "*" then
      map (valueAt rest) (if builtins.isList value then value else lib.attrValues value)
    else if builtins.isAttrs value && value ? ${name} then
      valueAt rest value.${name}
    else
      "<no such option>";

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

  report =
    evaluation:
    let
      inherit (systemOf evaluation) config options;
      homes = config.home-manager.users or { };

      # Forcing a value checks the types of everything that was defined for it.
      forced = builtins.filter (path: (lib.getAttrFromPath path options).isDefined) (
        optionsBelow [ "panther" ] (options.panther or { })
        ++ builtins.filter (path: lib.hasAttrByPath path options) asked.force
      );

      # An option without a value would end the evaluation.
      hasValue = path: (lib.attrByPath path { } options).isDefined or true;

      # What a system is made of.
      derived = plain 6 {
        units = lib.mapAttrs (_: unit: unit.text) config.systemd.units;
        homes = lib.mapAttrs (_: home: {
          inherit (home.home) packages stateVersion;
          inherit (home.programs.bash) enable historyControl;
          direnv = home.programs.direnv.nix-direnv.enable;
          git = home.programs.git.enable;
          folders = home.xdg.userDirs.enable;
        }) homes;
        initrdUnits = lib.mapAttrs (_: unit: unit.text) config.boot.initrd.systemd.units;
        etc = lib.mapAttrs (_: file: {
          source = toString file.source;
          inherit (file) text;
        }) (lib.filterAttrs (_: file: file.enable) config.environment.etc);
        users = lib.mapAttrs (_: user: {
          inherit (user) extraGroups hashedPasswordFile;
          inherit (user.openssh.authorizedKeys) keys;
        }) config.users.users;
        fileSystems = lib.mapAttrs (_: mount: {
          inherit (mount) device options neededForBoot;
        }) config.fileSystems;
      };
      whole = {
        options = map (path: builtins.deepSeq (valueAt path config) (lib.showOption path)) forced;
        digest = builtins.hashString "sha256" (builtins.toJSON derived);
        diskoScript =
          if options ? disko && config.disko.devices.disk != { } then
            builtins.unsafeDiscardStringContext config.disko.devices._destroyFormatMount
          else
            null;
      };
    in
    {
      homes = lib.attrNames homes;
      standInOptions = map (option: lib.showOption option.path) absent;
      assertions = map (assertion: assertion.message) (
        builtins.filter (assertion: !assertion.assertion) (
          config.assertions ++ lib.concatMap (home: home.assertions) (lib.attrValues homes)
        )
      );
      inherit (config) warnings;
      values = lib.mapAttrs (
        _: path: if hasValue path then valueAt path config else null
      ) evaluation.get;
    }
    // lib.optionalAttrs evaluation.whole whole;
in
map report asked.evaluations
