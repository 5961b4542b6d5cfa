import * as z from 'zod';
import type { Link } from '../log/chain.ts';
import { STEPS, type State, type Step } from './steps.ts';

/** One record of an install: a step before and after, and what it noted meanwhile. */
export const InstallRecord = z.object({
  /** RFC 3339, for people; nothing is derived from it. */
  at: z.string(),
  host: z.string(),
  step: z.enum(STEPS),
  event: z.enum(['started', 'finished', 'failed', 'interrupted', 'program', 'wiping', 'noted']),
  detail: z.record(z.string(), z.unknown()).optional(),
});
export type InstallRecord = z.infer<typeof InstallRecord>;

/** How far an install has come, as its log tells. */
export interface Progress {
  state: State;
  /** The step to go on with. */
  next: Step;
  /** The digest under which the disk was wiped last; null: it never was. */
  digest: string | null;
  /** A program that was started and whose end was never recorded. */
  running: { pid: number; startTicks: string | null; command: string } | null;
}

const Program = z.object({
  pid: z.int(),
  startTicks: z.string().nullable(),
  command: z.string(),
});

/**
 * Reads the log. What was started and not finished counts as being in the middle; a wipe that did not
 * come to its end is never gone on with, only begun anew with an approval of its own.
 */
export function progressOf(links: readonly Link<unknown>[]): Progress {
  const progress: Progress = { state: 'untouched', next: 'preflight', digest: null, running: null };
  let approved: string | null = null;
  for (const { record } of links) {
    const { data } = InstallRecord.safeParse(record);
    if (data === undefined) continue;
    const { step, event, detail } = data;
    if (event === 'program') progress.running = Program.safeParse(detail).data ?? null;
    else if (event !== 'noted') progress.running = null;
    if (step === 'approve' && event === 'finished') approved = digestIn(detail);
    // What comes before, in that step too, changes nothing.
    if (step === 'disk' && event === 'wiping') {
      Object.assign(progress, { state: 'being-wiped', next: 'preflight', digest: approved });
    }
    if (event === 'finished') afterwards(progress, step);
    // A system that lacks something is installed again; the disk stays.
    if (step === 'verify-system' && event === 'failed') {
      Object.assign(progress, { state: 'being-installed', next: 'install' });
    }
    if (step === 'install' && event === 'started' && progress.state === 'verified') {
      progress.state = 'being-installed';
    }
  }
  return progress;
}

function afterwards(progress: Progress, step: Step): void {
  const moves: Partial<Record<Step, [State, Step]>> = {
    disk: ['formatted', 'verify-disk'],
    'verify-disk': ['verified', 'install'],
    install: ['installed', 'verify-system'],
    'verify-system': ['complete', 'done'],
    done: ['complete', 'done'],
  };
  const [state, next] = moves[step] ?? [];
  if (state !== undefined && next !== undefined) Object.assign(progress, { state, next });
}

function digestIn(detail: Readonly<Record<string, unknown>> | undefined): string | null {
  const digest = detail?.['digest'];
  return typeof digest === 'string' ? digest : null;
}
