import type { FleetHost } from '../../model/fleet-host.ts';
import type { SettingValue } from '../../model/plan.ts';
import { printNix } from '../nix/print.ts';

const HEAD = `# Made by panther-discover fleet export. In the outputs of flake.nix:
#   colmenaHive = inputs.colmena.lib.makeHive (import ./hive.nix { inherit nixpkgs; inherit (self) nixosConfigurations; });
{ nixpkgs, nixosConfigurations }:
let
  deployment = `;

const TAIL = `;
  hosts = builtins.intersectAttrs deployment nixosConfigurations;
in
{
  meta = {
    nixpkgs = import nixpkgs { system = "x86_64-linux"; };
    nodeNixpkgs = builtins.mapAttrs (_: host: host.pkgs) hosts;
    nodeSpecialArgs = builtins.mapAttrs (_: host: host._module.specialArgs) hosts;
  };
}
// builtins.mapAttrs (name: host: {
  imports = host._module.args.modules;
  deployment = deployment.\${name};
}) hosts
`;

/** A colmena hive over the hosts of the repository's flake. */
export function colmenaHive(hosts: readonly FleetHost[]): string {
  const attrs = Object.fromEntries(
    hosts.map(({ host, address, port, user, tags }): [string, SettingValue] => [
      host,
      {
        attrs: {
          targetHost: address,
          targetPort: port,
          targetUser: user,
          tags: [...tags].sort(),
        },
      },
    ]),
  );
  return `${HEAD}${printNix({ attrs }, '  ', 15)}${TAIL}`;
}
