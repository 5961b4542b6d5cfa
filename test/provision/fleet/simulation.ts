import type { FleetEvent, LedgerEntry, Step } from '../../../src/model/fleet.ts';
import type { Backend, StepEnd, StepTurn } from '../../../src/provision/fleet/backend.ts';
import {
  type Drive,
  driveHost,
  newInterrupt,
  stepsAhead,
} from '../../../src/provision/fleet/drive.ts';
import type { Executor, Job, Outcome } from '../../../src/provision/fleet/executor.ts';
import { type Policy, type Rollout, rollOut } from '../../../src/provision/fleet/rollout.ts';
import type { Timing } from '../../../src/provision/fleet/timing.ts';
import { type Ledger, openLedger } from '../../../src/provision/ledger/file.ts';

const DIGEST = 'a'.repeat(64);

/** Time that passes only where nothing else is left to do, and chance that is always the same. */
export function virtualTiming(): Timing & { waits: number[] } {
  let now = Date.UTC(2026, 0, 1);
  const waiting: { at: number; wake: () => void }[] = [];
  const waits: number[] = [];
  let isTurning = false;
  const turn = (): void => {
    if (isTurning) return;
    isTurning = true;
    setTimeout(() => {
      isTurning = false;
      waiting.sort((a, b) => a.at - b.at);
      const first = waiting.shift();
      if (first === undefined) return;
      now = Math.max(now, first.at);
      first.wake();
      if (waiting.length > 0) turn();
    }, 5);
  };
  return {
    waits,
    now: () => now,
    random: () => 0.5,
    sleep(ms, signal) {
      waits.push(ms);
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const entry = { at: now + ms, wake: resolve };
        waiting.push(entry);
        signal?.addEventListener('abort', () => {
          const index = waiting.indexOf(entry);
          if (index >= 0) waiting.splice(index, 1);
          resolve();
        });
        turn();
      });
    },
  };
}

/** A ledger of hosts that were all planned and approved. */
export async function approvedLedger(path: string, hosts: readonly string[]): Promise<Ledger> {
  const ledger = await openLedger(path);
  await ledger.append({
    kind: 'run',
    schema: 'panther.ledger/1',
    run: 'run',
    tool: 'test',
    inventory: DIGEST,
    nonce: 'a'.repeat(32),
    hosts: [...hosts],
  });
  const entries = hosts.flatMap((host): LedgerEntry[] =>
    (['reached', 'captured', 'planned'] as const).flatMap((step) => [
      { kind: 'step', host, step, phase: 'begin', attempt: 1 },
      { kind: 'step', host, step, phase: 'done', attempt: 1 },
    ]),
  );
  await Promise.all(entries.map((entry) => ledger.append(entry)));
  const approved = Object.fromEntries(hosts.map((host) => [host, DIGEST]));
  await ledger.append({ kind: 'approval', digest: DIGEST, hosts: approved });
  return ledger;
}

/** Machines that do what a test says, and remember how often they were erased. */
export interface SimulatedFleet extends Backend {
  erased: Map<string, number>;
  log: string[];
}

export function simulatedFleet(
  answer: (turn: StepTurn) => StepEnd | Promise<StepEnd> = () => ({ status: 'done' }),
): SimulatedFleet {
  const erased = new Map<string, number>();
  const log: string[] = [];
  return {
    name: 'simulated',
    erased,
    log,
    async perform(turn) {
      log.push(`${turn.host} ${turn.step}`);
      const end = await answer(turn);
      const began = end.status === 'done' || end.certain !== true;
      if (turn.step === 'destroy' && began) {
        erased.set(turn.host, (erased.get(turn.host) ?? 0) + 1);
      }
      return end;
    },
  };
}

export const OPEN: Policy = {
  limits: { parallel: 8, perProvider: {} },
  batches: [],
  canaries: [],
  maxFail: { percent: 100 },
};

export interface Ran extends Rollout {
  events: FleetEvent[];
}

/** All hosts of a ledger, by an executor, to their end. */
export async function provisioned(
  ledger: Ledger,
  backend: Backend,
  executor: Executor,
  {
    policy = OPEN,
    timing = virtualTiming(),
    providers = {},
    deadlineMs = () => 60_000,
    interrupt = newInterrupt(),
    keep = true,
  }: {
    policy?: Policy;
    timing?: Timing;
    providers?: Record<string, string>;
    deadlineMs?: (step: Step) => number;
    interrupt?: Drive['interrupt'];
    /** Whether the events are kept. */
    keep?: boolean;
  } = {},
): Promise<Ran> {
  const events: FleetEvent[] = [];
  const drive: Drive = {
    run: 'run',
    ledger,
    backend,
    timing,
    deadlineMs,
    tries: 3,
    tell: (event) => void (keep && events.push(event)),
    interrupt,
  };
  const jobs: Job[] = [...ledger.state.hosts.keys()].map((host) => ({
    run: 'run',
    host,
    provider: providers[host] ?? null,
  }));
  const work = async ({ host }: Job): Promise<Outcome> => {
    const state = ledger.state.hosts.get(host);
    return state === undefined ? 'skipped' : driveHost(drive, host, stepsAhead(state));
  };
  const result = await rollOut(jobs, policy, executor, work, {
    onBatch: (hosts) => events.push({ event: 'batch', run: 'run', at: '', hosts }),
    cancelled: () => interrupt.asked,
  });
  return { ...result, events };
}

/**
 * Another executor, as little alike as can be: a queue that delivers every job twice, in the opposite
 * order, to two workers that know nothing of each other. One delivery at a time has a host.
 */
export function deliveringTwice(): Executor {
  return {
    async run(jobs, work, _limits, mayStart) {
      const queue = [...jobs, ...jobs].reverse();
      const outcomes = new Map<string, Outcome>();
      const leased = new Set<string>();
      const worker = async (): Promise<void> => {
        for (;;) {
          const index = queue.findIndex(({ host }) => !leased.has(host));
          const job = queue[index];
          if (job === undefined || !mayStart()) return;
          queue.splice(index, 1);
          leased.add(job.host);
          outcomes.set(job.host, await work(job));
          leased.delete(job.host);
        }
      };
      await Promise.all([worker(), worker()]);
      return outcomes;
    },
  };
}
