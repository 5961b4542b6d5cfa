{ config, lib, ... }:
let
  cfg = config.panther.services.tailscale;
  flags =
    lib.optional cfg.exitNode "--advertise-exit-node" ++ lib.optional cfg.ssh "--ssh";
in
{
  options.panther.services.tailscale = {
    enable = lib.mkEnableOption "the Tailscale client, with its state kept across root resets";

    authKeyFile = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "/persist/secrets/tailscale/auth-key";
      description = ''
        File on the target that holds an auth key, read once to log in without a browser.
        A string, not a Nix path: a path would be copied into the world-readable store.
        With `null`, run `tailscale up` once by hand.
      '';
    };

    exitNode = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        Whether to offer this machine as an exit node. It turns on IP forwarding; the offer must
        still be approved in the tailnet's admin console.
      '';
    };

    ssh = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = ''
        Whether the tailnet's access rules, instead of SSH keys, decide who may log in over the
        tailnet (Tailscale SSH). It takes the limits of `panther.security.systemd-hardening` off
        the daemon, since log-in sessions would inherit them.
      '';
    };

    openFirewall = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether to open the UDP port for direct connections; without it traffic is relayed more often.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.authKeyFile == null || lib.hasPrefix "/" cfg.authKeyFile;
        message = "panther.services.tailscale.authKeyFile: must be an absolute path on the target.";
      }
      {
        assertion = cfg.authKeyFile == null || !(lib.hasPrefix builtins.storeDir cfg.authKeyFile);
        message = "panther.services.tailscale.authKeyFile: lies in the Nix store, which everybody can read; give a string such as \"/persist/secrets/tailscale/auth-key\".";
      }
    ];

    services.tailscale = {
      enable = true;
      openFirewall = lib.mkDefault cfg.openFirewall;
      # What the assertion refuses must not meet NixOS's type first, which would not name our option.
      authKeyFile = lib.mkIf (
        cfg.authKeyFile != null && lib.hasPrefix "/" cfg.authKeyFile
      ) cfg.authKeyFile;
      # "client" loosens the reverse path filter, without which using another exit node cuts
      # the machine off; "both" adds IP forwarding.
      useRoutingFeatures = lib.mkDefault (if cfg.exitNode then "both" else "client");
      # In both lists: `tailscale up` refuses to run when a setting made by `tailscale set` is
      # missing from its own flags.
      extraUpFlags = flags;
      extraSetFlags = flags;
    };

    # Left to itself tailscaled may pick the iptables tables, whose rules and those of nftables
    # do not see each other.
    systemd.services.tailscaled.environment = lib.mkIf config.networking.nftables.enable {
      TS_DEBUG_FIREWALL_MODE = lib.mkDefault "nftables";
    };
  };
}
