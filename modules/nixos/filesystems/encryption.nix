{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.panther.filesystems.encryption;
  remote = cfg.remoteUnlock;

  luks = config.boot.initrd.luks.devices;
  opened = luks ? ${cfg.mapper};
  mappers = [ cfg.mapper ] ++ cfg.furtherMappers;
  keyFile = if opened then luks.${cfg.mapper}.keyFile else null;

  # What the firmware or GRUB must read before anything is unlocked.
  bootMount =
    config.fileSystems."/boot" or (
      if config.boot.loader.grub.enable then
        null
      else
        config.fileSystems.${config.boot.loader.efi.efiSysMountPoint} or null
    );

  # With Secure Boot, PCR 15 must still be empty: it is filled once the disk is open, so that nothing
  # that runs later can have the key a second time. Not with two volumes: the first that is open would
  # shut the other one, and filled by one alone it protects neither.
  measures = cfg.secureBoot && cfg.furtherMappers == [ ];
  tpm2Pcrs = if measures then "7+15:sha256=${lib.strings.replicate 64 "0"}" else "7";
  # A volume beside the root's has a backup beside the root's.
  enrollCall =
    mapper:
    "enroll "
    + lib.escapeShellArgs [
      (luks.${mapper}.device or "")
      (cfg.headerBackup.file + lib.optionalString (mapper != cfg.mapper) ".${mapper}")
    ];
  enrollScript = pkgs.writeShellScriptBin "panther-enroll" ''
    set -euo pipefail
    PATH=${
      lib.makeBinPath [
        config.systemd.package
        pkgs.age
        pkgs.coreutils
        pkgs.cryptsetup
        pkgs.gnugrep
      ]
    }
    ENROLL_TPM2=${lib.boolToString cfg.tpm2}
    ENROLL_TPM2_PIN=${lib.boolToString cfg.tpm2Pin}
    ENROLL_TPM2_PCRS=${tpm2Pcrs}
    ENROLL_FIDO2=${lib.boolToString cfg.fido2}
    ENROLL_RECIPIENTS=${lib.escapeShellArg (lib.concatStringsSep "\n" cfg.headerBackup.recipients)}
    ENROLL_EFIVARS=/sys/firmware/efi/efivars
    # Each volume by itself, the one with the root first.
    enroll() (
      ENROLL_DEVICE=$1
      ENROLL_BACKUP=$2
      echo "$ENROLL_DEVICE"
      ${builtins.readFile ./encryption/enroll.sh}
    )
    ${lib.concatMapStringsSep "\n" enrollCall mappers}
  '';
in
{
  options.panther.filesystems.encryption = {
    enable = lib.mkEnableOption "the ways to unlock the encrypted root";

    mapper = lib.mkOption {
      type = lib.types.strMatching "[A-Za-z0-9._-]+";
      default = "${config.networking.hostName}-crypt";
      defaultText = lib.literalExpression ''"''${config.networking.hostName}-crypt"'';
      description = "Name of the opened volume below /dev/mapper.";
    };

    furtherMappers = lib.mkOption {
      type = lib.types.listOf (lib.types.strMatching "[A-Za-z0-9._-]+");
      default = [ ];
      description = ''
        Further volumes of the same filesystem, below /dev/mapper: the other half of a mirror. They are
        unlocked like the first. A TPM then asks for a PIN, with Secure Boot too.
      '';
    };

    console = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Somebody can type the passphrase at the machine, or at its provider's console.";
    };

    tpm2 = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        Let the TPM unlock the volume. It must be enrolled on the installed system, by `panther-enroll`;
        until then, and whenever the TPM refuses, the passphrase is asked for.
      '';
    };

    tpm2Pin = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Enrol the TPM together with a PIN.";
    };

    secureBoot = lib.mkOption {
      type = lib.types.bool;
      default = config.panther.core.boot.secureBoot;
      defaultText = lib.literalExpression "config.panther.core.boot.secureBoot";
      description = "The firmware enforces Secure Boot with keys of the owner's.";
    };

    fido2 = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Let a FIDO2 security key unlock the volume, once `panther-enroll` has enrolled it.";
    };

    headerBackup = {
      recipients = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = config.panther.core.users.sshKeys;
        defaultText = lib.literalExpression "config.panther.core.users.sshKeys";
        example = [ "age1…" ];
        description = ''
          Public keys (age, or SSH of the kinds ed25519 and rsa) that `panther-enroll` encrypts a backup of
          the LUKS header to. Without one there is no backup: who has it opens the disk with any
          passphrase that was ever valid.
        '';
      };

      file = lib.mkOption {
        type = lib.types.str;
        default = "/persist/secrets/luks-header.age";
        description = "Where the encrypted backup goes. Copy it away from this machine; on the disk itself it is of no use.";
      };
    };

    remoteUnlock = {
      enable = lib.mkEnableOption "an SSH server in stage 1 that asks for the passphrase";

      port = lib.mkOption {
        type = lib.types.port;
        default = 2222;
        description = "Not the port of the running system: its host key is another one.";
      };

      authorizedKeys = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = config.panther.core.users.sshKeys;
        defaultText = lib.literalExpression "config.panther.core.users.sshKeys";
        description = "Public keys that may unlock.";
      };

      hostKeyFile = lib.mkOption {
        type = lib.types.str;
        default = "/persist/secrets/initrd/ssh_host_ed25519_key";
        description = ''
          Host key of stage 1, on the target, made before the system is installed. A string, not a path: a
          path would copy the key into the world-readable store. Not a host key of the running system
          either: the initrd lies on the unencrypted /boot.
        '';
      };

      networkModules = lib.mkOption {
        type = lib.types.listOf lib.types.str;
        default = [ ];
        example = [ "virtio_net" ];
        description = "Kernel modules of the network interface that stage 1 is reached by.";
      };
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        assertions = [
          {
            assertion = opened;
            message = ''
              panther.filesystems.encryption: nothing opens ${cfg.mapper} in stage 1, so there is no way to
              unlock it; declare it in the disk layout, or correct panther.filesystems.encryption.mapper.
            '';
          }
          {
            assertion = lib.all (mapper: luks ? ${mapper}) cfg.furtherMappers;
            message = ''
              panther.filesystems.encryption: stage 1 does not open every volume of the root; declare them in
              the disk layout, or correct panther.filesystems.encryption.furtherMappers.
            '';
          }
          {
            assertion = config.fileSystems."/".device == "/dev/mapper/${cfg.mapper}";
            message = ''
              panther.filesystems.encryption: / is not mounted from /dev/mapper/${cfg.mapper}; systemd in stage 1
              waits for exactly that name.
            '';
          }
          {
            assertion = cfg.console || remote.enable || (cfg.tpm2 && !cfg.tpm2Pin);
            message = ''
              panther.filesystems.encryption: nobody can unlock the root: there is no console, no remote unlock
              and no TPM that works without a PIN; enable one of them.
            '';
          }
          {
            assertion = keyFile == null || lib.hasPrefix "/dev/" keyFile;
            message = ''
              panther.filesystems.encryption: the volume is to be opened with a key file that stage 1 does not
              have; install with the layout's passwordFile and leave settings.keyFile out.
            '';
          }
          {
            assertion = bootMount != null && !lib.hasPrefix "/dev/mapper/" bootMount.device;
            message = ''
              panther.filesystems.encryption: /boot lies in the encrypted volume, where neither firmware nor
              GRUB finds the kernel; mount an unencrypted filesystem of its own at /boot.
            '';
          }
          {
            assertion = cfg.tpm2 -> cfg.tpm2Pin || cfg.secureBoot;
            message = ''
              panther.filesystems.encryption: a TPM without Secure Boot and without PIN gives the key to whoever
              starts the machine; set tpm2Pin, or set Secure Boot up and then secureBoot.
            '';
          }
          {
            assertion = cfg.tpm2 && cfg.furtherMappers != [ ] -> cfg.tpm2Pin;
            message = ''
              panther.filesystems.encryption: with two volumes the TPM cannot tell who asks once one is open,
              and would give the key to whoever puts a disk of their own in place of one; set tpm2Pin.
            '';
          }
        ];

        environment.systemPackages = [ enrollScript ];
      }

      (lib.mkIf (cfg.tpm2 || cfg.fido2) {
        boot.initrd.luks.devices = lib.genAttrs mappers (_: {
          crypttabExtraOpts =
            lib.optional cfg.tpm2 "tpm2-device=auto"
            ++ lib.optional (cfg.tpm2 && measures) "tpm2-measure-pcr=yes"
            ++ lib.optional cfg.fido2 "fido2-device=auto";
        });
        security.tpm2.enable = lib.mkIf cfg.tpm2 (lib.mkDefault true);
      })

      (lib.mkIf remote.enable {
        boot.initrd = {
          availableKernelModules = remote.networkModules;
          network = {
            enable = true;
            ssh = {
              enable = true;
              inherit (remote) port authorizedKeys;
              hostKeys = [ remote.hostKeyFile ];
            };
          };
          systemd = {
            # Whoever logs in is asked for the passphrase and nothing else.
            users.root.shell = "/bin/systemd-tty-ask-password-agent";
            network.networks."20-ethernet" = config.panther.core.networking.ethernet;
          };
        };

        assertions = [
          {
            assertion = remote.networkModules != [ ];
            message = ''
              panther.filesystems.encryption: stage 1 has no driver for the network, so nobody can reach it to
              unlock; name it in panther.filesystems.encryption.remoteUnlock.networkModules.
            '';
          }
          {
            assertion = remote.authorizedKeys != [ ];
            message = ''
              panther.filesystems.encryption: nobody may log in to stage 1 to unlock; set
              panther.filesystems.encryption.remoteUnlock.authorizedKeys.
            '';
          }
          {
            assertion = !lib.any (key: key.path == remote.hostKeyFile) config.services.openssh.hostKeys;
            message = ''
              panther.filesystems.encryption: stage 1 must not have a host key of the running system, since
              the initrd lies on the unencrypted /boot; make another for remoteUnlock.hostKeyFile.
            '';
          }
        ];
      })
    ]
  );
}
