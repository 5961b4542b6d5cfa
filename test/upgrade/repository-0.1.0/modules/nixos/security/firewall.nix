{ config, lib, ... }:
let
  cfg = config.panther.security.firewall;
in
{
  options.panther.security.firewall = {
    enable = lib.mkEnableOption "a firewall that refuses what is not asked for";

    allowedTCPPorts = lib.mkOption {
      type = lib.types.listOf lib.types.port;
      default = [ ];
      example = [ 443 ];
      description = "TCP ports open to every network. Services of PantherOS open their own.";
    };

    allowedUDPPorts = lib.mkOption {
      type = lib.types.listOf lib.types.port;
      default = [ ];
      description = "UDP ports open to every network.";
    };

    trustTailnet = lib.mkOption {
      type = lib.types.bool;
      default = config.services.tailscale.enable;
      defaultText = lib.literalExpression "config.services.tailscale.enable";
      description = ''
        Whether every port is open to the tailnet. Who may reach what is then decided by the
        tailnet's own access rules.
      '';
    };

    allowPing = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the machine answers pings. The ICMPv6 that IPv6 cannot do without is always let through.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.trustTailnet -> config.services.tailscale.enable;
        message = "panther.security.firewall.trustTailnet: there is no tailnet; enable panther.services.tailscale or set it to false.";
      }
      {
        assertion = !config.virtualisation.docker.enable;
        message = "panther.security.firewall: Docker writes its own iptables rules and its published ports pass nftables by; use panther.services.podman, or switch one of the two off.";
      }
    ];

    networking = {
      nftables.enable = true;
      firewall = {
        enable = true;
        inherit (cfg) allowedTCPPorts allowedUDPPorts;
        allowPing = lib.mkDefault cfg.allowPing;
        trustedInterfaces = lib.optional cfg.trustTailnet config.services.tailscale.interfaceName;
        # On a public address each port scan would otherwise fill the journal.
        logRefusedConnections = lib.mkDefault false;
        logReversePathDrops = lib.mkDefault false;
      };
    };
  };
}
