import { readFileSync } from 'node:fs';
import { PantherError } from '../../model/errors.ts';
import { MOUNT_POINT, testPassphraseCommand } from './commands.ts';
import { mountFormatted } from './disk-step.ts';
import type { Carried, Detail, Job } from './job.ts';
import { type DiskSeen, type Finding, judgeDisk } from './judge-disk.ts';
import { containersOf, filesystemsOf, mountsOf, passwordFileOf } from './layout-parts.ts';
import { addRecoveryKeys } from './recovery-key.ts';
import { must, run } from './running.ts';
import { removeSecrets, writeSecret } from './secret-file.ts';
import { passphraseOf } from './secrets-step.ts';

/** Holds the formatted disk against the plan; then the passphrase leaves the tmpfs. */
export async function verifyDiskStep(job: Job, carried: Carried): Promise<Detail> {
  const file = passwordFileOf(job.layout);
  if (file !== null && carried.passphrase === null) {
    // The run that took it is gone.
    carried.passphrase = await passphraseOf(job);
    writeSecret(file, carried.passphrase);
  }
  if (!isMounted()) await mountFormatted(job);
  await refuseFindings(await findingsOfDisk(job, carried.passphrase));
  const recovery = file === null ? 0 : await addRecoveryKeys(job, file);
  removeSecrets();
  return { recoveryKeys: recovery };
}

/** What of the disk is not as planned. Without a passphrase, whether it opens is not tried. */
export async function findingsOfDisk(job: Job, passphrase: Buffer | null): Promise<Finding[]> {
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
  for (const { content } of filesystemsOf(layout)) {
    const place = mountsOf(layout).find(({ subvolume }) =>
      content.subvolumes.some(({ name }) => name === subvolume),
    )?.mountpoint;
    const path = place === '/' || place === undefined ? MOUNT_POINT : `${MOUNT_POINT}${place}`;
    const list = async (...flags: string[]) =>
      (await run(job, ['btrfs', 'subvolume', 'list', ...flags, path])).output;
    subvolumes.push([content.label, { all: await list(), readOnly: await list('-r') }]);
  }
  const seen: DiskSeen = {
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
  };
  return judgeDisk(layout, seen, MOUNT_POINT);
}

/** @throws PantherError `finding` with each of them. */
export function refuseFindings(findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const lines = findings.map((finding) => `  ${finding}`).join('\n');
  throw new PantherError('finding', `not as planned, so the install stops here\n${lines}`);
}

function isMounted(): boolean {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .some((line) => line.split(' ')[1] === MOUNT_POINT);
}
