{ config, lib, ... }:
let
  cfg = config.panther.security.ssh;
  owner = config.panther.core.users;
  # AllowUsers also takes patterns and user@host; only plain names can be checked.
  isPlain = name: builtins.match "[A-Za-z0-9_.-]+" name != null;
  hasKey =
    name:
    let
      user = config.users.users.${name} or null;
    in
    user != null
    && (user.openssh.authorizedKeys.keys != [ ] || user.openssh.authorizedKeys.keyFiles != [ ]);
in
{
  options.panther.security.ssh = {
    enable = lib.mkEnableOption "a hardened OpenSSH server: keys only, modern algorithms, named users";

    allowUsers = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = lib.optional owner.enable owner.name;
      defaultText = lib.literalExpression "[ config.panther.core.users.name ]";
      description = "The only users that may log in over SSH (`AllowUsers`); an empty list lets every user with a key in.";
    };

    fail2ban = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        Whether addresses that keep failing to log in are banned. With keys only this saves log
        space rather than break-ins, so it is for machines on a public address.
      '';
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.fail2ban -> config.services.openssh.enable;
        message = "panther.security.ssh.fail2ban: there is no sshd to guard; enable panther.services.ssh or set it to false.";
      }
      {
        assertion = cfg.fail2ban -> config.networking.firewall.enable;
        message = "panther.security.ssh.fail2ban: a ban is a firewall rule; enable panther.security.firewall.";
      }
      {
        assertion =
          !config.services.openssh.enable
          || cfg.allowUsers == [ ]
          || lib.any (name: !isPlain name || hasKey name) cfg.allowUsers;
        message = "panther.security.ssh.allowUsers: none of these users exists with an authorized key, so nobody could log in over SSH. Set panther.core.users.sshKeys.";
      }
    ];

    # Who may log in is said in the configuration: a key that a program leaves in a home, which no
    # reset empties, opens nothing.
    services.openssh.authorizedKeysInHomedir = lib.mkDefault false;

    services.openssh.settings = {
      PasswordAuthentication = lib.mkDefault false;
      KbdInteractiveAuthentication = lib.mkDefault false;
      PermitRootLogin = lib.mkDefault "no";
      AllowUsers = lib.mkIf (cfg.allowUsers != [ ]) cfg.allowUsers;
      X11Forwarding = lib.mkDefault false;
      # A forwarded agent lets root of this machine use the visitor's keys; `ssh -J` does without.
      AllowAgentForwarding = lib.mkDefault false;
      # Names the key that was used, for the log to tell two people apart.
      LogLevel = lib.mkDefault "VERBOSE";
      LoginGraceTime = lib.mkDefault 30;
      ClientAliveInterval = lib.mkDefault 300;

      # The first three withstand a later quantum computer; the last ones are for older clients.
      KexAlgorithms = lib.mkDefault [
        "mlkem768x25519-sha256"
        "sntrup761x25519-sha512"
        "sntrup761x25519-sha512@openssh.com"
        "curve25519-sha256"
        "curve25519-sha256@libssh.org"
      ];
      Ciphers = lib.mkDefault [
        "chacha20-poly1305@openssh.com"
        "aes256-gcm@openssh.com"
        "aes128-gcm@openssh.com"
      ];
      Macs = lib.mkDefault [
        "hmac-sha2-512-etm@openssh.com"
        "hmac-sha2-256-etm@openssh.com"
        "umac-128-etm@openssh.com"
      ];
      # The users' key types stay OpenSSH's own choice, and so does MaxAuthTries: narrowing
      # either locks out people whose agent offers several or older keys.
    };

    services.fail2ban = lib.mkIf cfg.fail2ban {
      enable = true;
      maxretry = lib.mkDefault 5;
      bantime = lib.mkDefault "1h";
      bantime-increment = {
        enable = lib.mkDefault true;
        maxtime = lib.mkDefault "168h";
      };
      # Whoever is in the tailnet is never banned: it may be the only way back in.
      ignoreIP = lib.optionals config.services.tailscale.enable [
        "100.64.0.0/10"
        "fd7a:115c:a1e0::/48"
      ];
      # Since OpenSSH 9.8 the process that logs is called sshd-session; match the unit instead
      # of process names.
      jails.sshd.settings.journalmatch = lib.mkDefault "_SYSTEMD_UNIT=sshd.service";
    };
  };
}
