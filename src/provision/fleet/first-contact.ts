import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isShortage, shortageWords } from '../../machine/shortage.ts';
import { sshWords } from '../../machine/ssh.ts';
import { CLOSED, knownComplaint, mayPass } from '../../machine/ssh-complaints.ts';
import type { SshTarget } from '../../machine/ssh-target.ts';
import { shownText } from '../../model/display.ts';
import { alias, expectedKey, keysIn, type PublicKey } from './host-keys.ts';

/** What a host shows of itself before anybody logs in. */
export type Contact =
  | { status: 'shown'; keys: PublicKey[] }
  | { status: 'failed'; reason: string; again: boolean };

/** In the order of preference; a provider's page may tell the fingerprint of any of them. */
const ALGORITHMS = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'rsa-sha2-512'] as const;
const CONNECT_SECONDS = 15;
const WHOLE_MS = 30_000;

/**
 * Asks a host for its public keys, by ssh itself and so through the user's jump hosts and aliases. Nothing
 * is sent that could be of use to somebody in between: no login is tried. With `expected`
 * fingerprints it asks until one of them is shown; else for the first key that it has.
 */
export async function firstContact(
  host: string,
  target: SshTarget,
  expected: readonly string[],
): Promise<Contact> {
  const keys: PublicKey[] = [];
  let complaint = '';
  for (const algorithm of ALGORITHMS) {
    const seen = await shownKey(host, target, algorithm);
    if (seen.keys === null) return { status: 'failed', reason: seen.complaint, again: seen.again };
    keys.push(...seen.keys);
    complaint = seen.complaint;
    const isEnough = expected.length === 0 ? keys.length > 0 : expectedKey(keys, expected) !== null;
    if (isEnough) break;
    // A host that has no key of this kind says so; one that does not answer will not do so next.
    if (seen.keys.length === 0 && !/no matching host key/i.test(complaint)) break;
  }
  if (keys.length > 0) return { status: 'shown', keys };
  const last = complaint.trim().split('\n').at(-1) ?? '';
  const reason =
    knownComplaint(complaint) ?? (last === '' ? CLOSED : `ssh failed: ${shownText(last, 200)}`);
  return { status: 'failed', reason, again: mayPass(complaint) };
}

async function shownKey(
  host: string,
  target: SshTarget,
  algorithm: string,
): Promise<
  { keys: PublicKey[]; complaint: string } | { keys: null; complaint: string; again: boolean }
> {
  const folder = mkdtempSync(join(tmpdir(), 'panther-contact-'));
  const file = join(folder, 'known_hosts');
  try {
    const words = sshWords(target, {
      acceptNewHostKey: false,
      connectSeconds: CONNECT_SECONDS,
      wholeMs: WHOLE_MS,
      maxBytes: 0,
    });
    const settings = [
      'StrictHostKeyChecking=accept-new',
      `UserKnownHostsFile=${file}`,
      'GlobalKnownHostsFile=/dev/null',
      'KnownHostsCommand=none',
      `HostKeyAlias=${alias(host)}`,
      'HashKnownHosts=no',
      'UpdateHostKeys=no',
      'ControlPath=none',
      'PreferredAuthentications=none',
      `HostKeyAlgorithms=${algorithm}`,
    ].flatMap((setting) => ['-o', setting]);
    const said = await saidBySsh([...settings, ...words]);
    if (typeof said === 'string') return { keys: keysIn(textOf(file)), complaint: said };
    const { code } = said;
    return isShortage(code)
      ? { keys: null, complaint: shortageWords(code), again: true }
      : {
          keys: null,
          complaint: 'there is no ssh here; install the OpenSSH client',
          again: false,
        };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What ssh complains of; the error of the system where it could not be started. */
function saidBySsh(words: readonly string[]): Promise<string | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const child = spawn('ssh', words, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    let said = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), WHOLE_MS);
    child.stderr?.on('data', (chunk: Buffer) => {
      if (said.length < 65_536) said += chunk.toString('utf8');
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve(error);
    });
    child.on('close', (_code, signal) => {
      clearTimeout(timer);
      resolve(signal === 'SIGKILL' ? `${said}\ntimed out` : said);
    });
  });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
