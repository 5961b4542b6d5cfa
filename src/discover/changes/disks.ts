import type { Disk } from '../../model/hardware.ts';
import type { ChangeScope, HardwareChange, Part } from '../../model/hardware-change.ts';
import { pair } from './pairing.ts';
import { arrivals, type Compared, membersChange, valueChange } from './subject.ts';

/** Number of the key that says no more than that a disk stands where another one stood. */
const IN_PLACE = 5;

/** Disks that came, went, were swapped, moved to another port, or hold something else. */
export function diskChanges({ before, after, comparable }: Compared): HardwareChange[] {
  const other = (a: Disk, b: Disk) => comparable && areOthers(a, b);
  const { pairs, removed, added } = pair(
    before.disks,
    after.disks,
    [
      (disk) => (comparable ? identityOf(disk) : null),
      (disk) => joined([placeOf(disk), disk.model, disk.sizeBytes]),
      (disk) => joined([disk.model, disk.sizeBytes]),
      // A hypervisor makes its disks grow; nobody swaps them.
      (disk) => (disk.virtual ? joined([placeOf(disk) ?? disk.name, disk.model ?? '']) : null),
      // Of a disk that tells nothing else there is only this to go by.
      (disk) => (disk.model === null ? joined([disk.name, disk.sizeBytes]) : null),
      placeOf,
    ],
    (a, b, by) => by === 0 || by === IN_PLACE || !other(a, b),
  );
  const changes: HardwareChange[] = [];
  for (const { before: was, after: is, by } of pairs) {
    if (by === IN_PLACE) changes.push(...replacement(was, is, other(was, is)));
    else changes.push(...movement(was, is), ...ofOneDisk(was, is, comparable));
  }
  const [gone, come] = [removed.filter(isBuiltIn), added.filter(isBuiltIn)];
  if (gone.length === 1 && come.length === 1) {
    changes.push(...replacement(gone[0] as Disk, come[0] as Disk, comparable));
  } else changes.push(...arrived('removed', gone), ...arrived('added', come));
  return [
    ...changes,
    ...arrived(
      'removed',
      removed.filter((disk) => !isBuiltIn(disk)),
    ),
    ...arrived(
      'added',
      added.filter((disk) => !isBuiltIn(disk)),
    ),
  ];
}

/** A disk for a reader. */
export function diskPart(disk: Disk): Part {
  return {
    kind: 'disk',
    name: disk.model,
    ids: null,
    sizeBytes: disk.sizeBytes,
    // What tells nothing else of itself is called by its kernel name.
    place: placeOf(disk) ?? (disk.model === null ? disk.name : null),
  };
}

function identityOf({ serial, wwid, virtual }: Disk): string | null {
  // A hypervisor gives every guest of a kind the same name.
  return virtual ? null : (serial ?? wwid);
}

/** Two drives, whatever else they have in common: both say who they are, and differ. */
function areOthers(a: Disk, b: Disk): boolean {
  if (a.virtual || b.virtual) return false;
  const serials = a.serial !== null && b.serial !== null;
  if (serials) return a.serial !== b.serial;
  return a.wwid !== null && b.wwid !== null && a.wwid !== b.wwid;
}

function placeOf({ byPath, controller }: Disk): string | null {
  return byPath[0] ?? controller;
}

function joined(parts: readonly (string | number | null)[]): string | null {
  return parts.includes(null) ? null : parts.join('\n');
}

function isBuiltIn({ removable, transport }: Disk): boolean {
  return removable !== true && transport !== 'usb';
}

function scopeOf(disk: Disk): ChangeScope {
  return isBuiltIn(disk) ? 'hardware' : 'plugged';
}

function arrived(change: 'added' | 'removed', disks: readonly Disk[]): HardwareChange[] {
  return disks.flatMap((disk) => arrivals(change, [diskPart(disk)], scopeOf(disk)));
}

function replacement(was: Disk, is: Disk, certain: boolean): HardwareChange[] {
  const [before, after] = [diskPart(was), diskPart(is)];
  return [{ change: 'replaced', scope: scopeOf(is), before, after, certain }];
}

function movement(was: Disk, is: Disk): HardwareChange[] {
  const known = was.byPath.length > 0 && is.byPath.length > 0;
  if (!known || was.byPath.some((path) => is.byPath.includes(path))) return [];
  const [from, to] = [was.byPath[0] as string, is.byPath[0] as string];
  return [{ change: 'moved', scope: scopeOf(is), part: diskPart(is), from, to }];
}

/** What became of one and the same disk. */
function ofOneDisk(was: Disk, is: Disk, comparable: boolean): HardwareChange[] {
  const part = diskPart(is);
  const about = { part, scope: scopeOf(is) };
  const contents = { part, scope: 'contents' } as const;
  return [
    ...valueChange('disks.model', [was.model, is.model], about),
    ...valueChange('disks.sizeBytes', [was.sizeBytes, is.sizeBytes], about),
    ...valueChange(
      'disks.logicalSectorBytes',
      [was.logicalSectorBytes, is.logicalSectorBytes],
      about,
    ),
    ...valueChange('disks.transport', [was.transport, is.transport], about),
    ...valueChange('disks.readOnly', [was.readOnly, is.readOnly], about),
    ...valueChange('disks.unfit', [was.unfit, is.unfit], about),
    ...valueChange('disks.partitionTable', [was.partitionTable, is.partitionTable], contents),
    ...contentsChange(was, is, comparable, part),
  ];
}

/** Another filesystem in a partition, or the same kind made anew. */
function contentsChange(was: Disk, is: Disk, comparable: boolean, part: Part): HardwareChange[] {
  const shown = ({ holds }: Disk) =>
    holds.map(({ partition, type }) => contentName(partition, type));
  const changed = membersChange('disks.holds', [shown(was), shown(is)], {
    part,
    scope: 'contents',
  });
  if (changed.length > 0 || !comparable) return changed;
  const renewed = is.holds.filter(({ partition, identity }) => {
    const old = was.holds.find((holding) => holding.partition === partition);
    return identity !== null && old?.identity != null && old.identity !== identity;
  });
  const names = renewed.map(({ partition, type }) => contentName(partition, type));
  return membersChange('disks.renewed', [[], names], { part, scope: 'contents' });
}

function contentName(partition: string | null, type: string): string {
  return partition === null ? type : `${type} in partition ${partition}`;
}
