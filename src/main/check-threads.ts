import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { CHECK_THREAD } from '../model/check-thread.ts';
import { PantherError } from '../model/errors.ts';
import type { RecordedCase } from '../write/repository.ts';
import { type CheckedCase, type Committed, checkCase } from './check-case.ts';
import type { ThreadAnswer, ThreadTask } from './check-thread.ts';

/** A case takes some 20 ms and a thread ten times that to begin. */
const CASES_A_THREAD = 25;
const MOST_THREADS = 8;
/** What a thread runs: the bundle, which is one file, or cli.js beside this folder. */
const PROGRAM = new URL(
  import.meta.url.endsWith('/main/check-threads.js') ? '../cli.js' : '',
  import.meta.url,
);

/**
 * Checks every case, on as many processors as there are where there are many; in the order of `cases`.
 * `known` is asked in this thread, for few cases; the others open the same repository themselves.
 */
export async function* checkCases(
  known: Committed,
  cases: readonly RecordedCase[],
): AsyncGenerator<CheckedCase> {
  const threads = threadsFor(cases.length);
  if (threads > 1) yield* checkInThreads(known, cases, threads);
  else for (const recorded of cases) yield await checkCase(known, recorded);
}

function threadsFor(cases: number): number {
  return Math.min(availableParallelism(), MOST_THREADS, Math.floor(cases / CASES_A_THREAD));
}

async function* checkInThreads(
  { repository, base }: Committed,
  cases: readonly RecordedCase[],
  count: number,
): AsyncGenerator<CheckedCase> {
  const task: ThreadTask = {
    root: repository.root,
    commit: base?.commit ?? null,
    cases: [...cases],
  };
  const answers = cases.map(() => new Answer());
  let next = 0;
  const threads = Array.from({ length: count }, () => {
    const thread = new Worker(PROGRAM, { argv: [CHECK_THREAD], workerData: task });
    const giveNext = () => thread.postMessage(next < cases.length ? next++ : null);
    thread.on('message', (answer: ThreadAnswer) => {
      answers[answer.index]?.settle(answer);
      giveNext();
    });
    const failAll = (error: unknown) => {
      for (const answer of answers) answer.fail(error);
    };
    // What a thread throws is a bug, whichever case it was at.
    thread.on('error', failAll);
    // One that ends without a word would be waited for in vain.
    thread.on('exit', (code) => code === 0 || failAll(new Error(`a thread ended with ${code}`)));
    giveNext();
    return thread;
  });
  try {
    for (const answer of answers) yield await answer.checked;
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** What a thread will answer for one case. */
class Answer {
  readonly checked: Promise<CheckedCase>;
  fail!: (error: unknown) => void;
  #resolve!: (checked: CheckedCase) => void;

  constructor() {
    this.checked = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.fail = reject;
    });
    // It may fail before anybody waits for it.
    this.checked.catch(() => undefined);
  }

  settle(answer: ThreadAnswer): void {
    if ('checked' in answer) this.#resolve(answer.checked);
    else this.fail(new PantherError(answer.failure, answer.message));
  }
}
