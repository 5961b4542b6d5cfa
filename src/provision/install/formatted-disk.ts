import { basename, join } from 'node:path';
import { PantherError } from '../../model/errors.ts';
import { family } from '../preflight/blocks.ts';
import { type CheckCode, type CheckInput, targetsOf } from '../preflight/check.ts';
import { preflight } from '../preflight/preflight.ts';
import { MOUNT_POINT } from './commands.ts';
import { mountFormatted } from './disk-step.ts';
import type { Carried, Job } from './job.ts';
import { containersOf, passwordFileOf } from './layout-parts.ts';
import { isMounted } from './mount-point.ts';
import { writeSecret } from './secret-file.ts';
import { passphraseOf } from './secrets-step.ts';

/** The planned disks as they are now, after they were formatted. */
export interface FormattedDisks {
  input: CheckInput;
  /** Kernel name by the key of the plan. */
  names: ReadonlyMap<string, string>;
}

/** What must hold of a disk that is written to, also where it is in use as planned. */
const STILL: readonly CheckCode[] = [
  'disk.present',
  'disk.distinct',
  'disk.identity',
  'disk.names',
];

/**
 * Tells which disks were formatted. Between two runs the machine may have been started anew, with other disks
 * or in another order, and a twin of the disk has the same names on it.
 *
 * @throws PantherError `refused` where one is not the disk that was recorded.
 */
export async function formattedDisks(job: Job): Promise<FormattedDisks> {
  const input = await job.look([], job.given.removable);
  const wrong = preflight(input).checks.filter(
    ({ code, verdict }) => STILL.includes(code) && verdict !== 'pass',
  );
  if (wrong.length > 0) {
    const lines = wrong.map(
      ({ code, disk, evidence, remedy }) => `  ${code} (${disk}): ${evidence} ${remedy}`,
    );
    throw new PantherError(
      'refused',
      ['this is not the disk that was formatted, so nothing is done to it', ...lines].join('\n'),
    );
  }
  const names = targetsOf(input).flatMap(({ planned, live }) =>
    live === null ? [] : [[planned.key, live.name] as const],
  );
  return { input, names: new Map(names) };
}

/** Mounts the formatted disks where they are not any more; a closed container takes the passphrase. */
export async function standUp(
  job: Job,
  carried: Carried,
  { input }: FormattedDisks,
): Promise<void> {
  if (isMounted()) return;
  const file = passwordFileOf(job.layout);
  const { blocks } = input.seen;
  const open = (blocks ?? []).flatMap(family).map(({ title }) => title);
  const isClosed = containersOf(job.layout).some(({ content }) => !open.includes(content.mapper));
  if (file !== null && isClosed) await keepPassphrase(job, carried, file);
  await mountFormatted(job, input);
}

/** Puts the passphrase where disko reads it, asking for it where the run that took it is gone. */
export async function keepPassphrase(job: Job, carried: Carried, file: string): Promise<void> {
  if (carried.passphrase !== null) return;
  carried.passphrase = await passphraseOf(job);
  writeSecret(file, carried.passphrase);
}

/** From the moment there is a proven place for it, the new system has the log too. */
export function keepLog({ log, host, stateDirectory }: Job): void {
  const kept = `/persist/secrets/${basename(stateDirectory)}/installs/${host}.jsonl`;
  const place = join(MOUNT_POINT, kept);
  if (!log.copies.includes(place)) log.copyTo(place);
}
