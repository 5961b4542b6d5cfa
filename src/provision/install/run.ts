import { VERSION } from '../../assets/read.ts';
import { PantherError } from '../../model/errors.ts';
import { approveStep } from './approve-step.ts';
import { diskStep } from './disk-step.ts';
import { installStep } from './install-step.ts';
import type { Carried, Detail, Job } from './job.ts';
import { passwordFileOf } from './layout-parts.ts';
import { preflightStep } from './preflight-step.ts';
import { type Progress, progressOf } from './progress.ts';
import { record, refuseWhileRunning } from './running.ts';
import { dumpNothing, removeLeftSecret, removeSecrets } from './secret-file.ts';
import { secretsStep } from './secrets-step.ts';
import { STATE_WORDS, STEP_WORDS, STEPS, type State, type Step } from './steps.ts';
import { verifyDiskStep } from './verify-disk-step.ts';
import { verifySystemStep } from './verify-system-step.ts';

export interface RunWishes {
  /** Go on with what the log says was begun; else begin anew. */
  resume: boolean;
  /** The last step to do. */
  until: Step | null;
}

/** How an install ended, when it ended as it should. */
export interface Installed {
  state: State;
  steps: { step: Step; seconds: number; detail: Detail }[];
}

type Work = (job: Job, carried: Carried) => Promise<Detail>;

const WORK: Readonly<Record<Step, Work>> = {
  preflight: preflightStep,
  approve: approveStep,
  secrets: secretsStep,
  disk: diskStep,
  'verify-disk': verifyDiskStep,
  install: installStep,
  'verify-system': verifySystemStep,
  done: async () => ({ version: VERSION }),
};

/**
 * Does the steps in their order, each recorded before and after. What fails stops it: nothing is tried
 * again, nothing is wiped but what was approved as it is then, and the machine is never restarted.
 *
 * @throws PantherError whose message ends with how things stand and what to do.
 */
export async function runInstall(job: Job, wishes: RunWishes): Promise<Installed> {
  const begun = progressOf(job.log.links);
  refuseWhileRunning(begun);
  const first = firstStep(begun, wishes);
  if (wishes.resume && begun.state === 'untouched') {
    job.say(`No install of ${job.host} that came to the wipe is recorded here: it begins anew.`);
  }
  dumpNothing();
  const carried: Carried = {
    progress: begun,
    approved: null,
    passphrase: null,
    passwordHash: null,
  };
  // Whatever else ends this process, no secret stays behind.
  process.once('exit', removeSecrets);
  const left = passwordFileOf(job.layout);
  if (left !== null) removeLeftSecret(left);
  const done: Installed['steps'] = [];
  let step = first;
  try {
    for (const [index, name] of STEPS.entries()) {
      if (index < STEPS.indexOf(first)) continue;
      // What shall be the last may have been done by a run before.
      if (wishes.until !== null && index > STEPS.indexOf(wishes.until)) break;
      step = name;
      job.say(`[${index + 1}/${STEPS.length}] ${name}: ${STEP_WORDS[name]}`);
      done.push(await doStep(job, carried, name));
    }
  } catch (error) {
    throw ended(job, step, error);
  } finally {
    removeSecrets();
    carried.passphrase?.fill(0);
  }
  return { state: progressOf(job.log.links).state, steps: done };
}

/** Only a disk whose wipe came to its end is gone on with. */
function firstStep({ next, state }: Progress, { resume }: RunWishes): Step {
  if (!resume) return 'preflight';
  if (state === 'untouched') return 'preflight';
  return next;
}

async function doStep(job: Job, carried: Carried, step: Step): Promise<Installed['steps'][number]> {
  record(job, step, 'started');
  const start = performance.now();
  const detail = await WORK[step](job, carried);
  job.signal.throwIfAborted();
  record(job, step, 'finished', detail);
  const seconds = Math.round((performance.now() - start) / 1000);
  if (seconds > 0) job.say(`      ${step} took ${seconds} s`);
  return { step, seconds, detail };
}

/** What went wrong, how things stand, and where it is written down. */
function ended(job: Job, step: Step, error: unknown): unknown {
  const isStop = job.signal.aborted;
  const known = error instanceof PantherError;
  try {
    const why = known ? (error.message.split('\n')[0] ?? '') : 'a bug';
    record(job, step, isStop ? 'interrupted' : 'failed', { why });
  } catch {
    // The log itself may be what failed.
  }
  const { state } = progressOf(job.log.links);
  if (!known && !isStop) {
    job.say(`${STATE_WORDS[state]}\nThe log: ${job.log.path}`);
    return error;
  }
  const what = known && !isStop ? error.message : 'interrupted';
  return new PantherError(
    known && !isStop ? error.failure : 'interrupted',
    `step ${step}: ${what}\n${STATE_WORDS[state]}\nThe log: ${job.log.path}`,
    { cause: error },
  );
}
