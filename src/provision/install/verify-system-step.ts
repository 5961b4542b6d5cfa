import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { shownBytes } from '../../model/display.ts';
import { carriages } from './carry.ts';
import { MOUNT_POINT } from './commands.ts';
import { formattedDisks, keepLog, standUp } from './formatted-disk.ts';
import type { Carried, Detail, Job } from './job.ts';
import type { Finding } from './judge-disk.ts';
import { removeSecrets } from './secret-file.ts';
import { findingsOfDisk, refuseFindings } from './verify-disk-step.ts';

/** Holds the installed system against what it needs to start, and the disk against the plan once more. */
export async function verifySystemStep(job: Job, carried: Carried): Promise<Detail> {
  const disks = await formattedDisks(job);
  await standUp(job, carried, disks);
  removeSecrets();
  refuseFindings(await findingsOfDisk(job, disks, carried.passphrase));
  refuseFindings([
    ...systemFindings(MOUNT_POINT),
    ...bootFindings(MOUNT_POINT, job.layout.boot?.generationBytes ?? 0),
    ...persistFindings(job, MOUNT_POINT),
  ]);
  keepLog(job);
  return { opened: carried.passphrase !== null };
}

/** There is a system, and it has what the boot loader starts. */
export function systemFindings(root: string): Finding[] {
  const system = followed(root, '/nix/var/nix/profiles/system');
  if (system === null) return ['There is no system: nix/var/nix/profiles/system leads nowhere.'];
  return ['init', 'kernel', 'initrd'].flatMap((name) =>
    followed(root, join(system, name)) === null ? [`The system has no ${name}.`] : [],
  );
}

/** There is a boot loader with something to start, and room for one generation more. */
export function bootFindings(root: string, generationBytes: number): Finding[] {
  const boot = join(root, 'boot');
  const loaders = [
    ...['EFI/BOOT', 'EFI/systemd'].map((folder) => [folder, /\.efi$/i] as const),
    ['grub', /^grub\.cfg$/] as const,
  ];
  const findings: Finding[] = [];
  if (!loaders.some(([folder, name]) => hasFile(join(boot, folder), name))) {
    findings.push('There is no boot loader on /boot.');
  }
  const entries = [
    ['loader/entries', /\.conf$/] as const,
    ['EFI/Linux', /\.efi$/i] as const,
    ['grub', /^grub\.cfg$/] as const,
  ];
  if (!entries.some(([folder, name]) => hasFile(join(boot, folder), name))) {
    findings.push('The boot loader has nothing to start.');
  }
  const { bavail, bsize } = statfsSync(boot);
  if (bavail * bsize < generationBytes) {
    findings.push(
      `/boot has ${shownBytes(bavail * bsize)} left, too little for another generation (${shownBytes(generationBytes)}).`,
    );
  }
  return findings;
}

/** What must outlive the first reset is under /persist, and secrets are for root alone. */
function persistFindings(job: Job, root: string): Finding[] {
  const { hostKeys, passwordPlace, repository, stateDirectory } = job;
  const findings = carriages(repository, stateDirectory).flatMap((carriage) => {
    const place = join(root, carriage.to);
    // What a link leads to may be there on the live system alone.
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (found === undefined) return [`${carriage.to} is not there.`];
    if (!found.isDirectory()) return [`${carriage.to} is no folder.`];
    const isOpen = carriage.private && (found.mode & 0o077) !== 0;
    return isOpen ? [`${carriage.to} can be read by others than root.`] : [];
  });
  const secret = [...hostKeys, ...(passwordPlace === null ? [] : [passwordPlace])];
  for (const path of secret) {
    const place = join(root, path);
    if (!existsSync(place)) findings.push(`${path} is not there.`);
    else if ((statSync(place).mode & 0o777) !== 0o600) findings.push(`${path} is not 0600.`);
  }
  if (passwordPlace !== null && existsSync(join(root, passwordPlace))) {
    const hash = readFileSync(join(root, passwordPlace), 'utf8');
    if (!/^\$(?:y|6)\$\S{20,}\n$/.test(hash)) findings.push(`${passwordPlace} holds no hash.`);
  }
  return findings;
}

function hasFile(folder: string, name: RegExp): boolean {
  return existsSync(folder) && readdirSync(folder).some((found) => name.test(found));
}

/** Follows links the way the installed system would: absolute ones begin at its root. Null: nowhere. */
function followed(root: string, path: string): string | null {
  let place = path;
  for (let links = 0; links < 40; links++) {
    try {
      if (!lstatSync(join(root, place)).isSymbolicLink()) return place;
      const target = readlinkSync(join(root, place));
      place = target.startsWith('/') ? target : join(place, '..', target);
    } catch {
      return null;
    }
  }
  return null;
}
