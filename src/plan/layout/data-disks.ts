import type { Answers } from '../../model/answers.ts';
import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { Disk } from '../../model/hardware.ts';
import { type ChosenDisk, deviceOf } from './choose-disk.ts';
import { byPathLink, isByIdLink } from './device.ts';
import { byCodeUnit } from './disk-kind.ts';
import { disksFitting } from './resolve-disk.ts';

type Role = Answers['disks'][string];

/** A further disk that a person gave a role. */
export interface RoledDisk extends ChosenDisk {
  role: Role;
}

/**
 * The disks that `disks.<name>` answers give a role, sorted by the name that is emitted. A later
 * answer for the same disk holds over an earlier one.
 *
 * @throws PantherError `answer` when a name fits no disk or several, `usage` when the disk cannot
 * have the role.
 */
export function roledDisks(
  roles: Readonly<Record<string, Role>>,
  disks: readonly Disk[],
  system: Disk,
  publicIds: boolean,
): RoledDisk[] {
  const byDisk = new Map<Disk, RoledDisk>();
  for (const [answer, role] of Object.entries(roles)) {
    const disk = namedDisk(answer, disks);
    refuseRole(answer, role, disk, system);
    const device =
      role !== 'untouched'
        ? deviceOf(disk, disks, publicIds && isByIdLink(answer), answer)
        : (byPathLink(disk, disks) ?? answer);
    byDisk.set(disk, { disk, device, role });
  }
  return [...byDisk.values()].sort((a, b) => byCodeUnit(a.device, b.device));
}

function namedDisk(answer: string, disks: readonly Disk[]): Disk {
  const fitting = disksFitting(answer, disks);
  const [only] = fitting;
  if (fitting.length === 1 && only !== undefined) return only;
  const count = fitting.length === 0 ? 'no disk' : `${fitting.length} disks`;
  const names = disks.map((disk) => shownText(disk.name, 20)).sort(byCodeUnit);
  throw new PantherError(
    'answer',
    `disks: "${shownText(answer, 120)}" fits ${count}; there are ${names.join(', ') || 'none'}: --set disks.<name>=data`,
  );
}

function refuseRole(answer: string, role: Role, disk: Disk, system: Disk): void {
  if (role === 'untouched') return;
  const shown = shownText(answer, 120);
  if (disk === system) {
    throw new PantherError(
      'usage',
      `disks."${shown}": this is the system disk, it cannot have another role; drop the answer or choose another disk`,
    );
  }
  if (disk.unfit !== null) {
    throw new PantherError(
      'usage',
      `disks."${shown}": this disk cannot be formatted (read-only, too small, or it carries the live system); use disks."${shown}"=untouched`,
    );
  }
}
