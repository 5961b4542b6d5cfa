/** Nobody could log in, and ssh says no more about it. */
export const CLOSED =
  'the connection was closed before anybody could log in; check that an sshd listens there';

/** What ssh says when it gives up, in the order in which the telling ones come. */
const COMPLAINTS: readonly (readonly [RegExp, string])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    'the host key has changed since it was last seen; find out why before you remove the old one with ssh-keygen -R',
  ],
  [
    /Host key verification failed|host key is known for/i,
    'the host key is not known; connect with ssh once and compare it, or give --accept-new-host-key',
  ],
  [
    /Bad owner or permissions|bad configuration option|terminating, \d+ bad/i,
    'ssh does not accept its configuration file; see what ssh itself says about it',
  ],
  [
    /Too many authentication failures|Permission denied|no more authentication methods/i,
    'no key opens this account; add one to the agent or to ssh_config, and to the account',
  ],
  [/Could not resolve hostname/i, 'the host name is not known; check the address'],
  [/Connection refused/i, 'the connection was refused; check that sshd runs there, and the port'],
  [/timed out/i, 'no answer in time; check the address, the network and firewalls'],
  [/No route to host|Network is unreachable/i, 'there is no way to this host; check the network'],
  [/Connection (?:closed|reset)|kex_exchange_identification|Broken pipe/i, CLOSED],
];

/** What a complaint of ssh means and what to do about it; null for one that is not known. */
export function knownComplaint(complaint: string): string | null {
  return COMPLAINTS.find(([pattern]) => pattern.test(complaint))?.[1] ?? null;
}

const MAY_PASS =
  /refused|timed out|No route|unreachable|Connection (?:closed|reset)|kex_exchange|Broken pipe/i;

/** Whether the same may go well a little later: the network, and not who anybody is. */
export function mayPass(complaint: string): boolean {
  return (
    !/HAS CHANGED|verification failed|Permission denied/i.test(complaint) &&
    MAY_PASS.test(complaint)
  );
}
