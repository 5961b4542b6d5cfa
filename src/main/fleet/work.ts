import type { FleetEvent, Step } from '../../model/fleet.ts';
import type { Backend } from '../../provision/fleet/backend.ts';
import { type Drive, driveHost, type Interrupt } from '../../provision/fleet/drive.ts';
import { type Executor, inProcessExecutor, type Job } from '../../provision/fleet/executor.ts';
import { type Policy, type Rollout, rollOut } from '../../provision/fleet/rollout.ts';
import { realTiming } from '../../provision/fleet/timing.ts';
import type { OpenRun } from './run.ts';

/** How a command lets hosts be worked on, and who hears of it. */
export interface WorkWishes {
  policy: Policy;
  /** Milliseconds that a step may take; null: as long as is usual for it. */
  deadlineMs: number | null;
  tell(event: FleetEvent): void;
  interrupt: Interrupt;
  executor?: Executor | undefined;
}

const MINUTE = 60_000;
/** A step that takes longer than this has failed; a closure may be large and a line thin. */
const USUAL_MS: Readonly<Record<Step, number>> = {
  reached: MINUTE,
  captured: 5 * MINUTE,
  planned: MINUTE,
  approved: MINUTE,
  keyed: 60 * MINUTE,
  installer: 30 * MINUTE,
  checked: 10 * MINUTE,
  destroy: 30 * MINUTE,
  formatted: 5 * MINUTE,
  installed: 120 * MINUTE,
  verified: 5 * MINUTE,
  rebooted: 15 * MINUTE,
  online: 15 * MINUTE,
};

/** Takes hosts through the steps that `stepsOf` names for each, batch by batch. */
export async function work(
  { place: { run }, ledger, inventory }: OpenRun,
  hosts: readonly string[],
  backend: Backend,
  stepsOf: (host: string) => readonly Step[],
  { policy, deadlineMs, tell, interrupt, executor }: WorkWishes,
): Promise<Rollout> {
  const timing = realTiming();
  const drive: Drive = {
    run,
    ledger,
    backend,
    timing,
    deadlineMs: (step) => deadlineMs ?? USUAL_MS[step],
    // A new system takes its time to start; everything else has three chances.
    tries: 3,
    tell,
    interrupt,
  };
  const providers = new Map(inventory.hosts.map(({ name, provider }) => [name, provider]));
  const jobs: Job[] = hosts.map((host) => ({ run, host, provider: providers.get(host) ?? null }));
  return rollOut(
    jobs,
    policy,
    executor ?? inProcessExecutor(),
    ({ host }) => driveHost(drive, host, stepsOf(host)),
    {
      onBatch: (batch) =>
        tell({ event: 'batch', run, at: new Date(timing.now()).toISOString(), hosts: batch }),
      cancelled: () => interrupt.asked,
    },
  );
}
