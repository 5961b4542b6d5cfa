import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A program that changes something, and how it is run. */
export interface Program {
  command: readonly [string, ...string[]];
  /** What it reads on standard input; without it there is nothing to read. */
  input?: Uint8Array;
  cwd?: string;
  /** An open file that it and all that it starts inherit, as descriptor 3. */
  hold?: number;
  /** Beside the few variables that every program gets. */
  env?: Readonly<Record<string, string>>;
  /** Each line that it prints, as it comes: hostile text. */
  onLine?: (line: string) => void;
  /** Called once it runs; where it throws, the program is killed. */
  onStart?: (running: RunningProgram) => void;
  /** Ends the program, and all that it started. */
  signal?: AbortSignal;
}

/** A program that runs, so that it can be found again. */
export interface RunningProgram {
  pid: number;
  /** When it was started, in ticks since boot (proc_pid_stat(5), field 22): a pid alone is used again. */
  startTicks: string | null;
}

export interface ProgramEnd {
  ended: 'exited' | 'aborted' | 'unstarted';
  exitCode: number | null;
  /** Standard output. */
  output: string;
  /** The last lines of both streams. */
  last: string[];
}

const OUTPUT_KEPT = 4 * 2 ** 20;
const LAST_LINES = 20;
const LONGEST_LINE = 4000;
const GRACE_MS = 5000;
/** What Nix, git and friends need of the surroundings; nothing else is passed on. */
const PASSED = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'TERM', 'TMPDIR', 'LOCALE_ARCHIVE'],
  ...['NIX_PATH', 'NIX_CONFIG', 'NIX_REMOTE', 'NIX_SSL_CERT_FILE', 'SSL_CERT_FILE'],
  ...[
    'http_proxy',
    'https_proxy',
    'no_proxy',
    'all_proxy',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
  ],
  ...['XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'SSH_AUTH_SOCK'],
  // By these git and Nix know that root may read what the person before sudo owns.
  ...['SUDO_UID', 'SUDO_GID', 'SUDO_USER'],
];

/**
 * Runs a program without a shell, in a process group of its own, so that a Ctrl-C reaches it only through
 * `signal`. What a secret is goes in through `input`, never into the command or environment. Rejects with
 * nothing but what `onStart` throws, once the program is gone.
 */
export function runProgram(program: Program): Promise<ProgramEnd> {
  const [name, ...words] = program.command;
  return new Promise((resolve, reject) => {
    const unstarted = (error: unknown) => {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      resolve({ ended: 'unstarted', exitCode: null, output: '', last: [code] });
    };
    if (program.signal?.aborted) {
      return resolve({ ended: 'aborted', exitCode: null, output: '', last: [] });
    }
    let child: ChildProcess;
    try {
      child = spawn(name, words, {
        stdio: [
          ...[program.input === undefined ? ('ignore' as const) : ('pipe' as const)],
          ...(['pipe', 'pipe'] as const),
          ...(program.hold === undefined ? [] : [program.hold]),
        ],
        detached: true,
        cwd: program.cwd,
        env: { ...passedEnvironment(), ...program.env },
      });
    } catch (error) {
      return unstarted(error);
    }
    child.on('error', unstarted);
    try {
      if (child.pid !== undefined) program.onStart?.(runningProgram(child.pid));
    } catch (error) {
      // Whoever could not take note of it must not leave it at work, where nobody would know of it.
      endGroup(child, 'SIGKILL');
      return follow(child, { command: program.command }, () => reject(error));
    }
    follow(child, program, resolve);
  });
}

/** The program of that pid as it runs now. */
export function runningProgram(pid: number): RunningProgram {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; the fields after it may not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, startTicks: fields[0] === 'Z' ? null : (fields[19] ?? null) };
  } catch {
    return { pid, startTicks: null };
  }
}

function follow(
  child: ChildProcess,
  { input, onLine, signal }: Program,
  resolve: (end: ProgramEnd) => void,
): void {
  const output: Buffer[] = [];
  let size = 0;
  const last: string[] = [];
  const tell = (line: string) => {
    last.push(line.slice(0, LONGEST_LINE));
    if (last.length > LAST_LINES) last.shift();
    onLine?.(line.slice(0, LONGEST_LINE));
  };
  let aborted = false;
  const abort = () => {
    aborted = true;
    endGroup(child, 'SIGTERM');
    setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MS).unref();
  };
  signal?.addEventListener('abort', abort, { once: true });
  child.stdout?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= OUTPUT_KEPT) output.push(chunk);
  });
  const ends = [child.stdout, child.stderr].map((stream) => linesOf(stream, tell));
  // It may end before it has read everything; its exit code tells why.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  child.on('close', (exitCode) => {
    signal?.removeEventListener('abort', abort);
    for (const end of ends) end();
    const text = Buffer.concat(output).toString('utf8');
    resolve({ ended: aborted ? 'aborted' : 'exited', exitCode, output: text, last });
  });
}

/** Hands on whole lines; what is left is handed on by the function that it returns. */
function linesOf(stream: ChildProcess['stdout'], tell: (line: string) => void): () => void {
  let rest = '';
  const decoder = new TextDecoder();
  stream?.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n|\r/);
    rest = (lines.pop() ?? '').slice(-LONGEST_LINE);
    for (const line of lines) tell(line);
  });
  return () => {
    if (rest !== '') tell(rest);
  };
}

function passedEnvironment(): NodeJS.ProcessEnv {
  const passed = PASSED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const path = process.env['PATH'] ?? '/usr/bin:/bin';
  return { ...Object.fromEntries(passed), PATH: `${path}:/usr/sbin:/sbin`, LC_ALL: 'C.UTF-8' };
}

function endGroup(child: ChildProcess, how: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, how);
  } catch {
    // It ended by itself in the meantime.
  }
}
