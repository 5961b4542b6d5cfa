{ config, lib, ... }:
let
  cfg = config.panther.hardware.zephyrus;
  inherit (config.hardware.nvidia) prime;
in
{
  imports = [ ./nvidia-unfree.nix ];

  options.panther.hardware.zephyrus = {
    enable = lib.mkEnableOption "what ASUS's ROG Zephyrus laptops need on top of a laptop";

    nvidia = lib.mkOption {
      type = lib.types.bool;
      default = prime.nvidiaBusId != "";
      defaultText = lib.literalExpression ''config.hardware.nvidia.prime.nvidiaBusId != ""'';
      description = "Whether it has an NVIDIA GPU beside the processor's own, and both are to be used (PRIME offload).";
    };

    panelOnNvidia = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        Whether the built-in screen was found wired to the NVIDIA GPU (the MUX set to discrete
        mode). Offload needs hybrid mode, so a warning says how to get there.
      '';
    };

    extraUnfree = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [
        "steam"
        "steam-unwrapped"
      ];
      description = "Names of unfree packages to allow in addition to the NVIDIA driver's.";
    };

    chargeLimit = lib.mkOption {
      type = lib.types.nullOr (lib.types.ints.between 20 100);
      default = null;
      example = 80;
      description = "Percentage at which the battery stops charging; `null` leaves it to asusd (`asusctl`), which remembers what was set last.";
    };

    keyboard = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the special keys of the N-KEY keyboard are mapped.";
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        # Power daemon, lid, sound and graphics are those of every laptop. Weaker than the host's
        # own mkDefault.
        panther.hardware.workstations = {
          enable = lib.mkOverride 1200 true;
          laptop = lib.mkOverride 1200 true;
          chargeLimit = lib.mkIf (cfg.chargeLimit != null) (lib.mkDefault cfg.chargeLimit);
        };

        # What people set with asusctl (fan curves, keyboard light, charge limit) lives in
        # /etc/asusd, which filesystems.impermanence keeps. Nothing is declared here: that would be
        # a link into the store, which asusd cannot write.
        services.asusd.enable = lib.mkDefault true;
        panther.hardware.nvidia-unfree.extra = cfg.extraUnfree;
      }

      (lib.mkIf cfg.keyboard {
        # The microphone key sends a code that nothing knows; F20 is what desktops take for it.
        services.udev.extraHwdb = ''
          evdev:input:b0003v0B05p19B6*
           KEYBOARD_KEY_ff31007c=f20
        '';
      })

      (lib.mkIf (!cfg.nvidia) {
        # It only switches between GPUs, and asusd would bring it along.
        services.supergfxd.enable = lib.mkOverride 900 false;
      })

      (lib.mkIf cfg.nvidia {
        assertions = [
          {
            assertion = prime.offload.enable -> prime.nvidiaBusId != "";
            message = "panther.hardware.zephyrus.nvidia: the bus ids of both GPUs are missing; set hardware.nvidia.prime.nvidiaBusId and .intelBusId or .amdgpuBusId in the host's hardware.nix.";
          }
        ];

        warnings = lib.optional (cfg.panelOnNvidia && prime.offload.enable) ''
          panther.hardware.zephyrus: the built-in screen hangs on the NVIDIA GPU. PRIME offload needs hybrid mode: set the MUX back (`supergfxctl -m Hybrid`, or the GPU mode in the firmware set-up), reboot, and run the discovery again.
        '';

        # Weaker than mkDefault, since the host names the drivers when it knows them.
        services.xserver.videoDrivers = lib.mkOverride 1200 [ "nvidia" ];

        hardware.nvidia = {
          modesetting.enable = lib.mkDefault true;
          prime.offload = {
            # NixOS's driver module sets its own mkDefault false here; 990 beats that and still
            # loses to a line of the host.
            enable = lib.mkOverride 990 true;
            # `nvidia-offload program` runs one program on the NVIDIA GPU.
            enableOffloadCmd = lib.mkDefault prime.offload.enable;
          };
          # Saves the GPU's memory before sleep; without it windows come back broken, and after
          # hibernation not at all.
          powerManagement.enable = lib.mkDefault true;
        };

        # That copy can be as large as the GPU's memory: keep it on the disk, off a /tmp in RAM.
        boot.extraModprobeConfig = ''
          options nvidia NVreg_TemporaryFilePath=/var/tmp
        '';

        # Writes the GPU mode that was chosen to /etc/supergfxd.conf, which is kept likewise.
        services.supergfxd.enable = lib.mkDefault true;
      })
    ]
  );
}
