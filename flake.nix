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
    # Fetched only for a host that asks for Secure Boot.
    lanzaboote = {
      url = "github:nix-community/lanzaboote/master";
      inputs.nixpkgs.follows = "nixpkgs";
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

      # What the tool calls. pciutils and usbutils are built with the names of hwdata.
      calledBy = pkgs: [
        pkgs.dmidecode
        pkgs.pciutils
        pkgs.usbutils
        pkgs.util-linux
      ];

      toolOf =
        pkgs:
        pkgs.buildNpmPackage {
          pname = "panther-discover";
          inherit (lib.importJSON ./package.json) version;
          src = ./.;

          npmDeps = pkgs.importNpmLock { npmRoot = ./.; };
          inherit (pkgs.importNpmLock) npmConfigHook;

          nativeBuildInputs = [
            pkgs.installShellFiles
            pkgs.makeWrapper
          ];
          # The tool itself prints its completions and its man page; it has to run for that.
          postInstall = ''
            wrapProgram $out/bin/panther-discover \
              --prefix PATH : ${lib.makeBinPath (calledBy pkgs)}
          ''
          + lib.optionalString (pkgs.stdenv.buildPlatform.canExecute pkgs.stdenv.hostPlatform) ''
            $out/bin/panther-discover man-page > panther-discover.1
            installManPage panther-discover.1
            installShellCompletion --cmd panther-discover \
              --bash <($out/bin/panther-discover completion bash) \
              --zsh <($out/bin/panther-discover completion zsh) \
              --fish <($out/bin/panther-discover completion fish)
          '';

          meta = {
            description = "Makes a PantherOS host out of a machine";
            license = lib.licenses.mit;
            mainProgram = "panther-discover";
            platforms = lib.platforms.linux;
          };
        };

      outputs = import ./lib/outputs.nix {
        inherit inputs toolOf;
        root = ./.;
      };
    in
    outputs
    // {
      devShells = lib.mapAttrs (
        system: _:
        let
          pkgs = inputs.nixpkgs.legacyPackages.${system};
        in
        {
          default = pkgs.mkShell {
            packages = [
              pkgs.nodejs
              pkgs.git
              pkgs.nixfmt
            ]
            ++ calledBy pkgs;
          };
        }
      ) outputs.devShells;
    };
}
