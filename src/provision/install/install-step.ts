import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { shownText } from '../../model/display.ts';
import type { DiskLayout } from '../../model/layout.ts';
import { carriages, carry, makeFolder, putPrivate } from './carry.ts';
import { hostKeyCommand, installCommand, MOUNT_POINT, syncCommand } from './commands.ts';
import { formattedDisks, keepLog, standUp } from './formatted-disk.ts';
import type { Carried, Detail, Job } from './job.ts';
import { mountsOf } from './layout-parts.ts';
import { must } from './running.ts';
import { removeSecrets } from './secret-file.ts';
import { takePassword } from './secrets-step.ts';
import { findingsOfDisk, refuseFindings } from './verify-disk-step.ts';

/** What the new machine needs goes to /persist first; the boot loader may need some of it. */
export async function installStep(job: Job, carried: Carried): Promise<Detail> {
  const { host, repository, user, passwordPlace } = job;
  // Never into what only looks like it: below an empty mount point lies the memory of the live system.
  const disks = await formattedDisks(job);
  await standUp(job, carried, disks);
  removeSecrets();
  refuseFindings(await findingsOfDisk(job, disks, carried.passphrase));
  keepLog(job);
  const copied: Record<string, number> = {};
  for (const carriage of carriages(repository, job.stateDirectory)) {
    copied[carriage.what] = (copied[carriage.what] ?? 0) + carry(carriage);
  }
  if (passwordPlace !== null && !existsSync(join(MOUNT_POINT, passwordPlace))) {
    await takePassword(job, carried);
    if (carried.passwordHash !== null) putPrivate(passwordPlace, `${carried.passwordHash}\n`);
  }
  for (const path of job.hostKeys) await makeHostKey(job, path);
  job.say(`Carried over to /persist: ${Object.keys(copied).join(', ')}, the password of ${user}.`);
  const kept = join(MOUNT_POINT, '/persist/pantheros');
  await must(job, installCommand(kept, host), { loud: true, recorded: 'install' });
  // Before it is recorded as done: a record is on the disk at once, and what it tells of must not come later.
  await must(job, syncCommand(['/', ...bootPlaces(job.layout)]));
  return { copied };
}

function bootPlaces(layout: DiskLayout): string[] {
  return mountsOf(layout).flatMap(({ type, mountpoint }) => (type === 'vfat' ? [mountpoint] : []));
}

/** Made for the target: the private half lies only there, and is kept when the step runs again. */
async function makeHostKey(job: Job, path: string): Promise<void> {
  const place = join(MOUNT_POINT, path);
  if (!existsSync(place)) {
    makeFolder(join(place, '..'), true);
    // A run that was killed here leaves neither half of a key under its name.
    for (const half of [`${place}.new`, `${place}.new.pub`]) rmSync(half, { force: true });
    await must(job, hostKeyCommand(`${place}.new`, `root@${job.host}`));
    renameSync(`${place}.new.pub`, `${place}.pub`);
    renameSync(`${place}.new`, place);
  }
  const key = readFileSync(`${place}.pub`, 'utf8').trim();
  job.say(`host key ${path}: ${shownText(key, 200)}`);
}
