/**
 * One host's turn. It names the run and the host and holds nothing else: a queue may store it, show it and
 * deliver it twice. What is to be done stands in the ledger, and so does what must not be done again.
 */
export interface Job {
  run: string;
  host: string;
  provider: string | null;
}

export interface Limits {
  /** Hosts at work at once. */
  parallel: number;
  /** Hosts of one provider at work at once, by its name. */
  perProvider: Readonly<Record<string, number>>;
}

/** How a host's turn ended. */
export type Outcome = 'done' | 'failed' | 'unknown' | 'skipped';

/**
 * Decides when each job has its turn, and where. It promises nothing about how often: `work` may be called
 * again for a job that was done, or by another process, and comes to no harm by it (ledger and fence
 * see to that). It resolves once no job of these is at work any more; jobs that `mayStart` keeps from
 * starting are left out of the answer.
 */
export interface Executor {
  run(
    jobs: readonly Job[],
    work: (job: Job) => Promise<Outcome>,
    limits: Limits,
    mayStart: () => boolean,
  ): Promise<Map<string, Outcome>>;
}

/** In this process: no service, no queue; the network is what is waited for, not the processor. */
export function inProcessExecutor(): Executor {
  return { run: runJobs };
}

async function runJobs(
  jobs: readonly Job[],
  work: (job: Job) => Promise<Outcome>,
  limits: Limits,
  mayStart: () => boolean,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const busy = new Map<string, number>();
  // One queue a provider: a full one keeps nobody else waiting, and nothing is searched.
  const queues = new Map<string, Job[]>();
  for (const job of jobs.toReversed()) {
    const queue = queues.get(job.provider ?? '') ?? [];
    queue.push(job);
    queues.set(job.provider ?? '', queue);
  }
  const order = [...queues.keys()].reverse();
  const next = (): Job | undefined => {
    const free = order.find(
      (provider) =>
        (queues.get(provider)?.length ?? 0) > 0 &&
        (busy.get(provider) ?? 0) < (limits.perProvider[provider] ?? Number.POSITIVE_INFINITY),
    );
    return free === undefined ? undefined : queues.get(free)?.pop();
  };
  return new Promise((resolve, reject) => {
    let atWork = 0;
    let broken: { error: unknown } | null = null;
    const fill = (): void => {
      while (broken === null && atWork < limits.parallel && mayStart()) {
        const job = next();
        if (job === undefined) break;
        start(job);
      }
      if (atWork > 0) return;
      if (broken === null) resolve(outcomes);
      // What is at work has a hold on machines until it has ended, whatever broke.
      else reject(broken.error);
    };
    const start = (job: Job): void => {
      const provider = job.provider ?? '';
      atWork += 1;
      busy.set(provider, (busy.get(provider) ?? 0) + 1);
      const end = (): void => {
        atWork -= 1;
        busy.set(provider, (busy.get(provider) ?? 1) - 1);
        fill();
      };
      work(job).then(
        (outcome) => {
          outcomes.set(job.host, outcome);
          end();
        },
        (error: unknown) => {
          broken ??= { error };
          end();
        },
      );
    };
    fill();
  });
}
