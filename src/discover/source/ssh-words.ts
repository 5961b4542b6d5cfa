import type { SshAnswer, SshOptions } from '../../machine/ssh.ts';
import type { Failure } from '../../model/errors.ts';
import type { Frames } from '../probe/frames.ts';
import { quoted } from './words.ts';

export interface SshEnd extends Pick<SshAnswer, 'complaint' | 'ended' | 'exitCode'> {
  /** How much of the probe's answer was heard. */
  heard: Frames['status'];
}

export interface SshFailure {
  failure: Failure;
  /** What happened and what to do, for one line after the address. */
  what: string;
}

/** ssh's own exit code, and where no shell was found. */
const SSH_FAILED = 255;
const NO_SHELL: readonly (number | null)[] = [126, 127];

const CLOSED =
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

/** Why there is no capture. The complaint is hostile, so that at most one line of it is shown. */
export function sshFailure(end: SshEnd, limits: SshOptions): SshFailure {
  if (end.ended === 'unstarted') {
    return { failure: 'missing', what: 'there is no ssh here; install the OpenSSH client' };
  }
  return { failure: 'input', what: words(end, limits) };
}

function words({ complaint, ended, exitCode, heard }: SshEnd, limits: SshOptions): string {
  if (ended === 'late') {
    return `not through after ${Math.round(limits.wholeMs / 1000)} s, and nothing is kept; try again, or look why it is slow`;
  }
  if (ended === 'too large') {
    return `gives more than ${Math.floor(limits.maxBytes / 2 ** 20)} MiB; it is not the probe that answers`;
  }
  if (heard === 'silent') return silence(complaint, exitCode);
  if (heard === 'cut' && ended === 'exited') {
    const why = exitCode === SSH_FAILED ? 'the connection broke' : 'the probe was ended';
    return `${why} half-way, and nothing is kept; try again`;
  }
  return 'answers what the probe did not ask; nothing is kept, do not trust this machine';
}

/** Nothing came from the probe. Only ssh's own exit code makes its complaints worth reading. */
function silence(complaint: string, exitCode: number | null): string {
  if (exitCode === SSH_FAILED) {
    const known = COMPLAINTS.find(([pattern]) => pattern.test(complaint));
    if (known !== undefined) return known[1];
    const last = complaint.trim().split('\n').at(-1)?.trim() ?? '';
    return last === '' ? CLOSED : `ssh failed: ${quoted(last)}`;
  }
  if (NO_SHELL.includes(exitCode)) return 'there is no /bin/sh; record it locally instead';
  const code = exitCode === null ? 'a signal' : `exit code ${exitCode}`;
  return `runs something else than the probe (${code}); check the account's shell and forced commands`;
}
