/** Where `ssh` connects to; null leaves it to the user's own configuration. */
export interface SshTarget {
  host: string;
  user: string | null;
  port: number | null;
}

const ADDRESS =
  /^ssh:\/\/(?:(?<user>[A-Za-z0-9_][A-Za-z0-9_.+-]*)@)?(?:(?<host>[A-Za-z0-9_][A-Za-z0-9_.-]*)|\[(?<v6>[0-9A-Fa-f:.]+(?:%[A-Za-z0-9_.-]+)?)\])(?::(?<port>[0-9]{1,5}))?\/?$/;

/**
 * `ssh://[user@]host[:port]`, the host a name, an alias of ssh's configuration, an IPv4 address or an
 * IPv6 address in brackets; null for everything else. No part can be taken for an option of ssh or
 * means anything to a shell, so that a ProxyCommand with %h and %r in it is safe as well.
 */
export function parseSshTarget(address: string): SshTarget | null {
  const groups = ADDRESS.exec(address)?.groups;
  const host = groups?.['host'] ?? groups?.['v6'];
  if (host === undefined || host.length > 253) return null;
  const port = groups?.['port'] === undefined ? null : Number(groups['port']);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  return { host, user: groups?.['user'] ?? null, port };
}
