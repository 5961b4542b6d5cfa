import type { Evidence, HostState, Step } from '../../model/fleet.ts';

/** How a step ended. Expected failures are values; what is thrown is a bug, of this host alone. */
export type StepEnd =
  | { status: 'done'; evidence?: Evidence }
  | {
      status: 'failed';
      /** What and what to do, in one line. */
      reason: string;
      /** Whether the same may go well a little later. */
      again: boolean;
      /** Of a failed destroy: the disk was certainly not touched. */
      certain?: boolean;
    };

export interface StepTurn {
  host: string;
  step: Step;
  attempt: number;
  /** What the ledger knows of the host. */
  state: Readonly<HostState>;
  /** Says when the time for this step is over, or the run is interrupted. */
  signal: AbortSignal;
  /** Milliseconds until then. */
  deadlineMs: number;
}

/**
 * What does the steps. Every step but `destroy` may be begun again after it was cut off anywhere, and has
 * to cope with what it finds then; `destroy` is begun once for each approval.
 */
export interface Backend {
  readonly name: string;
  perform(turn: StepTurn): Promise<StepEnd>;
}

/** A failure for good: the same again would fail the same. */
export function failed(reason: string): StepEnd {
  return { status: 'failed', reason, again: false };
}

/** A failure that may pass. */
export function failedForNow(reason: string): StepEnd {
  return { status: 'failed', reason, again: true };
}
