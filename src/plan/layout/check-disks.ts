import type { DiskLayout, Partition, PlannedDisk } from '../../model/layout.ts';
import { containerOf, filesystemOf, placesOf } from './filesystem.ts';
import { refuse } from './refuse.ts';
import { bytesOf, usableBytes } from './sizes.ts';

/** Roles, names that must be one of a kind, types, sizes, and what is to be left alone. */
export function checkDisks(layout: DiskLayout): void {
  const [system, ...rest] = layout.disks;
  if (system?.role !== 'system' || rest.some((disk) => disk.role === 'system')) {
    refuse('there must be one system disk, first, and none after it');
  }
  if (rest.filter((disk) => disk.role === 'mirror').length > 1) {
    refuse('more than one disk mirrors the system disk');
  }
  checkUnique(layout);
  for (const disk of layout.disks) checkDisk(disk);
  for (const place of placesOf(layout)) {
    const container = containerOf(place);
    if (container === null) continue;
    if (!container.passwordFile.startsWith('/run/')) {
      refuse(`${place.name}: the passphrase must lie on a tmpfs while disko formats`);
    }
    if (container.formatArgs[1] !== 'luks2') refuse(`${place.name}: LUKS must be version 2`);
  }
  const taken = new Set(layout.disks.map((disk) => disk.name));
  if (layout.untouched.some(({ name }) => taken.has(name))) {
    refuse('a disk is both taken and left untouched');
  }
  if (layout.losses.some((loss) => !taken.has(loss.disk))) {
    refuse('something would be lost on a disk that is not taken');
  }
}

function checkUnique(layout: DiskLayout): void {
  const partitions = layout.disks.flatMap((disk) => disk.partitions);
  const places = placesOf(layout);
  const filesystems = places.map(filesystemOf).filter((found) => found !== null);
  const keys = layout.disks.map((disk) => disk.key);
  unique('a disk key', keys);
  const devices = layout.disks.map((disk) => disk.device);
  unique('a device', devices);
  const uuids = partitions.map((partition) => partition.uuid);
  unique('a partition uuid', uuids);
  const mappers = places.map((place) => containerOf(place)?.mapper ?? null);
  unique('a mapper name', mappers);
  unique('a mount point', [
    ...partitions.map(({ content }) => (content?.kind === 'esp' ? content.mountpoint : null)),
    ...filesystems.flatMap((found) => found.subvolumes.map(({ mountpoint }) => mountpoint)),
  ]);
  for (const found of filesystems) {
    const names = found.subvolumes.map(({ name }) => name);
    unique('a subvolume', names);
  }
}

function unique(what: string, values: readonly (string | null)[]): void {
  const known = values.filter((value) => value !== null);
  if (new Set(known).size !== known.length) refuse(`${what} is used twice`);
}

function checkDisk(disk: PlannedDisk): void {
  const { partitions } = disk;
  const open = partitions.filter((partition) => partition.size === '100%');
  if (open.length !== 1 || partitions.at(-1) !== open[0]) {
    refuse(`disk ${disk.key}: one partition must take the rest, and be the last`);
  }
  partitions.forEach((partition, index) => {
    checkPartition(partition, index);
  });
  if (disk.sizeBytes === null) return;
  const total = partitions.reduce((sum, partition) => sum + (partition.sizeBytes ?? 0), 0);
  if (total > usableBytes(disk.sizeBytes)) refuse(`disk ${disk.key}: its partitions do not fit`);
  if (partitions.some((partition) => (partition.sizeBytes ?? 0) <= 0)) {
    refuse(`disk ${disk.key}: a partition would have no size`);
  }
}

/** What each partition type is for. disko knows a BIOS boot partition by the literal EF02 only. */
const CONTENT: Readonly<Record<Partition['type'], readonly (string | null)[]>> = {
  EF02: [null],
  EF00: ['esp'],
  '8200': ['swap'],
  '8309': ['luks', 'luks-member'],
  '8300': ['btrfs', 'btrfs-member'],
  FD00: ['md-member'],
};

function checkPartition(partition: Partition, index: number): void {
  const { key, type, content, size, sizeBytes } = partition;
  if (!CONTENT[type].includes(content?.kind ?? null)) {
    refuse(`partition ${key}: type ${type} is not for what it holds`);
  }
  // GRUB writes itself into it, and some firmware looks no further than the first partition.
  if (type === 'EF02' && (index !== 0 || size !== '1M')) {
    refuse(`partition ${key}: the BIOS boot partition must be the first, of 1M`);
  }
  if (size !== '100%' && sizeBytes !== null && sizeBytes !== bytesOf(size)) {
    refuse(`partition ${key}: its size is not ${size}`);
  }
}
