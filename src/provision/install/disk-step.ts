import { writeFileSync } from 'node:fs';
import { PantherError } from '../../model/errors.ts';
import { devicesOf, digestOf } from './approve-step.ts';
import { DISKO_FILE, DISKO_WRAPPER, diskoCommand } from './commands.ts';
import type { Carried, Detail, Job } from './job.ts';
import { checkTarget } from './preflight-step.ts';
import { must, record } from './running.ts';

/**
 * Wipes and formats. The script is built first; then everything is checked once more, in this process, and
 * only what was approved is wiped.
 */
export async function diskStep(job: Job, { approved }: Carried): Promise<Detail> {
  if (approved === null) throw new Error('the disk step comes after the approval');
  const call = { ...(await diskoCall(job)), devices: approved.devices };
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
  // From here on the disk counts as lost, whatever happens.
  record(job, 'disk', 'wiping', { digest });
  await must(job, diskoCommand(call, 'wipe'), { loud: true, recorded: 'disk' });
  await must(job, ['udevadm', 'settle', '--timeout=60']);
  return { digest };
}

/** Mounts what an earlier run formatted; nothing on a disk is changed. */
export async function mountFormatted(job: Job): Promise<void> {
  const input = await job.look([], job.given.removable);
  const devices = Object.fromEntries(
    job.layout.disks.map(({ key, device }) => [key, job.deviceFor(input, key) ?? device]),
  );
  await must(job, diskoCommand({ ...(await diskoCall(job)), devices }, 'mount'), { loud: true });
}

async function diskoCall({ repository, host, look, given }: Job) {
  const { seen } = await look([], given.removable);
  writeFileSync(DISKO_FILE, DISKO_WRAPPER, { mode: 0o600 });
  return { repository, host, onMedium: seen.programs?.has('disko') ?? false };
}
