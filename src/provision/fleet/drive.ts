import { isShortage, shortageWords } from '../../machine/shortage.ts';
import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import { type FleetEvent, type HostState, STEPS, type Step } from '../../model/fleet.ts';
import type { Ledger } from '../ledger/file.ts';
import { hasDone, indexOf } from '../ledger/states.ts';
import { type Backend, failed, failedForNow, type StepEnd } from './backend.ts';
import type { Outcome } from './executor.ts';
import { backoffMs, type Timing } from './timing.ts';

/** Everything that the hosts of a run share. */
export interface Drive {
  run: string;
  ledger: Ledger;
  backend: Backend;
  timing: Timing;
  /** Milliseconds that one attempt of a step may take. */
  deadlineMs(step: Step): number;
  /** How often a step that may be repeated is tried in one go. */
  tries: number;
  tell(event: FleetEvent): void;
  interrupt: Interrupt;
}

/** A person wants the run to end: no further step begins, and what can be ended is. */
export interface Interrupt {
  readonly asked: boolean;
  /** Calls back when it is asked for; returns how to be left alone again. */
  subscribe(callback: () => void): () => void;
}

/** An interrupt and the switch of it. */
export function newInterrupt(): Interrupt & { ask(): void } {
  const callbacks = new Set<() => void>();
  let asked = false;
  return {
    get asked() {
      return asked;
    },
    ask() {
      asked = true;
      for (const callback of [...callbacks]) callback();
    },
    subscribe(callback) {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
  };
}

/**
 * The steps that a host still needs, in order. In front of DESTROY everything is looked at anew: the target
 * may have been restarted since. Behind it the keys alone are made again, as they live in memory, until
 * they are installed.
 */
export function stepsAhead(state: HostState): Step[] {
  if (['unknown', 'abandoned', 'online'].includes(state.status)) return [];
  if (!hasDone(state, 'approved')) return [];
  if (!hasDone(state, 'destroy')) return STEPS.slice(indexOf('keyed'));
  // A link that was down at the restart leaves the installer running; looking again costs nothing.
  const from = hasDone(state, 'rebooted') ? indexOf('rebooted') : indexOf(state.done) + 1;
  const after = STEPS.slice(from);
  return hasDone(state, 'installed') ? after : ['keyed', ...after];
}

/** Takes one host through steps, each recorded before and after, until one fails for good. */
export async function driveHost(
  drive: Drive,
  host: string,
  steps: readonly Step[],
): Promise<Outcome> {
  for (const step of steps) {
    if (drive.interrupt.asked) {
      tellEnd(drive, host, drive.ledger.state.hosts.get(host)?.status ?? 'open');
      return 'skipped';
    }
    const end = await driveStep(drive, host, step).catch(refusedByLedger);
    if (end.status === 'failed') {
      const status = drive.ledger.state.hosts.get(host)?.status ?? 'failed';
      tellEnd(drive, host, status, end.reason);
      return status === 'unknown' ? 'unknown' : 'failed';
    }
  }
  tellEnd(drive, host, drive.ledger.state.hosts.get(host)?.status ?? 'open');
  return 'done';
}

/** Another delivery of the same job has the host; a ledger that cannot be written ends everything. */
function refusedByLedger(error: unknown): StepEnd {
  if (error instanceof PantherError && error.failure === 'refused') return failed(error.message);
  throw error;
}

async function driveStep(drive: Drive, host: string, step: Step): Promise<StepEnd> {
  for (let attempt = 1; ; attempt += 1) {
    const state = drive.ledger.state.hosts.get(host);
    if (state === undefined) throw new Error(`${host} is no host of the run`);
    const count = (state.attempts[step] ?? 0) + 1;
    tell(drive, host, step, { phase: 'begin', attempt: count });
    // On the disk before anything is done: whoever comes later knows that it may have been.
    await drive.ledger.append({ kind: 'step', host, step, phase: 'begin', attempt: count });
    const end = await attemptStep(drive, host, step, count, state);
    if (end.status === 'done') {
      const { evidence } = end;
      await drive.ledger.append({
        kind: 'step',
        host,
        step,
        phase: 'done',
        attempt: count,
        ...(evidence === undefined ? {} : { evidence }),
      });
      tell(drive, host, step, { phase: 'done', attempt: count });
      return end;
    }
    const reason = shownText(end.reason.split('\n')[0] ?? '', 400);
    await drive.ledger.append({
      kind: 'step',
      host,
      step,
      phase: 'failed',
      attempt: count,
      reason,
      ...(step === 'destroy' ? { certain: end.certain === true } : {}),
    });
    const repeats =
      end.again && step !== 'destroy' && attempt < drive.tries && !drive.interrupt.asked;
    tell(drive, host, step, { phase: repeats ? 'retry' : 'failed', attempt: count, reason });
    if (!repeats) return end;
    await pause(drive, backoffMs(attempt, drive.timing.random()));
  }
}

/** Waits, unless a person wants the run to end. */
async function pause({ timing, interrupt }: Drive, ms: number): Promise<void> {
  const stop = new AbortController();
  const leave = interrupt.subscribe(() => stop.abort());
  await timing.sleep(ms, stop.signal);
  leave();
}

/** One attempt, within its time. A step that does not end in spite of its signal is left behind. */
async function attemptStep(
  { backend, interrupt, deadlineMs, timing }: Drive,
  host: string,
  step: Step,
  attempt: number,
  state: HostState,
): Promise<StepEnd> {
  const limit = deadlineMs(step);
  const stop = new AbortController();
  const done = new AbortController();
  // DESTROY is not cut off by a person's impatience: an end that nobody saw costs more than a minute.
  const leave = step === 'destroy' ? () => undefined : interrupt.subscribe(() => stop.abort());
  const turn = { host, step, attempt, state, signal: stop.signal, deadlineMs: limit };
  const work = backend.perform(turn).catch((error: unknown): StepEnd => {
    const code = codeOf(error);
    if (isShortage(code)) return failedForNow(shortageWords(code));
    if (error instanceof PantherError) return failed(error.message);
    return failed(`a bug in panther-discover: ${error instanceof Error ? error.message : error}`);
  });
  const clock = clockOf(timing, limit, stop, done.signal);
  const end = await Promise.race([work, clock]);
  leave();
  done.abort();
  return end;
}

/** Ends an attempt whose time is over, after a moment in which it may say how it ended. */
async function clockOf(
  timing: Timing,
  limit: number,
  stop: AbortController,
  done: AbortSignal,
): Promise<StepEnd> {
  await timing.sleep(limit, done);
  if (!done.aborted) stop.abort();
  await timing.sleep(GRACE_MS, done);
  return failedForNow(`not done after ${Math.round(limit / 1000)} s`);
}

const GRACE_MS = 10_000;

/** The code of the system's error that is behind an error. */
function codeOf(error: unknown): string | undefined {
  const { code, cause } = (error ?? {}) as NodeJS.ErrnoException;
  return code ?? (cause === undefined ? undefined : codeOf(cause));
}

function tell(drive: Drive, host: string, step: Step, more: Partial<FleetEvent>): void {
  const at = new Date(drive.timing.now()).toISOString();
  drive.tell({ event: 'step', run: drive.run, at, host, step, ...more });
}

function tellEnd(drive: Drive, host: string, status: string, reason?: string): void {
  const at = new Date(drive.timing.now()).toISOString();
  const why = reason === undefined ? {} : { reason: shownText(reason.split('\n')[0] ?? '', 400) };
  drive.tell({ event: 'host', run: drive.run, at, host, status, ...why });
}
