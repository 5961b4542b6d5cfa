# The outputs that a PantherOS flake has whatever else it is: hosts, modules, live medium, checks, and
# a shell to work in.
{
  inputs,
  root,
  # From the packages of a platform to panther-discover, or null. A repository that the tool made gets
  # it from an input of that name, or from the one-file program, put there by the user.
  toolOf ?
    pkgs:
    let
      bundle = root + "/tools/panther-discover.mjs";
    in
    if inputs ? panther-discover then
      inputs.panther-discover.packages.${pkgs.stdenv.hostPlatform.system}.default
    else if builtins.pathExists bundle then
      pkgs.writeShellApplication {
        name = "panther-discover";
        runtimeInputs = [
          pkgs.dmidecode
          pkgs.nodejs
          pkgs.pciutils
          pkgs.usbutils
          pkgs.util-linux
        ];
        text = ''exec node ${bundle} "$@"'';
      }
    else
      null,
}:
let
  inherit (inputs.nixpkgs) lib;

  eachSystem =
    make:
    lib.genAttrs [
      "x86_64-linux"
      "aarch64-linux"
    ] (system: make inputs.nixpkgs.legacyPackages.${system});
  systemOf = pkgs: pkgs.stdenv.hostPlatform.system;

  hosts = import ./hosts.nix { inherit inputs root; };
  installerFor =
    system:
    import ./installer.nix {
      inherit
        inputs
        root
        toolOf
        system
        ;
    };

  toolsOf = pkgs: lib.filterAttrs (_: tool: tool != null) { panther-discover = toolOf pkgs; };
  appOf = description: program: {
    type = "app";
    inherit program;
    meta = { inherit description; };
  };
in
{
  inherit (hosts) nixosModules;

  # A host of that name would be the user's wish.
  nixosConfigurations = {
    installer = installerFor "x86_64-linux";
  }
  // hosts.nixosConfigurations;

  packages = eachSystem (
    pkgs:
    let
      tools = toolsOf pkgs;
    in
    {
      # `nix build .#installer`: the live medium.
      installer = (installerFor (systemOf pkgs)).config.system.build.isoImage;
    }
    // tools
    // lib.optionalAttrs (tools != { }) { default = tools.panther-discover; }
  );

  apps = eachSystem (
    pkgs:
    let
      tools = lib.mapAttrs (
        _: tool: appOf "Makes a PantherOS host out of a machine" (lib.getExe tool)
      ) (toolsOf pkgs);
    in
    {
      # The release that the layouts were written for, as flake.lock has it.
      disko = appOf "Partitions, formats and mounts the disks of a host" (
        lib.getExe inputs.disko.packages.${systemOf pkgs}.disko
      );
    }
    // tools
    // lib.optionalAttrs (tools != { }) { default = tools.panther-discover; }
  );

  # The tool builds, and every host of the platform.
  checks = lib.recursiveUpdate (eachSystem toolsOf) hosts.checks;

  devShells = eachSystem (pkgs: {
    default = pkgs.mkShell {
      packages = [
        inputs.disko.packages.${systemOf pkgs}.disko
        pkgs.git
        pkgs.nixfmt
      ]
      ++ lib.attrValues (toolsOf pkgs);
    };
  });
}
