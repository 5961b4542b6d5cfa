import type { FleetHost } from '../../model/fleet-host.ts';

/** Lines for ~/.ssh/config: each host by its name, with its own name in known_hosts. */
export function sshConfig(hosts: readonly FleetHost[]): string {
  return sorted(hosts)
    .map(({ host, address, port, user }) =>
      [
        `Host ${host}`,
        `  HostName ${address}`,
        `  Port ${port}`,
        `  User ${user}`,
        `  HostKeyAlias ${host}`,
        '  StrictHostKeyChecking yes',
        '',
      ].join('\n'),
    )
    .join('\n');
}

/** Lines for ~/.ssh/known_hosts, by the names that `sshConfig` gives. */
export function knownHosts(hosts: readonly FleetHost[]): string {
  return sorted(hosts)
    .flatMap(({ host, keys }) => keys.map((key) => `${host} ${key}\n`))
    .join('');
}

function sorted(hosts: readonly FleetHost[]): FleetHost[] {
  return [...hosts].sort((a, b) => (a.host < b.host ? -1 : 1));
}
