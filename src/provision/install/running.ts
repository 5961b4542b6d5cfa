import { type ProgramEnd, runningProgram, runProgram } from '../../machine/program.ts';
import { inertText, shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { Command } from './commands.ts';
import type { Job } from './job.ts';
import type { Progress } from './progress.ts';
import type { Step } from './steps.ts';

export interface Running {
  input?: Uint8Array;
  cwd?: string;
  /** Its lines are shown as they come: something long. */
  loud?: boolean;
  /** It changes something: that it runs is recorded, so that another run knows. */
  recorded?: Step;
}

const NIX = 'extra-experimental-features = nix-command flakes';

/** Runs a program of a step; how it ended. Throws PantherError `interrupted` where it was ended with us. */
export async function run(job: Job, command: Command, how: Running = {}): Promise<ProgramEnd> {
  const { recorded } = how;
  const end = await runProgram({
    command,
    ...(how.input === undefined ? {} : { input: how.input }),
    ...(how.cwd === undefined ? {} : { cwd: how.cwd }),
    env: { NIX_CONFIG: [process.env['NIX_CONFIG'] ?? '', NIX].join('\n').trim() },
    ...(how.loud ? { onLine: job.hear } : {}),
    ...(recorded === undefined
      ? {}
      : {
          onStart: ({ pid, startTicks }) =>
            record(job, recorded, 'program', { pid, startTicks, command: command[0] }),
        }),
    signal: job.signal,
  });
  if (end.ended === 'aborted') throw new PantherError('interrupted', 'interrupted');
  return end;
}

/**
 * The output of a program that has to succeed.
 *
 * @throws PantherError `missing` where it is not there, `finding` where it fails, with its last words.
 */
export async function must(job: Job, command: Command, how: Running = {}): Promise<string> {
  const end = await run(job, command, how);
  if (end.exitCode === 0) return end.output;
  const name = shownText(command.slice(0, 2).join(' '), 60);
  if (end.ended === 'unstarted') {
    throw new PantherError('missing', `${command[0]} cannot be started (${end.last.join(' ')})`);
  }
  const words = end.last.map((line) => `  ${inertText(line)}`).join('\n');
  throw new PantherError('finding', `${name} ended with ${end.exitCode ?? 'a signal'}\n${words}`);
}

/** Puts something into the log; it is on the disk when this returns. */
export function record(
  job: Pick<Job, 'log' | 'host'>,
  step: Step,
  event: string,
  detail?: Readonly<Record<string, unknown>>,
): void {
  job.log.append({
    at: new Date().toISOString(),
    host: job.host,
    step,
    event,
    ...(detail === undefined ? {} : { detail }),
  });
}

/**
 * A run that was killed may have left a program behind that still writes to the disk.
 *
 * @throws PantherError `refused` while it runs.
 */
export function refuseWhileRunning({ running }: Progress): void {
  if (running === null || running.startTicks === null) return;
  const now = runningProgram(running.pid);
  if (now.startTicks !== running.startTicks) return;
  throw new PantherError(
    'refused',
    `${shownText(running.command, 40)} of the run before still runs (process ${running.pid}); wait until it has ended, or end it`,
  );
}
