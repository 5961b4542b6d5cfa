{
  description = "panther-discover makes a PantherOS host out of a machine; and the hosts that it made here";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";

    disko = {
      url = "github:nix-community/disko";
      inputs.nixpkgs.follows = "nixpkgs";
    };
    home-manager = {
      url = "github:nix-community/home-manager/release-26.05";
      inputs.nixpkgs.follows = "nixpkgs";
    };
    impermanence = {
      url = "github:nix-community/impermanence";
      inputs.nixpkgs.follows = "nixpkgs";
      inputs.home-manager.follows = "home-manager";
    };
    nixos-hardware = {
      url = "github:NixOS/nixos-hardware";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    inputs:
    let
      inherit (inputs.nixpkgs) lib;

      eachSystem =
        make:
        lib.genAttrs [
          "x86_64-linux"
          "aarch64-linux"
        ] (system: make inputs.nixpkgs.legacyPackages.${system});

      hosts = import ./lib/hosts.nix {
        inherit inputs;
        root = ./.;
      };

      # What the tool calls; dmidecode reads no machine but an x86 or Arm one with SMBIOS.
      toolsOf = pkgs: [
        pkgs.dmidecode
        pkgs.pciutils
        pkgs.usbutils
        pkgs.util-linux
      ];

      packageOf =
        pkgs:
        pkgs.buildNpmPackage {
          pname = "panther-discover";
          inherit (lib.importJSON ./package.json) version;
          src = ./.;

          npmDeps = pkgs.importNpmLock { npmRoot = ./.; };
          inherit (pkgs.importNpmLock) npmConfigHook;

          nativeBuildInputs = [ pkgs.makeWrapper ];
          postInstall = ''
            wrapProgram $out/bin/panther-discover \
              --prefix PATH : ${lib.makeBinPath (toolsOf pkgs)}
          '';

          meta = {
            description = "Makes a PantherOS host out of a machine";
            license = lib.licenses.mit;
            mainProgram = "panther-discover";
            platforms = lib.platforms.linux;
          };
        };
    in
    hosts
    // {
      packages = eachSystem (pkgs: rec {
        panther-discover = packageOf pkgs;
        default = panther-discover;
      });

      apps = eachSystem (pkgs: rec {
        panther-discover = {
          type = "app";
          program = lib.getExe (packageOf pkgs);
          meta.description = "Makes a PantherOS host out of a machine";
        };
        default = panther-discover;
      });

      devShells = eachSystem (pkgs: {
        default = pkgs.mkShell {
          packages = [
            pkgs.nodejs
            pkgs.nixfmt
          ]
          ++ toolsOf pkgs;
        };
      });
    };
}
