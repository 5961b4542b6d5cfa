import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { type CommandResult, type CommandWish, missing, type Outcome } from './machine.ts';

/** What programs print when they would need root. */
const NOT_ALLOWED = /permission denied|operation not permitted|must be root|root privileges/i;
const STDERR_KEPT = 4096;

/**
 * Runs a program without a shell and without input, in the C locale.
 *
 * node:child_process and not execa: importing execa costs more time than the whole capture.
 * The program gets a process group of its own, so that what it started ends with it.
 */
export async function runCommand({
  words: [program, ...words],
  timeoutMs,
  maxBytes,
}: CommandWish): Promise<Outcome<CommandResult>> {
  let child: ChildProcess;
  try {
    child = spawn(program, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: commandEnvironment(process.env),
    });
  } catch (error) {
    return missing(error);
  }
  return outcomeOf(child, timeoutMs, maxBytes);
}

/** The caller's environment, with output in English and the folders where system programs live. */
export function commandEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = env['PATH'] ?? '/usr/bin:/bin';
  return { ...env, LC_ALL: 'C', LANGUAGE: 'C', PATH: `${path}:/usr/sbin:/sbin` };
}

function outcomeOf(
  child: ChildProcess,
  timeoutMs: number,
  maxBytes: number,
): Promise<Outcome<CommandResult>> {
  return new Promise((resolve) => {
    const output: Buffer[] = [];
    let size = 0;
    let complaint = '';
    const endEarly = (reason: string) => {
      endGroup(child);
      child.stdout?.destroy();
      child.stderr?.destroy();
      settle({ status: 'failed', reason });
    };
    const timer = setTimeout(() => endEarly('timed out'), timeoutMs);
    const settle = (outcome: Outcome<CommandResult>) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    child.stdout?.on('data', (chunk: Buffer) => {
      output.push(chunk);
      size += chunk.length;
      if (size > maxBytes) endEarly(`more than ${maxBytes} bytes`);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      if (complaint.length < STDERR_KEPT) complaint += chunk.toString('utf8');
    });
    child.on('error', (error) => settle(missing(error)));
    child.on('close', (exitCode, signal) => {
      if (exitCode === null) return settle({ status: 'failed', reason: `ended by ${signal}` });
      settle(endedCommand(Buffer.concat(output).toString('utf8'), complaint, exitCode));
    });
  });
}

/**
 * Shells, sudo and timeout say by 128 and its number that a signal ended what they ran, and no program
 * that is asked here has an exit code of its own up there.
 */
const SIGNALS: ReadonlyMap<number, string> = new Map(
  // Some numbers have two names, of which the first is the usual one.
  Object.entries(constants.signals)
    .reverse()
    .map(([name, number]) => [128 + number, name]),
);

/** What a command that ended by itself has answered; the same from near and far. */
export function endedCommand(
  output: string,
  complaint: string,
  exitCode: number,
): Outcome<CommandResult> {
  const signal = SIGNALS.get(exitCode);
  if (signal !== undefined) return { status: 'failed', reason: `ended by ${signal}` };
  if (exitCode !== 0 && NOT_ALLOWED.test(`${complaint}\n${output}`)) {
    return { status: 'denied', reason: `needs root (exit code ${exitCode})` };
  }
  return { status: 'ok', data: { output, exitCode } };
}

/** Ends a program with all that it started, if it leads a group of its own. */
export function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}
