import { closeSync, constants, openSync, writeFileSync } from 'node:fs';
import { PantherError } from '../../model/errors.ts';
import { family } from '../preflight/blocks.ts';
import { type CheckInput, type Target, targetsOf } from '../preflight/check.ts';
import { devicesOf, digestOf } from './approve-step.ts';
import { DISKO_FILE, DISKO_WRAPPER, diskoCommand, MOUNT_POINT, RUN_FOLDER } from './commands.ts';
import type { Carried, Detail, Job } from './job.ts';
import { refuseKept } from './kept.ts';
import { checkTarget } from './preflight-step.ts';
import { must, record } from './running.ts';
import { makeRunFolder } from './secret-file.ts';

/**
 * Wipes and formats. The script is built first; then everything is checked once more, in this process, and
 * only what was approved is wiped.
 */
export async function diskStep(job: Job, { approved }: Carried): Promise<Detail> {
  if (approved === null) throw new Error('the disk step comes after the approval');
  const call = {
    ...diskoCall(job, await job.look([], job.given.removable)),
    devices: approved.devices,
  };
  await must(job, diskoCommand(call, 'build'), { loud: true });

  const again = await checkTarget(job, approved.named, false);
  const digest = digestOf(job, again);
  const devices = devicesOf(job, again.input, again.targets);
  if (digest !== approved.digest || JSON.stringify(devices) !== JSON.stringify(approved.devices)) {
    throw new PantherError(
      'refused',
      'the disk is not what was approved a moment ago: another one, or something else on it; no disk was touched. Look at it and start again',
    );
  }
  refuseHeld(again.targets);
  job.signal.throwIfAborted();
  // From here on the disk counts as lost, whatever happens.
  record(job, 'disk', 'wiping', { digest });
  await must(job, diskoCommand(call, 'wipe'), { loud: true, recorded: 'disk' });
  await must(job, ['udevadm', 'settle', '--timeout=60']);
  refuseKept(MOUNT_POINT, job.layout);
  return { digest };
}

/**
 * The kernel's own word: what is mounted, swapped to or held by anything cannot be opened exclusively.
 *
 * @throws PantherError `refused` for a disk or partition that is in use.
 */
function refuseHeld(targets: readonly Target[]): void {
  const nodes = targets.flatMap(({ block }) => (block === null ? [] : family(block)));
  for (const { name } of nodes) {
    try {
      closeSync(openSync(`/dev/${name}`, constants.O_RDONLY | constants.O_EXCL));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      throw new PantherError(
        'refused',
        `/dev/${name}: the kernel does not give it to one alone (${code}), so something uses it; no disk was touched`,
      );
    }
  }
}

/** Mounts what an earlier run formatted; nothing on a disk is changed. */
export async function mountFormatted(job: Job, input: CheckInput): Promise<void> {
  const call = { ...diskoCall(job, input), devices: devicesOf(job, input, targetsOf(input)) };
  await must(job, diskoCommand(call, 'mount'), { loud: true });
}

function diskoCall({ repository, host }: Job, { seen }: CheckInput) {
  // A layout without a passphrase has not made it.
  makeRunFolder(RUN_FOLDER);
  writeFileSync(DISKO_FILE, DISKO_WRAPPER, { mode: 0o600 });
  return { repository, host, onMedium: seen.programs?.has('disko') ?? false };
}
