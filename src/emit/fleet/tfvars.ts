import type { FleetHost } from '../../model/fleet-host.ts';

/**
 * Variables for OpenTofu or Terraform (`*.auto.tfvars.json`): a map of hosts with the words of
 * nixos-anywhere's module `all-in-one`.
 */
export function tfvars(hosts: readonly FleetHost[]): string {
  const sorted = [...hosts].sort((a, b) => (a.host < b.host ? -1 : 1));
  const machines = Object.fromEntries(
    sorted.map(({ host, address, port, before, after }) => [
      host,
      {
        target_host: address,
        target_port: port,
        install_user: before,
        target_user: after,
        instance_id: host,
        nixos_system_attr: `.#nixosConfigurations.${host}.config.system.build.toplevel`,
        nixos_partitioner_attr: `.#nixosConfigurations.${host}.config.system.build.diskoScript`,
      },
    ]),
  );
  return `${JSON.stringify({ panther_hosts: machines }, null, 2)}\n`;
}
