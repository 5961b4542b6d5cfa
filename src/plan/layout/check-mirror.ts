import type { DiskLayout, PlannedDisk } from '../../model/layout.ts';
import { containerOf, filesystemOf, mountedFrom, placesOf } from './filesystem.ts';
import { refuse } from './refuse.ts';

/** Two disks that mirror each other: both halves of everything, in disko's order, and no third. */
export function checkMirror(layout: DiskLayout): void {
  const arrays = layout.arrays ?? [];
  const [system] = layout.disks;
  const copy = layout.disks.find(({ role }) => role === 'mirror');
  checkArrays(layout, copy !== undefined);
  checkMembers(layout);
  if (system === undefined || copy === undefined) return;
  const mirrored = arrays.length > 0 || placesOf(layout).some(isMember);
  if (!mirrored) refuse('a disk mirrors the system disk, and nothing lies on both');
  if (shapeOf(system) !== shapeOf(copy)) {
    refuse(
      'the two disks of the mirror are not partitioned alike, so one could not replace the other',
    );
  }
  // disko makes disks in the order of their names, and the filesystem with the last.
  if (copy.key >= system.key)
    refuse('the disk that mirrors the system disk must come first by name');
}

function shapeOf({ partitions }: PlannedDisk): string {
  return partitions.map(({ key, type, size }) => `${key} ${type} ${size}`).join(', ');
}

function isMember({ content }: { content: { kind: string } | null }): boolean {
  return content?.kind === 'btrfs-member' || content?.kind === 'luks-member';
}

/** Each array over one partition of each of the two disks. */
function checkArrays(layout: DiskLayout, mirrored: boolean): void {
  const arrays = layout.arrays ?? [];
  if (arrays.length > 0 && !mirrored) refuse('an array needs a second disk');
  if (new Set(arrays.map(({ name }) => name)).size !== arrays.length) {
    refuse('an array name is used twice');
  }
  const members = layout.disks.flatMap((disk) =>
    disk.partitions.flatMap(({ content }) =>
      content?.kind === 'md-member' ? [{ disk: disk.key, array: content.array }] : [],
    ),
  );
  for (const { name } of arrays) {
    const on = members.filter(({ array }) => array === name).map(({ disk }) => disk);
    if (on.length !== 2 || new Set(on).size !== 2) {
      refuse(`array ${name}: it must have one member on each of two disks`);
    }
  }
  if (members.some(({ array }) => arrays.every(({ name }) => name !== array))) {
    refuse('a partition is a member of an array that is not there');
  }
}

/** What a filesystem takes in beside its own device, and what waits to be taken in, are the same. */
function checkMembers(layout: DiskLayout): void {
  const places = placesOf(layout);
  const waiting = places
    .filter(isMember)
    .map((place) => {
      const container = containerOf(place);
      return container === null ? mountedFrom(place) : `/dev/mapper/${container.mapper}`;
    })
    .sort();
  const taken = places.flatMap((place) => filesystemOf(place)?.mirrors ?? []).sort();
  if (waiting.join() !== taken.join()) {
    refuse('the halves of the mirrored filesystem do not fit together');
  }
}
