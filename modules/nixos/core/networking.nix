{
  config,
  lib,
  ...
}:
let
  cfg = config.panther.core.networking;
  networkd = cfg.backend == "networkd";
  isIPv6 = lib.hasInfix ":";

  ipv4 = "((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  ipv6 = "[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}";
  address = lib.types.strMatching "${ipv4}|${ipv6}";
  addressAndLength = lib.types.strMatching "${ipv4}/(3[0-2]|[12]?[0-9])|${ipv6}/(12[0-8]|1[01][0-9]|[1-9]?[0-9])";
  staticIPv6 = lib.any isIPv6 cfg.staticAddresses;
  staticIPv4 = lib.any (address: !isIPv6 address) cfg.staticAddresses;

  match =
    if cfg.matchDrivers == [ ] then
      # Bridges, veth and the like are Ethernet too; a physical interface has no kind.
      { Kind = "!*"; }
    else
      { Driver = lib.concatStringsSep " " cfg.matchDrivers; };
  ethernet = {
    matchConfig = match // {
      Type = "ether";
    };
    networkConfig = {
      DHCP =
        if staticIPv4 then
          "no"
        else if staticIPv6 then
          "ipv4"
        else
          "yes";
      IPv6AcceptRA = true;
    };
    address = cfg.staticAddresses;
    routes = map (
      gateway:
      {
        Gateway = gateway;
      }
      # A link-local one, as Hetzner's fe80::1, is on the link anyhow.
      // lib.optionalAttrs (cfg.gatewayOnLink && !lib.hasPrefix "fe80:" gateway) { GatewayOnLink = true; }
    ) cfg.gateways;
  };
in
{
  options.panther.core.networking = {
    enable = lib.mkEnableOption "a network, by NetworkManager or by systemd-networkd";

    backend = lib.mkOption {
      type = lib.types.enum [
        "networkmanager"
        "networkd"
      ];
      default = "networkmanager";
      description = "`networkmanager` for machines that move and have Wi-Fi, `networkd` for servers.";
    };

    matchDrivers = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "virtio_net" ];
      description = ''
        networkd: configure the Ethernet interfaces of these drivers only. Empty: every physical one.
        Interface names are never used, since they change with slots and firmware.
      '';
    };

    staticAddresses = lib.mkOption {
      type = lib.types.listOf addressAndLength;
      default = [ ];
      example = [ "2001:db8::1/64" ];
      description = ''
        networkd: IP addresses with prefix length. A static IPv4 address replaces DHCP; with only IPv6
        ones, IPv4 still comes from DHCP. At Hetzner Cloud: one address of the IPv6 prefix, with the
        gateway `fe80::1`.
      '';
    };

    gateways = lib.mkOption {
      type = lib.types.listOf address;
      default = [ ];
      example = [ "fe80::1" ];
      description = "networkd: IP addresses of the default gateways.";
    };

    gatewayOnLink = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "networkd: the gateways lie outside the subnets of the addresses, as with a /32.";
    };

    nameservers = lib.mkOption {
      type = lib.types.listOf address;
      default = [ ];
      description = "DNS servers, beside those that the network announces.";
    };

    ethernet = lib.mkOption {
      type = lib.types.attrsOf lib.types.anything;
      readOnly = true;
      internal = true;
      default = ethernet;
      description = "The systemd.network definition of the Ethernet interfaces, for stage 1 as well.";
    };
  };

  config = lib.mkIf cfg.enable (
    lib.mkMerge [
      {
        services.resolved = {
          enable = lib.mkDefault true;
          # Answers names from anyone on the local network, and is only there for old Windows.
          settings.Resolve.LLMNR = lib.mkDefault "false";
        };
        networking.nameservers = cfg.nameservers;

        assertions = [
          {
            assertion =
              networkd || (cfg.staticAddresses == [ ] && cfg.gateways == [ ] && cfg.matchDrivers == [ ]);
            message = ''
              panther.core.networking: staticAddresses, gateways and matchDrivers are for the networkd
              backend; with NetworkManager they would be ignored.
            '';
          }
          {
            assertion = staticIPv4 -> lib.any (gateway: !isIPv6 gateway) cfg.gateways;
            message = ''
              panther.core.networking: a static IPv4 address switches DHCP off, so a gateway for IPv4 is
              needed; add it to panther.core.networking.gateways.
            '';
          }
          {
            assertion = lib.any (lib.hasSuffix "/32") cfg.staticAddresses -> cfg.gatewayOnLink;
            message = ''
              panther.core.networking: with a /32 every gateway lies outside of the subnet, and the kernel
              refuses such a route; set panther.core.networking.gatewayOnLink.
            '';
          }
        ];
      }

      (lib.mkIf (!networkd) {
        networking.networkmanager = {
          enable = true;
          dns = lib.mkDefault "systemd-resolved";
        };
        # A laptop without a network must not wait for one.
        systemd.services.NetworkManager-wait-online.enable = lib.mkDefault false;
      })

      (lib.mkIf networkd {
        networking = {
          useNetworkd = true;
          # The scripted default would match interfaces a second time.
          useDHCP = false;
        };
        systemd.network = {
          enable = true;
          networks."20-ethernet" = cfg.ethernet // {
            linkConfig.RequiredForOnline = "routable";
          };
          # One interface with a cable is online enough; a second one without must not hold the boot up.
          wait-online = {
            anyInterface = lib.mkDefault true;
            timeout = lib.mkDefault 30;
          };
        };
      })
    ]
  );
}
