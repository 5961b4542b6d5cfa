# Stand-ins for nixpkgs' packages, enough to evaluate NixOS modules and not to build anything.
# A stand-in looks like a derivation, has every attribute that any module was seen to ask for, and
# when called gives a stand-in again, so that it also passes for writeText, runCommand and the like.
{
  lib,
  names,
  system,
  # The NixOS module tree, which modules reach through pkgs.path.
  tree,
}:
let
  platform = lib.systems.elaborate system;

  standIn =
    called: children: name:
    let
      outPath = "/nix/store/00000000000000000000000000000000-${lib.strings.sanitizeDerivationName name}";
      self =
        # Attributes such as withTpm2Tss say how a package was built: with everything.
        lib.mapAttrs (
          child: grandchildren:
          if builtins.match "with[A-Z].*" child != null then true else mkStandIn grandchildren child
        ) (lib.genAttrs names.attributes (_: { }) // children)
        // {
          type = "derivation";
          inherit name outPath system;
          pname = name;
          version = "100.0";
          drvPath = "${outPath}.drv";
          outputName = "out";
          outputs = [ "out" ];
          meta = {
            mainProgram = name;
            description = name;
            license.free = true;
            platforms = [ system ];
            outputsToInstall = [ "out" ];
            priority = 5;
            available = true;
            broken = false;
            insecure = false;
            unfree = false;
          };
          passthru = { };
          override = _: self;
          overrideAttrs = _: self;
          kernelOlder = lib.versionOlder "6.18.0";
          kernelAtLeast = lib.versionAtLeast "6.18.0";
          enabledCryptSchemeIds = [ "y" ];
          features = { };
          kernelPatches = [ ];
          kernelModuleAttribute = "zfs";
          networkManagerPlugin = "stand-in";
          filesInstalledToEtc = [ ];
          providedSessions = [ name ];
          shellPath = "/bin/${name}";
          withPackages = _: self;
          extend = _: self;
          buildInputs = [ ];
          # A call gives the stand-in again; its name is the first string that it was called with.
          __functor =
            _: argument:
            if builtins.isString argument && argument != "" && !called then
              standIn true children (firstLine argument)
            else
              self;
        };
    in
    self;
  mkStandIn = standIn false;

  named = name: mkStandIn (names.tree.${name} or { }) name;

  firstLine = text: lib.substring 0 40 (lib.head (lib.splitString "\n" text));

  kernelPackages = mkStandIn names.tree "linuxPackages" // {
    kernel = mkStandIn { } "linux" // {
      version = "6.18.0";
      modDirVersion = "6.18.0";
      features = lib.genAttrs [ "efiBootStub" "ia32Emulation" "netfilterRPFilter" ] (_: true);
      config = lib.genAttrs [ "isSet" "isYes" "isModule" "isEnabled" ] (_: _: true) // {
        isNo = _: false;
        isDisabled = _: false;
      };
    };
    extend = _: kernelPackages;
    nvidiaPackages =
      lib.genAttrs [ "stable" "production" "beta" "latest" "legacy_580" "legacy_470" "legacy_390" ]
        (branch: nvidia branch)
      // {
        mkDriver = _: nvidia "custom";
      };
  };
  latestKernelPackages = kernelPackages // {
    kernel = kernelPackages.kernel // {
      version = "6.18.9";
    };
    extend = _: latestKernelPackages;
  };
  # An option without a type joins two definitions of it as sets, as long as it is no function.
  nvidia =
    branch:
    builtins.removeAttrs (
      mkStandIn { } "nvidia-x11"
      // {
        version = "580.0";
        useProfiles = true;
        compressFirmware = false;
        open = mkStandIn { } "nvidia-open";
        settings = mkStandIn { } "nvidia-settings";
        persistenced = mkStandIn { } "nvidia-persistenced";
        firmware = mkStandIn { } "nvidia-firmware";
        lib32 = mkStandIn { } "nvidia-lib32";
        inherit branch;
      }
    ) [ "__functor" ];

  kernelSets = lib.genAttrs (builtins.filter (lib.hasPrefix "linuxPackages") names.packages) (
    _: kernelPackages
  );

  set =
    lib.genAttrs names.packages (mkStandIn { })
    // lib.mapAttrs (name: children: mkStandIn children name) names.tree
    // kernelSets
    // {
      _type = "pkgs";
      inherit lib system;
      config = { };
      overlays = [ ];
      path = tree;
      linuxPackages = kernelPackages;
      linuxPackages_latest = latestKernelPackages;
      linuxKernel.packagesFor = _: kernelPackages;
      stdenv = named "stdenv" // {
        hostPlatform = platform;
        buildPlatform = platform;
        targetPlatform = platform;
        inherit system;
      }
      // lib.filterAttrs (name: _: lib.hasPrefix "is" name) platform;
      hostPlatform = platform;
      buildPackages = set;
      pkgsBuildBuild = set;
      pkgsBuildHost = set;
      pkgsi686Linux = set;
      pkgsStatic = set;
      pkgsMusl = set;
      formats = import ./formats.nix {
        inherit lib;
        generate = name: _: mkStandIn { } name;
      };
      callPackage =
        file: arguments:
        let
          function = if builtins.isFunction file then file else import file;
          wanted = builtins.functionArgs function;
        in
        function (builtins.intersectAttrs wanted set // arguments);
      buildNpmPackage = { pname, ... }: mkStandIn { } pname;
      appendOverlays = _: set;
      extend = _: set;
      runtimeShell = "/bin/sh";
      utillinux = set.util-linux;
      util-linux = named "util-linux" // {
        withPatches = [ ];
      };
      emptyFile = mkStandIn { } "empty-file";
      emptyDirectory = mkStandIn { } "empty-directory";
      nixosOptionsDoc = _: lib.genAttrs [ "optionsJSON" "optionsCommonMark" "optionsNix" ] (mkStandIn { });
    };
in
set
