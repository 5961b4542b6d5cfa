{
  config,
  lib,
  utils,
  ...
}:
let
  cfg = config.panther.core.users;
  reset = config.panther.filesystems.impermanence.enable;

  # The deepest mount that a path lies in.
  mountOf =
    path:
    lib.foldl' (
      found: fs:
      if
        lib.hasPrefix (lib.removeSuffix "/" fs.mountPoint + "/") path
        && (found == null || lib.stringLength fs.mountPoint > lib.stringLength found.mountPoint)
      then
        fs
      else
        found
    ) null (lib.attrValues config.fileSystems);
  passwordMount = if cfg.passwordFile == null then null else mountOf cfg.passwordFile;
in
{
  options.panther.core.users = {
    enable = lib.mkEnableOption "the one administrator of the host, declared here and nowhere else";

    name = lib.mkOption {
      type = lib.types.strMatching "[a-z_][a-z0-9_-]{0,30}";
      default = "panther";
      description = "Login name.";
    };

    sshKeys = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      description = "Public keys that may log in over SSH.";
    };

    passwordFile = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = "/persist/secrets/passwords/${cfg.name}";
      defaultText = lib.literalExpression ''"/persist/secrets/passwords/''${config.panther.core.users.name}"'';
      description = ''
        File with the hashed password (mkpasswd), on a file system that is mounted in stage 1; null for
        none. A string, not a path: a path would copy the file into the world-readable store.
      '';
    };

    extraGroups = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      description = "Groups beside wheel.";
    };

    passwordlessSudo = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Let the administrator become root without a password.";
    };
  };

  config = lib.mkIf cfg.enable {
    users = {
      # With a root that is reset, a password set by hand would be gone at the next boot.
      mutableUsers = false;
      users.root.hashedPassword = lib.mkDefault "!";
      users.${cfg.name} = {
        isNormalUser = true;
        # Fixed, so that the files in /home keep their owner whatever else is installed.
        uid = lib.mkDefault 1000;
        extraGroups = [
          "wheel"
        ]
        ++ lib.optional config.networking.networkmanager.enable "networkmanager"
        ++ cfg.extraGroups;
        hashedPasswordFile = cfg.passwordFile;
        openssh.authorizedKeys.keys = cfg.sshKeys;
      };
    };

    security.sudo = {
      wheelNeedsPassword = lib.mkDefault (!cfg.passwordlessSudo);
      # btrbk takes its snapshots through sudo and is not in wheel.
      execWheelOnly = lib.mkDefault (config.services.btrbk.instances == { });
    };

    assertions = [
      {
        assertion = cfg.sshKeys != [ ] || cfg.passwordFile != null;
        message = ''
          panther.core.users: nobody could log in, since ${cfg.name} has neither a key nor a password;
          set panther.core.users.sshKeys or panther.core.users.passwordFile.
        '';
      }
      {
        assertion =
          cfg.sshKeys == [ ] || cfg.passwordFile != null || config.services.openssh.enable;
        message = ''
          panther.core.users: ${cfg.name} has keys and no password, but no sshd runs, so nobody could log
          in; enable panther.services.ssh or set panther.core.users.passwordFile.
        '';
      }
      {
        assertion =
          passwordMount == null
          || !reset
          || (passwordMount.mountPoint != "/" && utils.fsNeededForBoot passwordMount);
        message = ''
          panther.core.users: nobody could log in after a reset of the root: the password file lies in the
          root, or where nothing is mounted in stage 1; keep it under /persist.
        '';
      }
    ];

    warnings = lib.optional (cfg.passwordFile == null && !cfg.passwordlessSudo) ''
      panther.core.users: ${cfg.name} has no password and sudo asks for one, so nobody can become root;
      set panther.core.users.passwordFile or panther.core.users.passwordlessSudo.
    '';
  };
}
