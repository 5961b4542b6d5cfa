import { randomBytes } from 'node:crypto';
import { shellWord } from '../../machine/shell-word.ts';
import { isShortage, shortageWords } from '../../machine/shortage.ts';
import { type PinnedKeys, runOverSsh, type SshAnswer } from '../../machine/ssh.ts';
import { CLOSED, knownComplaint, mayPass } from '../../machine/ssh-complaints.ts';
import type { SshTarget } from '../../machine/ssh-target.ts';
import { shownText } from '../../model/display.ts';

/** A way to a machine whose host key is known. */
export interface Connection {
  target: SshTarget;
  pinned: PinnedKeys;
}

/** What a script answered; or why there is no answer, which says nothing about what it did. */
export type RemoteEnd =
  | { status: 'ok'; output: string; exitCode: number }
  | { status: 'failed'; reason: string; again: boolean };

const CONNECT_SECONDS = 15;
const MAX_BYTES = 8 * 2 ** 20;
const SSH_FAILED = 255;

/**
 * Runs a POSIX shell script on a machine, as root unless told: by logging in as root, or through a sudo that
 * asks for nothing. The script comes in on standard input, so that no process list shows it; its own standard
 * input is empty. What it prints is hostile text.
 */
export async function runRemote(
  { target, pinned }: Connection,
  script: string,
  timeoutMs: number,
  as: 'root' | 'user' = 'root',
): Promise<RemoteEnd> {
  const nonce = randomBytes(16).toString('hex');
  const answer = await runOverSsh(
    target,
    { script: framed(script, nonce, as), endMark: `${nonce} end ` },
    {
      acceptNewHostKey: false,
      pinned,
      connectSeconds: CONNECT_SECONDS,
      wholeMs: timeoutMs,
      maxBytes: MAX_BYTES,
    },
  );
  const text = Buffer.from(answer.output).toString('utf8');
  const start = text.indexOf(`${nonce} begin\n`);
  const end = text.lastIndexOf(`${nonce} end `);
  const code = /^[0-9]{1,3}\n/.exec(text.slice(end + nonce.length + 5))?.[0];
  if (answer.ended === 'marked' && start !== -1 && end > start && code !== undefined) {
    const output = text.slice(start + nonce.length + 7, end);
    return { status: 'ok', output, exitCode: Number(code) };
  }
  return { status: 'failed', ...reasonOf(answer, timeoutMs, start !== -1) };
}

/**
 * The script goes on by a pipe to a shell that is root's, where the first one is not. Not every shell leaves
 * what it has not read yet of its own input to another one.
 */
function framed(script: string, nonce: string, as: 'root' | 'user'): string {
  const inner = [
    'PATH=$PATH:/run/current-system/sw/bin:/usr/local/sbin:/usr/sbin:/sbin; export PATH; LC_ALL=C; export LC_ALL',
    'panther() {',
    script.trimEnd(),
    '}',
    `printf '%s begin\\n' ${nonce}`,
    '(panther) </dev/null',
    `printf '%s end %s\\n' ${nonce} $?`,
    '',
  ].join('\n');
  return [
    'root=',
    ...(as === 'root' ? ['[ "$(id -u)" = 0 ] || root="sudo -n --"'] : []),
    `printf '%s' ${shellWord(inner)} | $root /bin/sh -s`,
    '',
  ].join('\n');
}

function reasonOf(
  { ended, exitCode, complaint, code }: SshAnswer,
  timeoutMs: number,
  begun: boolean,
): { reason: string; again: boolean } {
  if (ended === 'unstarted') {
    if (isShortage(code)) return { reason: shortageWords(code), again: true };
    return { reason: 'there is no ssh here; install the OpenSSH client', again: false };
  }
  if (ended === 'late') {
    return { reason: `no answer within ${Math.round(timeoutMs / 1000)} s`, again: true };
  }
  if (ended === 'too large') return { reason: 'answers more than was asked', again: false };
  if (begun) return { reason: 'the connection broke half-way', again: true };
  if (exitCode === null) return { reason: 'ssh was ended before it was through', again: true };
  if (exitCode === SSH_FAILED) {
    const known = knownComplaint(complaint);
    if (known !== null) return { reason: known, again: mayPass(complaint) };
    const last = complaint.trim().split('\n').at(-1) ?? '';
    return { reason: last === '' ? CLOSED : `ssh failed: ${shownText(last, 200)}`, again: false };
  }
  if (/sudo/.test(complaint)) {
    const reason =
      'sudo asks for a password or refuses; log in as root, or let the user run everything with NOPASSWD';
    return { reason, again: false };
  }
  const reason = `runs something else than /bin/sh, or has no sudo (exit code ${exitCode})`;
  return { reason, again: false };
}
