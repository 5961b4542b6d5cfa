import type { ChildProcess } from 'node:child_process';
import type { SshTarget } from './ssh-target.ts';

export interface SshScript {
  /** What /bin/sh on the target reads from its standard input. */
  script: string;
  /** Bytes of the output with which the script says that it is through. */
  endMark: string;
}

/** The only host keys that count, in a known_hosts file under a name of our own for the machine. */
export interface PinnedKeys {
  file: string;
  alias: string;
}

export interface SshOptions {
  /** Remember the key of a host that is not known yet, instead of what the configuration says. */
  acceptNewHostKey: boolean;
  /** Believes these keys alone, whatever the configuration says. */
  pinned?: PinnedKeys | undefined;
  connectSeconds: number;
  wholeMs: number;
  maxBytes: number;
}

/** What came over the connection, and how it ended. Nothing here throws. */
export interface SshAnswer {
  output: Uint8Array;
  /** What ssh, and everything on the target, said on standard error: hostile text. */
  complaint: string;
  /** marked: the end mark came; exited: ssh ended before; unstarted: there is no ssh here. */
  ended: 'marked' | 'exited' | 'late' | 'too large' | 'unstarted';
  exitCode: number | null;
  /** Of `unstarted`: the code of the system's error. */
  code?: string | undefined;
}

const COMPLAINT_KEPT = 65_536;
/** How long ssh gets to end by itself after it was asked to. */
const GRACE_MS = 1000;

/**
 * Runs a shell script on another machine in one round trip, by the system's ssh with the user's own
 * configuration: aliases, jump hosts, keys and agents, known hosts. It never asks for anything. The
 * target gets no agent and no forwarding.
 */
export async function runOverSsh(
  target: SshTarget,
  work: SshScript,
  options: SshOptions,
): Promise<SshAnswer> {
  const { spawn } = await import('node:child_process');
  const child = spawn('ssh', sshWords(target, options), {
    stdio: ['pipe', 'pipe', 'pipe'],
    // A Ctrl-C is for this program, which knows what may be cut off; ssh alone would make a failure of it.
    detached: options.pinned !== undefined,
  });
  return answerOf(child, work, options);
}

/** The command line of ssh. The script is no part of it: arguments can be seen by every user. */
export function sshWords({ host, user, port }: SshTarget, options: SshOptions): string[] {
  const settings = [
    'BatchMode=yes',
    `ConnectTimeout=${options.connectSeconds}`,
    'ConnectionAttempts=1',
    'ServerAliveInterval=5',
    'ServerAliveCountMax=3',
    // An existing master is used; a new one would outlive this run and keep its pipes open.
    'ControlMaster=no',
    'ClearAllForwardings=yes',
    'PermitLocalCommand=no',
    // The command below would be refused beside one of the configuration.
    'RemoteCommand=none',
    'LogLevel=ERROR',
    ...(options.pinned === undefined
      ? options.acceptNewHostKey
        ? ['StrictHostKeyChecking=accept-new']
        : []
      : pinnedSettings(options.pinned)),
  ];
  return [
    '-T',
    '-a',
    '-x',
    ...settings.flatMap((setting) => ['-o', setting]),
    ...(user === null ? [] : ['-l', user]),
    ...(port === null ? [] : ['-p', String(port)]),
    '--',
    host,
    // Every login shell understands this word, fish and csh included.
    '/bin/sh',
  ];
}

/** Settings of ssh, of which the first value counts: nothing but the pinned keys is believed. */
export function pinnedSettings({ file, alias }: PinnedKeys): string[] {
  if (/["\n]/.test(file)) throw new Error('a known_hosts file has no quotation mark in its name');
  return [
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile="${file.replaceAll('%', '%%')}"`,
    'GlobalKnownHostsFile=/dev/null',
    'KnownHostsCommand=none',
    `HostKeyAlias=${alias}`,
    'CheckHostIP=no',
    'UpdateHostKeys=no',
    'VerifyHostKeyDNS=no',
    // A connection that somebody else keeps open was checked by nobody here.
    'ControlPath=none',
  ];
}

function answerOf(
  child: ChildProcess,
  { script, endMark }: SshScript,
  { wholeMs, maxBytes }: SshOptions,
): Promise<SshAnswer> {
  return new Promise((resolve) => {
    const output: Buffer[] = [];
    let size = 0;
    let tail = '';
    let complaint = '';
    const settle = (ended: SshAnswer['ended'], exitCode: number | null, code?: string) => {
      clearTimeout(timer);
      resolve({ output: Buffer.concat(output), complaint, ended, exitCode, code });
    };
    const stop = (ended: SshAnswer['ended']) => {
      settle(ended, null);
      endSoon(child);
    };
    const timer = setTimeout(() => stop('late'), wholeMs);
    child.stdout?.on('data', (chunk: Buffer) => {
      output.push(chunk);
      size += chunk.length;
      if (size > maxBytes) return stop('too large');
      // The mark may lie across two chunks, and its line has a few more bytes.
      const seen = tail + chunk.toString('latin1');
      const mark = seen.indexOf(endMark);
      if (mark !== -1 && seen.includes('\n', mark)) return stop('marked');
      tail = mark === -1 ? seen.slice(-endMark.length) : seen.slice(mark);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      if (complaint.length < COMPLAINT_KEPT) complaint += chunk.toString('utf8');
    });
    child.on('error', ({ code }: NodeJS.ErrnoException) => settle('unstarted', null, code));
    child.on('close', (exitCode) => settle('exited', exitCode));
    // A target that does not read the script says so in another way.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(script);
  });
}

/** Lets go of ssh: what it still says is of no interest, and it must not keep this process alive. */
function endSoon(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.stdin?.destroy();
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  child.unref();
}
