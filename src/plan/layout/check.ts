import { PantherError } from '../../model/errors.ts';
import { DiskLayout, type Partition, type PlannedDisk } from '../../model/layout.ts';
import { USED_ONCE } from '../../model/parsing.ts';
import { filesystemOf, swapFilesOf } from './filesystem.ts';
import { bytesOf, usableBytes } from './sizes.ts';

/** Mount options that a layout may use: what else exists is set by default, or is a mistake. */
const MOUNT_OPTIONS = new Set(['compress=zstd:1', 'compress=zstd:3', 'noatime', 'nofail']);

/**
 * Refuses a layout that contradicts itself, whatever made it: a plan may come from a file.
 *
 * @throws PantherError `refused` that says which rule is broken.
 */
export function checkLayout(layout: DiskLayout): void {
  const parsed = DiskLayout.safeParse(layout, USED_ONCE);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    refuse(`${issue?.path.map(String).join('.')} is not what disko can be given safely`);
  }
  const [system, ...rest] = layout.disks;
  if (system?.role !== 'system' || rest.some((disk) => disk.role !== 'data')) {
    refuse('there must be one system disk, first, and nothing but data disks after it');
  }
  checkUnique(layout);
  for (const disk of layout.disks) checkDisk(disk);
  checkSystem(layout, system);
}

function checkUnique(layout: DiskLayout): void {
  const partitions = layout.disks.flatMap((disk) => disk.partitions);
  const filesystems = partitions.map(filesystemOf).filter((found) => found !== null);
  const mappers = partitions.map(({ content }) =>
    content?.kind === 'luks' ? content.mapper : null,
  );
  unique(
    'a disk key',
    layout.disks.map((disk) => disk.key),
  );
  unique(
    'a device',
    layout.disks.map((disk) => disk.device),
  );
  unique(
    'a partition uuid',
    partitions.map((partition) => partition.uuid),
  );
  unique('a mapper name', mappers);
  unique('a mount point', [
    ...partitions.map(({ content }) => (content?.kind === 'esp' ? content.mountpoint : null)),
    ...filesystems.flatMap((found) => found.subvolumes.map(({ mountpoint }) => mountpoint)),
  ]);
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

/** The content that each partition type is for. */
const CONTENT = {
  EF02: null,
  EF00: 'esp',
  '8200': 'swap',
  '8309': 'luks',
  '8300': 'btrfs',
  FD00: 'md-member',
} as const;

function checkPartition(partition: Partition, index: number): void {
  const { key, type, content, size, sizeBytes } = partition;
  if ((content?.kind ?? null) !== CONTENT[type]) {
    refuse(`partition ${key}: type ${type} is not for what it holds`);
  }
  // GRUB writes itself into it, and some firmware looks no further than the first partition.
  if (type === 'EF02' && (index !== 0 || size !== '1M')) {
    refuse(`partition ${key}: the BIOS boot partition must be the first, of 1M`);
  }
  if (size !== '100%' && sizeBytes !== null && sizeBytes !== bytesOf(size)) {
    refuse(`partition ${key}: its size is not ${size}`);
  }
  if (content?.kind === 'luks') {
    if (!content.passwordFile.startsWith('/run/')) {
      refuse(`partition ${key}: the passphrase must lie on a tmpfs while disko formats`);
    }
    if (content.formatArgs[1] !== 'luks2') refuse(`partition ${key}: LUKS must be version 2`);
  }
  checkFilesystem(partition);
}

function checkFilesystem(partition: Partition): void {
  const found = filesystemOf(partition);
  if (found === null) return;
  const sets = found.subvolumes.map(({ mountOptions }) => mountOptions.join(','));
  if (new Set(sets).size > 1) {
    refuse(
      `partition ${partition.key}: subvolumes differ in mount options, and the first mount decides for all`,
    );
  }
  const odd = found.subvolumes.flatMap(({ mountOptions }) => mountOptions);
  if (odd.some((option) => !MOUNT_OPTIONS.has(option))) {
    refuse(`partition ${partition.key}: a mount option is not among those that are known to work`);
  }
}

function checkSystem(layout: DiskLayout, system: PlannedDisk): void {
  const esps = system.partitions.filter(({ content }) => content?.kind === 'esp');
  if (esps.length !== 1 || esps[0]?.content?.kind !== 'esp') refuse('there must be one ESP');
  if (
    esps[0].content.mountpoint !== '/boot' ||
    !esps[0].content.mountOptions.includes('umask=0077')
  ) {
    refuse('the ESP must be mounted at /boot, readable to root alone');
  }
  const root = system.partitions.at(-1);
  const found = root === undefined ? null : filesystemOf(root);
  if (root === undefined || found === null) refuse('there must be a btrfs filesystem for the root');
  if (!found.subvolumes.some(({ mountpoint }) => mountpoint === '/persist')) {
    refuse('without /persist nothing outlives the reset of the root');
  }
  const { content } = root;
  const device =
    content?.kind === 'luks'
      ? `/dev/mapper/${content.mapper}`
      : `/dev/disk/by-partuuid/${root.uuid}`;
  const rootSubvolume = found.subvolumes.find(({ mountpoint }) => mountpoint === '/');
  const { reset } = layout;
  if (reset.device !== device || reset.subvolume !== rootSubvolume?.name) {
    refuse('what is reset on boot is not the root of the system disk');
  }
  if (reset.blankSnapshot !== found.blankSnapshot) refuse('the blank snapshot has two names');
  checkSwap(layout, system);
  const taken = new Set(layout.disks.map((disk) => disk.name));
  if (layout.untouched.some(({ name }) => taken.has(name))) {
    refuse('a disk is both taken and left untouched');
  }
}

function checkSwap(layout: DiskLayout, system: PlannedDisk): void {
  const swapFiles = layout.disks.flatMap((disk) => disk.partitions).flatMap(swapFilesOf);
  const partitions = system.partitions.filter(({ content }) => content?.kind === 'swap');
  if (swapFiles.length + partitions.length > 1) {
    refuse('there is swap twice: hibernation cannot resume from a swap with a random key');
  }
  if (partitions.some(({ content }) => content?.kind === 'swap' && !content.randomEncryption)) {
    refuse('a swap partition without encryption would keep what memory held');
  }
  const { memoryPercent } = layout.zram;
  if (memoryPercent < 1 || memoryPercent > 200) refuse('zram must take between 1 and 200 per cent');
}

function refuse(why: string): never {
  throw new PantherError('refused', `layout: ${why}`);
}
