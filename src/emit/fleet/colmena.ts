import { PantherError } from '../../model/errors.ts';
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

/** Attributes of a hive that are no node. */
const RESERVED = ['meta', 'defaults', 'network'];

/**
 * A colmena hive over the hosts of the repository's flake.
 *
 * @throws PantherError `input` for a host that it can have no node for.
 */
export function colmenaHive(hosts: readonly FleetHost[]): string {
  const taken = hosts.find(({ host }) => RESERVED.includes(host));
  if (taken !== undefined) {
    throw new PantherError(
      'input',
      `${taken.host}: colmena takes this name for itself; leave the host out with --only`,
    );
  }
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
