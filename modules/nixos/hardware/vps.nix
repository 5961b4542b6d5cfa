{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.hardware.vps;
  encrypted = config.boot.initrd.luks.devices != { };

  # NixOS's boot.growPartition looks for a partition number in the root device and finds none in
  # a mapper's name; growing LUKS also asks for the passphrase. Hence a command of our own.
  growRoot = pkgs.writeShellScriptBin "panther-grow-root" ''
    set -eu
    PATH=${
      lib.makeBinPath [
        pkgs.btrfs-progs
        pkgs.cloud-utils.guest
        pkgs.coreutils
        pkgs.cryptsetup
        pkgs.gawk
        pkgs.util-linux
      ]
    }:$PATH

    # A btrfs source reads /dev/x[/@root].
    root=$(findmnt -no SOURCE / | cut -d '[' -f 1)
    root=$(readlink -f "$root")
    partition=$root
    mapper=
    if [ "$(lsblk -dno TYPE "$root")" = crypt ]; then
      mapper=$(lsblk -dno NAME "$root")
      partition=$(lsblk -spno NAME,TYPE --list "$root" | awk '$2 == "part" { print $1; exit }')
    fi
    [ "$(lsblk -dno TYPE "$partition")" = part ] || {
      echo "panther-grow-root: / does not lie on a partition; nothing was changed" >&2
      exit 1
    }
    disk=$(lsblk -dpno PKNAME "$partition")
    number=$(cat "/sys/class/block/$(basename "$partition")/partition")

    # growpart: 0 grown, 1 there is no more room, 2 failed.
    result=0
    growpart "$disk" "$number" || result=$?
    [ "$result" -le 1 ] || exit "$result"
    if [ -n "$mapper" ]; then
      # Asks for the passphrase.
      cryptsetup resize "$mapper"
    fi
    btrfs filesystem resize max /
  '';
in
{
  imports = [ ./serial-console.nix ];

  options.panther.hardware.vps = {
    enable = lib.mkEnableOption "what a rented virtual machine needs: guest agent, serial console, a disk that can grow";

    guestAgent = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the QEMU guest agent (`pkgs.qemu_kvm.ga`) runs; it starts only where the provider attached its port. It lets the provider run commands as root, as the provider could anyhow.";
    };

    serialConsole = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = "ttyS0";
      description = "Serial line behind the provider's console, for kernel messages and a log-in; `null` for none.";
    };

    growRoot = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        Whether the root partition and its btrfs grow at boot after the provider made the disk
        larger. Without encryption only: otherwise run `panther-grow-root`, which is always
        installed, and type the passphrase.
      '';
    };

    smallMemory = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether to spare memory, for machines with 2 GiB or less: small journal in memory, one build at a time, no manuals.";
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        assertions = [
          {
            assertion = cfg.growRoot -> !encrypted;
            message = "panther.hardware.vps.growRoot: growing an encrypted root needs its passphrase; set it to false and run panther-grow-root by hand.";
          }
          {
            assertion = !config.panther.filesystems.optimization.hibernation;
            message = "panther.hardware.vps: a virtual machine does not hibernate by itself; set panther.filesystems.optimization.hibernation to false.";
          }
          {
            # A build in memory is the quickest way to run out of it.
            assertion = cfg.smallMemory -> !config.boot.tmp.useTmpfs;
            message = "panther.hardware.vps.smallMemory: /tmp is kept in memory, of which there is little; set panther.core.boot.tmpOnTmpfs to false.";
          }
          {
            assertion = !config.boot.growPartition;
            message = "panther.hardware.vps: boot.growPartition does not find the partition below this disk layout; use panther-grow-root.";
          }
        ];

        panther.hardware.serial-console.device = lib.mkIf (
          cfg.serialConsole != null
        ) cfg.serialConsole;
        services.qemuGuest.enable = lib.mkDefault cfg.guestAgent;
        environment.systemPackages = [ growRoot ];

        # Microcode, cooling, firmware and graphics are the hypervisor's. NixOS has them off until
        # something asks for them, and so does PantherOS here.
        fonts.fontconfig.enable = lib.mkDefault false;

        # Nobody would wake it up, and nobody sits at its screen.
        systemd.sleep.settings.Sleep = {
          AllowSuspend = lib.mkDefault false;
          AllowHibernation = lib.mkDefault false;
        };
        systemd.enableEmergencyMode = lib.mkDefault false;
      }

      (lib.mkIf cfg.growRoot {
        systemd.services.panther-grow-root = {
          description = "Grow the root file system to the size of the disk";
          wantedBy = [ "multi-user.target" ];
          serviceConfig = {
            Type = "oneshot";
            ExecStart = "${growRoot}/bin/panther-grow-root";
          };
        };
      })

      (lib.mkIf cfg.smallMemory {
        # Read after the drop-in of core.systemd.
        environment.etc."systemd/journald.conf.d/60-panther-small.conf".text = ''
          [Journal]
          RuntimeMaxUse=16M
        '';
        nix.settings.max-jobs = lib.mkDefault 1;
        documentation.enable = lib.mkDefault false;
      })
    ]
  );
}
