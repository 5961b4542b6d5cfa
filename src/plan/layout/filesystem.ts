import type { z } from 'zod';
import type { BtrfsContent, DiskLayout, LuksContent, Partition } from '../../model/layout.ts';

type Btrfs = z.infer<typeof BtrfsContent>;
type Luks = z.infer<typeof LuksContent>;
type Content = Partition['content'] | NonNullable<DiskLayout['arrays']>[number]['content'];

/** Something that holds something: a partition or an array, and what the running system calls it. */
export interface Place {
  /** For a message: `main/crypt`, or the array's name. */
  name: string;
  device: string;
  content: Content;
}

/** Every partition with a uuid and every array of a layout. */
export function placesOf(layout: DiskLayout): Place[] {
  const partitions = layout.disks.flatMap((disk) =>
    disk.partitions.map(({ key, uuid, content }) => ({
      name: `${disk.key}/${key}`,
      device: `/dev/disk/by-partuuid/${uuid}`,
      content,
    })),
  );
  const arrays = (layout.arrays ?? []).map(({ name, content }) => ({
    name,
    device: `/dev/md/${name}`,
    content,
  }));
  return [...partitions, ...arrays];
}

/** The btrfs filesystem in a place, behind LUKS or not; null where it holds something else. */
export function filesystemOf({ content }: { content: Content }): Btrfs | null {
  if (content?.kind === 'btrfs') return content;
  return content?.kind === 'luks' ? content.content : null;
}

/** Where the filesystem of a place is mounted from. */
export function mountedFrom({ device, content }: Place): string {
  return content?.kind === 'luks' ? `/dev/mapper/${content.mapper}` : device;
}

/** The LUKS container in a place, whole or as a mirror's half. */
export function containerOf({
  content,
}: {
  content: Content;
}): Omit<Luks, 'kind' | 'content'> | null {
  return content?.kind === 'luks' || content?.kind === 'luks-member' ? content : null;
}

/** The place that holds the root filesystem; undefined where none does. */
export function rootPlace(layout: DiskLayout): Place | undefined {
  return placesOf(layout).find((place) =>
    filesystemOf(place)?.subvolumes.some(({ mountpoint }) => mountpoint === '/'),
  );
}

/** The sizes of the swapfiles in a filesystem. */
export function swapFilesOf(place: { content: Content }): string[] {
  const subvolumes = filesystemOf(place)?.subvolumes ?? [];
  return subvolumes.flatMap(({ swapFile }) => (swapFile === null ? [] : [swapFile.size]));
}
