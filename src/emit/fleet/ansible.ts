import type { FleetHost } from '../../model/fleet-host.ts';

/** An inventory as `ansible-inventory --list` prints one: a group for each tag. */
export function ansibleInventory(hosts: readonly FleetHost[]): string {
  const sorted = [...hosts].sort((a, b) => (a.host < b.host ? -1 : 1));
  const tags = [...new Set(sorted.flatMap(({ tags: own }) => own))].map(groupName).sort();
  const groups = Object.fromEntries(
    [...new Set(tags)].map((group) => [
      group,
      {
        hosts: sorted
          .filter(({ tags: own }) => own.some((tag) => groupName(tag) === group))
          .map(({ host }) => host),
      },
    ]),
  );
  const hostvars = Object.fromEntries(
    sorted.map(({ host, address, port, user, provider }) => [
      host,
      {
        ansible_host: address,
        ansible_port: port,
        ansible_user: user,
        ...(provider === null ? {} : { panther_provider: provider }),
      },
    ]),
  );
  const all = { hosts: sorted.map(({ host }) => host), children: [...new Set(tags)] };
  return `${JSON.stringify({ _meta: { hostvars }, all, ...groups }, null, 2)}\n`;
}

/** Ansible takes letters, digits and _ alone, and `all` is its own word. */
function groupName(tag: string): string {
  const name = tag.replace(/[^A-Za-z0-9_]/g, '_').replace(/^([0-9])/, '_$1');
  return ['all', 'ungrouped', '_meta'].includes(name) ? `tag_${name}` : name;
}
