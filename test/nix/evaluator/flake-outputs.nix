# The names of a flake's outputs, with inputs that are nothing but names: what a flake offers must not
# depend on what its inputs hold. An input that is looked at and must not be throws.
{
  # Directory with the flake.nix.
  flake,
  # Whether an input panther-discover is there.
  withTool,
}:
let
  inherit (import (flake + "/flake.nix")) inputs outputs;

  standIn = name: {
    type = "derivation";
    inherit name;
    outPath = "/nix/store/${name}";
  };
  lib = {
    inherit (builtins) attrNames attrValues mapAttrs;
    filterAttrs =
      keep: set:
      builtins.listToAttrs (
        builtins.concatMap (
          name:
          if keep name set.${name} then
            [
              {
                inherit name;
                value = set.${name};
              }
            ]
          else
            [ ]
        ) (builtins.attrNames set)
      );
    foldl' = builtins.foldl';
    genAttrs =
      names: make:
      builtins.listToAttrs (
        map (name: {
          inherit name;
          value = make name;
        }) names
      );
    getExe = tool: "${tool}/bin/${tool.name}";
    importJSON = file: builtins.fromJSON (builtins.readFile file);
    licenses.mit = "mit";
    platforms.linux = [ ];
    makeBinPath = _: "";
    optionalString = condition: text: if condition then text else "";
    optional = condition: value: if condition then [ value ] else [ ];
    optionals = condition: values: if condition then values else [ ];
    optionalAttrs = condition: set: if condition then set else { };
    recursiveUpdate =
      left: right:
      left
      // builtins.mapAttrs (
        name: value:
        if builtins.isAttrs value && builtins.isAttrs (left.${name} or null) then
          lib.recursiveUpdate left.${name} value
        else
          value
      ) right;
    # A host wants Secure Boot when its name says so.
    nixosSystem =
      { modules, ... }:
      let
        system = added: {
          inherit added;
          options.panther.core.boot.secureBoot.value = lib.any (
            module: builtins.isPath module && baseNameOf module == "signed"
          ) modules;
          extendModules = { modules }: system (added ++ modules);
          config = {
            nixpkgs.hostPlatform.system = "x86_64-linux";
            system.build = {
              toplevel = standIn "toplevel";
              isoImage = standIn "iso";
            };
          };
        };
      in
      system [ ];
    any = test: list: builtins.elem true (map test list);
  };
  packagesOf = system: {
    stdenv.hostPlatform = { inherit system; };
    stdenv.buildPlatform.canExecute = platform: platform.system == system;
    buildNpmPackage =
      args:
      standIn args.pname
      // {
        inherit (args) postInstall;
        builtWith = map (tool: tool.name) args.nativeBuildInputs;
      };
    writeShellApplication = { name, text, ... }: builtins.seq text (standIn name);
    mkShell = { packages }: standIn "shell" // { inherit packages; };
  }
  // lib.genAttrs [
    "git"
    "nixfmt"
    "nodejs"
    "dmidecode"
    "pciutils"
    "usbutils"
    "util-linux"
    "installShellFiles"
    "makeWrapper"
  ] standIn;
  eachSystem = lib.genAttrs [ "x86_64-linux" "aarch64-linux" ];

  result = outputs (
    {
      nixpkgs = {
        inherit lib;
        outPath = "/nixpkgs";
        legacyPackages = eachSystem packagesOf;
      };
      disko = {
        nixosModules.disko = { };
        packages = eachSystem (_: {
          disko = standIn "disko";
        });
      };
      impermanence.nixosModules.impermanence = { };
      home-manager.nixosModules.home-manager = { };
      lanzaboote.nixosModules.lanzaboote = "lanzaboote";
      nixos-hardware = throw "nixos-hardware is fetched for everybody";
    }
    // lib.optionalAttrs withTool {
      panther-discover.packages = eachSystem (_: {
        default = standIn "panther-discover";
      });
    }
  );
  names = builtins.mapAttrs (_: builtins.attrNames);
in
{
  inputs = builtins.mapAttrs (_: input: {
    inherit (input) url;
    follows = input.inputs.nixpkgs.follows or null;
  }) inputs;
  outputs = builtins.attrNames result;
  modules = builtins.attrNames result.nixosModules;
  hosts = builtins.attrNames result.nixosConfigurations;
  signed = builtins.filter (
    name: builtins.elem "lanzaboote" result.nixosConfigurations.${name}.added
  ) (builtins.attrNames result.nixosConfigurations);
  packages = names result.packages;
  apps = names result.apps;
  programs = builtins.mapAttrs (_: app: app.program) result.apps.x86_64-linux;
  checks = names result.checks;
  shells = names result.devShells;
  # How our own package is installed; null for a tool that comes from elsewhere.
  postInstall = result.packages.x86_64-linux.default.postInstall or null;
  builtWith = result.packages.x86_64-linux.default.builtWith or [ ];
  shell = map (tool: tool.name) result.devShells.x86_64-linux.default.packages;
}
