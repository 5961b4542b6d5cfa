import { join } from 'node:path';
import type { z } from 'zod';
import type {
  BtrfsContent,
  DiskLayout,
  LuksContent,
  LuksMember,
  Partition,
} from '../../model/layout.ts';

/** Something of a layout, and the block device that it lies on. */
export interface Held<Content> {
  device: string;
  content: Content;
}
export type Luks = z.infer<typeof LuksContent> | z.infer<typeof LuksMember>;
export type Btrfs = z.infer<typeof BtrfsContent>;

/** A mount of the installed system, below the mount point of the install. */
export interface PlannedMount {
  device: string;
  mountpoint: string;
  type: 'btrfs' | 'vfat';
  options: readonly string[];
  subvolume: string | null;
}

function contents(layout: DiskLayout): Held<NonNullable<Partition['content']>>[] {
  const onPartitions = layout.disks
    .flatMap(({ partitions }) => partitions)
    .flatMap(({ uuid, content }) =>
      content === null ? [] : [{ device: `/dev/disk/by-partuuid/${uuid}`, content }],
    );
  const onArrays = (layout.arrays ?? []).map(({ name, content }) => ({
    device: `/dev/md/${name}`,
    content,
  }));
  return [...onPartitions, ...onArrays];
}

/** The LUKS containers, those of mirrors too. */
export function containersOf(layout: DiskLayout): Held<Luks>[] {
  return contents(layout).flatMap(({ device, content }) =>
    content.kind === 'luks' || content.kind === 'luks-member' ? [{ device, content }] : [],
  );
}

/** The btrfs filesystems, by the device that they are mounted from. */
export function filesystemsOf(layout: DiskLayout): Held<Btrfs>[] {
  return contents(layout).flatMap(({ device, content }) => {
    if (content.kind === 'btrfs') return [{ device, content }];
    if (content.kind !== 'luks') return [];
    return [{ device: `/dev/mapper/${content.mapper}`, content: content.content }];
  });
}

/** The swap partitions and arrays. */
export function swapsOf(layout: DiskLayout): string[] {
  return contents(layout).flatMap(({ device, content }) =>
    content.kind === 'swap' ? [device] : [],
  );
}

/** Everything that the layout mounts, the root first. */
export function mountsOf(layout: DiskLayout): PlannedMount[] {
  const subvolumes = filesystemsOf(layout).flatMap(({ device, content }) =>
    content.subvolumes.map(
      ({ name, mountpoint, mountOptions }): PlannedMount => ({
        device,
        mountpoint,
        type: 'btrfs',
        options: mountOptions,
        subvolume: name,
      }),
    ),
  );
  const boot = contents(layout).flatMap(({ device, content }): PlannedMount[] =>
    content.kind === 'esp'
      ? [
          {
            device,
            mountpoint: content.mountpoint,
            type: 'vfat',
            options: content.mountOptions,
            subvolume: null,
          },
        ]
      : [],
  );
  return [...subvolumes, ...boot].sort((a, b) => (a.mountpoint < b.mountpoint ? -1 : 1));
}

/** The swap files, by where they lie in the installed system; disko gives them that name. */
export function swapFilesOf(layout: DiskLayout): string[] {
  return filesystemsOf(layout).flatMap(({ content }) =>
    content.subvolumes.flatMap(({ mountpoint, swapFile }) =>
      swapFile === null ? [] : [join(mountpoint, 'swapfile')],
    ),
  );
}

/** Where disko reads the passphrase while it formats; null where nothing is encrypted. */
export function passwordFileOf(layout: DiskLayout): string | null {
  const files = new Set(containersOf(layout).map(({ content }) => content.passwordFile));
  const [only] = files;
  if (files.size > 1) throw new Error('a layout has one passphrase');
  return only ?? null;
}
