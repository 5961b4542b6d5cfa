import type { Answers, GivenAnswers } from '../../model/answers.ts';
import { PantherError } from '../../model/errors.ts';
import type { Facts } from '../../model/facts.ts';
import type { Disk } from '../../model/hardware.ts';
import { type ChosenDisk, chooseDisk, deviceOf, isGuest } from './choose-disk.ts';
import { type RoledDisk, roledDisks } from './data-disks.ts';
import { byPathLink } from './device.ts';
import { areTwins, byCodeUnit } from './disk-kind.ts';
import { diskTable } from './disk-table.ts';
import { disksFitting } from './resolve-disk.ts';

/** The system disk, the others that have a role, and whether two of them mirror each other. */
export interface ChosenDisks {
  system: ChosenDisk;
  roled: RoledDisk[];
  /** Undefined: nobody was asked, for there is nothing to mirror with. */
  redundancy: Answers['layout']['redundancy'];
}

/**
 * Which disks the system takes. Two disks mirror each other only where an answer says so; a remote
 * machine then gets the kind of mirror that starts without hands.
 *
 * @throws PantherError `answer` with the disks and what to say, `usage` where a role cannot be.
 */
export function chooseDisks(facts: Facts, given: GivenAnswers, remote: boolean): ChosenDisks {
  const publicIds = given.publicDiskIds ?? false;
  const roles = given.disks ?? {};
  const copies = Object.keys(roles).filter((name) => roles[name] === 'mirror');
  const unasked = copies.length === 0 ? undefined : remote ? 'md' : 'raid1';
  const redundancy = given.layout?.redundancy ?? unasked;
  if (redundancy === undefined || redundancy === 'single') {
    const system = chooseDisk(facts, given, remote);
    return { system, roled: roledDisks(roles, facts.disks, system.disk, publicIds), redundancy };
  }
  const system = systemOfPair(facts, given, copies, remote);
  const roled = roledDisks(roles, facts.disks, system.disk, publicIds);
  if (roled.some(({ role }) => role === 'mirror')) return { system, roled, redundancy };
  const copy = onlyTwin(facts, system.disk, roled);
  const device = deviceOf(copy, facts.disks, publicIds, null);
  const all = [...roled, { disk: copy, device, role: 'mirror' } satisfies RoledDisk];
  return { system, roled: all.sort((a, b) => byCodeUnit(a.device, b.device)), redundancy };
}

/** Of two halves that are alike it does not matter which is called the system disk: the first link. */
function systemOfPair(
  facts: Facts,
  given: GivenAnswers,
  copies: readonly string[],
  remote: boolean,
): ChosenDisk {
  if (given.disk !== undefined) return chooseDisk(facts, given, remote);
  const roled = Object.keys(given.disks ?? {}).flatMap((name) => disksFitting(name, facts.disks));
  const free = steadyDisks(facts).filter((disk) => !roled.includes(disk));
  const [first, second] = free.sort((a, b) => byCodeUnit(linkOf(a, facts), linkOf(b, facts)));
  const clear =
    first !== undefined &&
    (copies.length > 0
      ? free.length === 1
      : free.length === 2 && second !== undefined && areTwins(first, second));
  if (!clear) return chooseDisk(facts, given, remote);
  const publicIds = given.publicDiskIds ?? false;
  return { disk: first, device: deviceOf(first, facts.disks, publicIds, null) };
}

/** The one disk of the same size that has no role yet. */
function onlyTwin(facts: Facts, system: Disk, roled: readonly RoledDisk[]): Disk {
  const taken = roled.map(({ disk }) => disk);
  const twins = steadyDisks(facts).filter(
    (disk) => areTwins(disk, system) && !taken.includes(disk),
  );
  const [only] = twins;
  if (twins.length === 1 && only !== undefined) return only;
  const others = facts.disks.filter(
    (disk) => disk !== system && disk.unfit === null && !taken.includes(disk),
  );
  const why =
    twins.length === 0
      ? 'no further disk has the size of the system disk'
      : `${twins.length} further disks have the size of the system disk`;
  const lines = others.flatMap((disk) => {
    const link = byPathLink(disk, facts.disks);
    return link === null ? [] : [`  --set disks.${link}=mirror`];
  });
  throw new PantherError(
    'answer',
    [
      `layout.redundancy: ${why}; name the one that mirrors it, or set layout.redundancy=single`,
      ...diskTable(others, facts.disks).map((row) => `  ${row}`),
      ...lines,
    ].join('\n'),
  );
}

function steadyDisks({ disks }: Facts): Disk[] {
  return disks.filter((disk) => disk.unfit === null && !isGuest(disk));
}

function linkOf(disk: Disk, { disks }: Facts): string {
  return byPathLink(disk, disks) ?? disk.name;
}
