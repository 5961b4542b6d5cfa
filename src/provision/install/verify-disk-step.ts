import { PantherError } from '../../model/errors.ts';
import { MOUNT_POINT, testPassphraseCommand } from './commands.ts';
import {
  type FormattedDisks,
  formattedDisks,
  keepLog,
  keepPassphrase,
  standUp,
} from './formatted-disk.ts';
import type { Carried, Detail, Job } from './job.ts';
import { type DiskSeen, type Finding, judgeDisk } from './judge-disk.ts';
import { containersOf, filesystemsOf, mountsOf, passwordFileOf } from './layout-parts.ts';
import { addRecoveryKeys } from './recovery-key.ts';
import { must, run } from './running.ts';
import { removeSecrets } from './secret-file.ts';

/** Holds the formatted disk against the plan; then the passphrase leaves the tmpfs. */
export async function verifyDiskStep(job: Job, carried: Carried): Promise<Detail> {
  const file = passwordFileOf(job.layout);
  const disks = await formattedDisks(job);
  if (file !== null) await keepPassphrase(job, carried, file);
  await standUp(job, carried, disks);
  refuseFindings(await findingsOfDisk(job, disks, carried.passphrase));
  keepLog(job);
  const recovery = file === null ? 0 : await addRecoveryKeys(job, file);
  removeSecrets();
  return { recoveryKeys: recovery };
}

/** What of the disk is not as planned. Without a passphrase, whether it opens is not tried. */
export async function findingsOfDisk(
  job: Job,
  { names }: FormattedDisks,
  passphrase: Buffer | null,
): Promise<Finding[]> {
  const { layout } = job;
  await must(job, ['udevadm', 'settle', '--timeout=60']);
  const headers = new Map<string, string>();
  const opens = new Map<string, boolean>();
  for (const { device } of containersOf(layout)) {
    const dump = ['cryptsetup', 'luksDump', '--dump-json-metadata', '--', device] as const;
    headers.set(device, (await run(job, dump)).output);
    if (passphrase === null) continue;
    // As somebody types it: a line, and not the bytes of a key file.
    const input = Buffer.concat([passphrase, Buffer.from('\n')]);
    const { exitCode } = await run(job, testPassphraseCommand(device), { input });
    input.fill(0);
    opens.set(device, exitCode === 0);
  }
  const subvolumes: [string, { all: string; readOnly: string }][] = [];
  const profiles = new Map<string, string>();
  for (const { content } of filesystemsOf(layout)) {
    const place = mountsOf(layout).find(({ subvolume }) =>
      content.subvolumes.some(({ name }) => name === subvolume),
    )?.mountpoint;
    const path = place === '/' || place === undefined ? MOUNT_POINT : `${MOUNT_POINT}${place}`;
    const list = async (...flags: string[]) =>
      (await run(job, ['btrfs', 'subvolume', 'list', ...flags, path])).output;
    profiles.set(content.label, (await run(job, ['btrfs', 'filesystem', 'df', path])).output);
    subvolumes.push([content.label, { all: await list(), readOnly: await list('-r') }]);
  }
  const seen: DiskSeen = {
    names,
    blocks: await must(job, ['lsblk', '--json', '--bytes', '--output-all']),
    mounts: await must(job, [
      'findmnt',
      '--json',
      '--list',
      '--output',
      'TARGET,SOURCE,FSTYPE,OPTIONS',
    ]),
    headers,
    opens: passphrase === null ? null : opens,
    subvolumes: new Map(subvolumes),
    profiles,
  };
  return judgeDisk(layout, seen, MOUNT_POINT);
}

/** @throws PantherError `finding` with each of them. */
export function refuseFindings(findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const lines = findings.map((finding) => `  ${finding}`).join('\n');
  throw new PantherError('finding', `not as planned, so the install stops here\n${lines}`);
}
