import { parentPort, workerData } from 'node:worker_threads';
import { type Failure, PantherError } from '../model/errors.ts';
import type { RecordedCase } from '../write/repository.ts';
import { type CheckedCase, type Committed, checkCase, openCommitted } from './check-case.ts';

/** What a thread gets once; then the numbers of cases, one at a time, and null at the end. */
export interface ThreadTask {
  root: string;
  commit: string | null;
  cases: RecordedCase[];
}

export type ThreadAnswer = { index: number } & (
  | { checked: CheckedCase }
  | { failure: Failure; message: string }
);

/** Checks the cases that the starting thread names; false where this is no thread. */
export async function runCheckThread(): Promise<boolean> {
  const port = parentPort;
  if (port === null) return false;
  const { root, commit, cases }: ThreadTask = workerData;
  let committed: Promise<Committed> | null = null;
  await new Promise<void>((resolve, reject) => {
    port.on('message', (index: number | null) => {
      if (index === null) {
        port.close();
        return resolve();
      }
      committed ??= openCommitted(root, commit);
      const recorded = cases[index] as RecordedCase;
      answerFor(index, committed, recorded).then((answer) => port.postMessage(answer), reject);
    });
  });
  return true;
}

async function answerFor(
  index: number,
  committed: Promise<Committed>,
  recorded: RecordedCase,
): Promise<ThreadAnswer> {
  try {
    return { index, checked: await checkCase(await committed, recorded) };
  } catch (error) {
    if (!(error instanceof PantherError)) throw error;
    return { index, failure: error.failure, message: error.message };
  }
}
