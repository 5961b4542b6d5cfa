{
  config,
  lib,
  ...
}:
let
  cfg = config.panther.filesystems.optimization;
  zram = cfg.zramPercent > 0;

  # A BIOS has no variable in which systemd could leave where the image lies.
  noEfi = config.panther.core.boot.enable && config.panther.core.boot.firmware != "uefi";
  swaps = config.swapDevices;
  randomSwaps = lib.filter (swap: swap.randomEncryption.enable) swaps;
  swapFiles = lib.filter (swap: !lib.hasPrefix "/dev/" swap.device) swaps;
  hasParam = prefix: lib.any (lib.hasPrefix prefix) config.boot.kernelParams;

  trimmable = [
    "ext4"
    "xfs"
    "f2fs"
  ];
in
{
  options.panther.filesystems.optimization = {
    enable = lib.mkEnableOption "compressed swap in memory, write-back limits, trim and directories without copy-on-write";

    zramPercent = lib.mkOption {
      type = lib.types.ints.between 0 200;
      default = 50;
      description = "Size of the compressed swap in percent of the memory; 0 for none.";
    };

    hibernation = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        The machine is to hibernate into the swap that the disk layout declares. On UEFI systemd leaves
        the place in an EFI variable, so boot.resumeDevice stays empty.
      '';
    };

    noCowDirectories = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "/var/lib/libvirt/images" ];
      description = ''
        Directories for databases and disk images. New files in them are written in place: faster, but
        without checksums, compression and the repair of a mirror. Files that are there already stay as
        they are.
      '';
    };
  };

  config = lib.mkIf cfg.enable {
    zramSwap = lib.mkIf zram {
      enable = lib.mkDefault true;
      algorithm = lib.mkDefault "zstd";
      memoryPercent = lib.mkDefault cfg.zramPercent;
      # Above any swap on disk, which is then there for what does not fit, and to hibernate.
      priority = lib.mkDefault 100;
    };

    boot.kernel.sysctl = lib.mkMerge [
      (lib.mkIf zram {
        # Swapping to memory is cheaper than reading a file again, and gains nothing from reading ahead.
        "vm.swappiness" = lib.mkDefault 150;
        "vm.page-cluster" = lib.mkDefault 0;
      })
      {
        # Begin to write early and stop writers early: a large cache on a slow disk stalls everything.
        "vm.dirty_background_ratio" = lib.mkDefault 5;
        "vm.dirty_ratio" = lib.mkDefault 10;
      }
    ];

    # Btrfs discards by itself. Over the defaults of hardware modules, which say true for any SSD.
    services.fstrim.enable = lib.mkOverride 900 (
      lib.any (fs: lib.elem fs.fsType trimmable) (lib.attrValues config.fileSystems)
    );

    systemd.tmpfiles.settings."10-panther-no-cow" = lib.genAttrs cfg.noCowDirectories (_: {
      d = { };
      h.argument = "+C";
    });

    assertions = lib.optionals cfg.hibernation [
      {
        assertion = swaps != [ ];
        message = ''
          panther.filesystems.optimization: hibernation needs swap on disk as large as the memory; add it to
          the disk layout.
        '';
      }
      {
        assertion = randomSwaps == [ ];
        message = ''
          panther.filesystems.optimization: hibernation is lost in a swap with a random key; keep that swap
          inside the encrypted volume instead.
        '';
      }
      {
        assertion = !config.security.protectKernelImage && !hasParam "nohibernate";
        message = ''
          panther.filesystems.optimization: security.protectKernelImage and nohibernate forbid hibernation;
          choose one of the two.
        '';
      }
      {
        assertion = !hasParam "lockdown=";
        message = ''
          panther.filesystems.optimization: a kernel in lockdown refuses to hibernate; switch hibernation or
          the lockdown off.
        '';
      }
      {
        assertion = noEfi -> config.boot.resumeDevice != "" && swapFiles == [ ];
        message = ''
          panther.filesystems.optimization: without UEFI systemd cannot find the image in a swap file; set
          boot.resumeDevice to a swap partition inside the encrypted volume, or switch hibernation off.
        '';
      }
      {
        assertion =
          config.boot.resumeDevice == "" || swapFiles == [ ] || hasParam "resume_offset=";
        message = ''
          panther.filesystems.optimization: with a swap file, boot.resumeDevice makes the kernel look at the
          start of the disk; leave it empty and let systemd find the image.
        '';
      }
    ];
  };
}
