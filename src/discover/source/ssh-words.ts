import { isShortage, shortageWords } from '../../machine/shortage.ts';
import type { SshAnswer, SshOptions } from '../../machine/ssh.ts';
import { CLOSED, knownComplaint } from '../../machine/ssh-complaints.ts';
import type { Failure } from '../../model/errors.ts';
import type { Frames } from '../probe/frames.ts';
import { quoted } from './words.ts';

export interface SshEnd extends Pick<SshAnswer, 'complaint' | 'ended' | 'exitCode' | 'code'> {
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

/** Why there is no capture. The complaint is hostile, so that at most one line of it is shown. */
export function sshFailure(end: SshEnd, limits: SshOptions): SshFailure {
  if (end.ended === 'unstarted') {
    if (isShortage(end.code)) return { failure: 'missing', what: shortageWords(end.code) };
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
    const known = knownComplaint(complaint);
    if (known !== null) return known;
    const last = complaint.trim().split('\n').at(-1)?.trim() ?? '';
    return last === '' ? CLOSED : `ssh failed: ${quoted(last)}`;
  }
  if (NO_SHELL.includes(exitCode)) return 'there is no /bin/sh; record it locally instead';
  const code = exitCode === null ? 'a signal' : `exit code ${exitCode}`;
  return `runs something else than the probe (${code}); check the account's shell and forced commands`;
}
