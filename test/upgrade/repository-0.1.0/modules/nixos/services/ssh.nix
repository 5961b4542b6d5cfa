{ config, lib, ... }:
let
  cfg = config.panther.services.ssh;
  sshd = config.services.openssh;
  hasKey =
    user: user.openssh.authorizedKeys.keys != [ ] || user.openssh.authorizedKeys.keyFiles != [ ];
  anyKey = lib.any hasKey (lib.attrValues config.users.users);
in
{
  options.panther.services.ssh = {
    enable = lib.mkEnableOption "the OpenSSH server, with host keys that survive root resets";

    ports = lib.mkOption {
      type = lib.types.nonEmptyListOf lib.types.port;
      default = [ 22 ];
      description = "TCP ports that sshd listens on.";
    };

    hostKeyDirectory = lib.mkOption {
      type = lib.types.str;
      default = "/persist/etc/ssh";
      description = ''
        Directory of the host keys, named by its real path. Bind mounting single key files from
        /persist instead ends in a new host key at every boot: sshd's key generation takes the
        empty mount target for a missing key.
      '';
    };

    tailnetOnly = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether sshd is reachable over the tailnet only: its ports stay closed to every other network.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion =
          anyKey
          || sshd.settings.PasswordAuthentication == true
          || sshd.authorizedKeysCommand != "none";
        message = "panther.services.ssh: sshd runs, but no user has an authorized key, so nobody could log in. Set panther.core.users.sshKeys, or switch panther.services.ssh off.";
      }
      {
        assertion = cfg.tailnetOnly -> config.services.tailscale.enable;
        message = "panther.services.ssh.tailnetOnly: there is no tailnet; enable panther.services.tailscale, or nobody could log in over the network.";
      }
      {
        assertion = lib.hasPrefix "/" cfg.hostKeyDirectory;
        message = "panther.services.ssh.hostKeyDirectory: must be an absolute path.";
      }
    ];

    services.openssh = {
      enable = true;
      inherit (cfg) ports;
      openFirewall = lib.mkDefault (!cfg.tailnetOnly);
      # One ed25519 key: every client since OpenSSH 6.5 (2014) knows it.
      hostKeys = [
        {
          type = "ed25519";
          path = "${cfg.hostKeyDirectory}/ssh_host_ed25519_key";
        }
      ];
      settings = {
        # An administrator logs in as himself and uses sudo, so that the log names a person.
        PermitRootLogin = lib.mkDefault "no";
        PasswordAuthentication = lib.mkDefault false;
        KbdInteractiveAuthentication = lib.mkDefault false;
      };
    };

    # Without its file system there are no keys: better no sshd than one that clients distrust.
    systemd.services.sshd.unitConfig.RequiresMountsFor = cfg.hostKeyDirectory;
  };
}
