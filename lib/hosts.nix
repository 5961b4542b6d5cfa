# Makes NixOS systems of the hosts in a PantherOS repository. A host is a directory under hosts/ that
# has a default.nix, and the name of the directory is the name of the host.
{
  # The flake's inputs: nixpkgs, disko, impermanence, home-manager, and what a host may want besides.
  inputs,
  # The repository.
  root,
}:
let
  inherit (inputs.nixpkgs) lib;
  directory = root + "/hosts";

  isHost = name: type: type == "directory" && builtins.pathExists (directory + "/${name}/default.nix");
  names = lib.optionals (builtins.pathExists directory) (
    lib.attrNames (lib.filterAttrs isHost (builtins.readDir directory))
  );

  # The PantherOS modules with those that they build on.
  panther = {
    imports = [
      inputs.disko.nixosModules.disko
      inputs.impermanence.nixosModules.impermanence
      (root + "/modules/nixos")
    ];
  };

  homes =
    { config, lib, ... }:
    {
      home-manager = lib.mkIf config.panther.core.users.enable {
        useGlobalPkgs = lib.mkDefault true;
        useUserPackages = lib.mkDefault true;
        # A file that is in the way is kept under another name instead of failing the activation.
        backupFileExtension = lib.mkDefault "before-home-manager";
        users.${config.panther.core.users.name} = import (root + "/home");
      };
    };

  # An input is fetched when it is looked at. Most hosts do without lanzaboote, so its module is added
  # only to a host that asks for Secure Boot, or that cannot be evaluated without, since it sets an
  # option of lanzaboote's. Whatever else is wrong with a host is wrong with the module as well.
  withSecureBoot =
    system:
    let
      asked = builtins.tryEval system.options.panther.core.boot.secureBoot.value;
    in
    if inputs ? lanzaboote && (!asked.success || asked.value) then
      system.extendModules { modules = [ inputs.lanzaboote.nixosModules.lanzaboote ]; }
    else
      system;

  systemOf =
    name:
    withSecureBoot (
      lib.nixosSystem {
        specialArgs = { inherit inputs; };
        modules = [
          panther
          inputs.home-manager.nixosModules.home-manager
          homes
          { networking.hostName = lib.mkDefault name; }
          (directory + "/${name}")
        ];
      }
    );

  nixosConfigurations = lib.genAttrs names systemOf;

  # One check a host, under the platform that it is built for.
  checkOf =
    name:
    let
      inherit (nixosConfigurations.${name}) config;
    in
    {
      ${config.nixpkgs.hostPlatform.system}.${name} = config.system.build.toplevel;
    };
in
{
  nixosModules.default = panther;
  inherit nixosConfigurations;
  checks = lib.foldl' lib.recursiveUpdate { } (map checkOf names);
}
