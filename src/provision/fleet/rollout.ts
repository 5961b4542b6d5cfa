import { PantherError } from '../../model/errors.ts';
import type { Executor, Job, Limits, Outcome } from './executor.ts';

/** So many hosts, or such a part of all of them. */
export type Amount = { hosts: number } | { percent: number };

export interface Policy {
  limits: Limits;
  /** Sizes of the batches, one after the other; the last one holds for all that follow. */
  batches: readonly Amount[];
  /** Hosts that go first, alone: nobody else starts before they are done. */
  canaries: readonly string[];
  /** No further host starts once more than so many have failed. */
  maxFail: Amount;
}

export interface Rollout {
  outcomes: Map<string, Outcome>;
  /** Why hosts were left out; null: none was. */
  stopped: string | null;
}

/** `1,5,25%`: each batch waits for the one before. Throws PantherError `usage`. */
export function parseAmounts(text: string, flag: string): Amount[] {
  return text.split(',').map((word) => parseAmount(word.trim(), flag));
}

export function parseAmount(word: string, flag: string): Amount {
  const [, digits, percent] = /^([0-9]{1,6})(%?)$/.exec(word) ?? [];
  const value = Number(digits);
  const isSize = flag === '--batch' ? value > 0 : value >= 0;
  if (digits === undefined || !isSize || (percent !== '' && value > 100)) {
    throw new PantherError('usage', `${flag}: should be numbers or percentages such as 1,5,25%`);
  }
  return percent === '' ? { hosts: value } : { percent: value };
}

/** How many hosts an amount is of all: a part that is not whole is rounded up. */
export function hostsIn(amount: Amount, all: number): number {
  return 'hosts' in amount ? amount.hosts : Math.ceil((amount.percent / 100) * all);
}

/** Jobs in the batches that a policy asks for; canaries are a batch of their own, the first. */
export function batchesOf(jobs: readonly Job[], policy: Policy): Job[][] {
  const first = jobs.filter(({ host }) => policy.canaries.includes(host));
  const rest = jobs.filter(({ host }) => !policy.canaries.includes(host));
  const batches: Job[][] = first.length === 0 ? [] : [first];
  let at = 0;
  for (let index = 0; at < rest.length; index += 1) {
    const amount = policy.batches[Math.min(index, policy.batches.length - 1)];
    const size = amount === undefined ? rest.length : Math.max(1, hostsIn(amount, jobs.length));
    batches.push(rest.slice(at, at + size));
    at += size;
  }
  return batches;
}

/**
 * Works through the hosts batch by batch. A canary that fails ends the run; else it goes on until more
 * have failed than may. What is at work then is not disturbed.
 */
export async function rollOut(
  jobs: readonly Job[],
  policy: Policy,
  executor: Executor,
  work: (job: Job) => Promise<Outcome>,
  { onBatch, cancelled }: { onBatch?: (hosts: string[]) => void; cancelled?: () => boolean } = {},
): Promise<Rollout> {
  const outcomes = new Map<string, Outcome>();
  const most = hostsIn(policy.maxFail, jobs.length);
  let failures = 0;
  const isStopped = (): boolean => failures > most || (cancelled?.() ?? false);
  const counted = async (job: Job): Promise<Outcome> => {
    const outcome = await work(job);
    if (outcome === 'failed' || outcome === 'unknown') failures += 1;
    return outcome;
  };
  const hasCanaries = jobs.some(({ host }) => policy.canaries.includes(host));
  for (const [index, batch] of batchesOf(jobs, policy).entries()) {
    if (isStopped()) break;
    onBatch?.(batch.map(({ host }) => host));
    const ended = await executor.run(batch, counted, policy.limits, () => !isStopped());
    for (const [host, outcome] of ended) outcomes.set(host, outcome);
    if (index === 0 && hasCanaries && failures > 0) {
      return { outcomes, stopped: 'a canary failed, so nobody else was begun' };
    }
  }
  const left = jobs.length - outcomes.size;
  if (left === 0) return { outcomes, stopped: null };
  const why = cancelled?.()
    ? 'it was interrupted'
    : `${failures} failed, which is more than --max-fail allows`;
  return {
    outcomes,
    stopped: `${why}: ${left} ${left === 1 ? 'host was' : 'hosts were'} not begun`,
  };
}
