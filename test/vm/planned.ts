import type { z } from 'zod';
import type {
  BtrfsContent,
  DiskLayout,
  LuksContent,
  LuksMember,
  Partition,
} from '../../src/model/layout.ts';

/** Something that lies on a partition or an array, and the name of the block device that holds it. */
export interface Held<Content> {
  device: string;
  content: Content;
}
export type Luks = z.infer<typeof LuksContent> | z.infer<typeof LuksMember>;
export type Btrfs = z.infer<typeof BtrfsContent>;
type Content = NonNullable<Partition['content']>;

/** Every content with the device that it lies on: the partitions' first, then the arrays'. */
function contents(layout: DiskLayout): Held<Content>[] {
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
export function containers(layout: DiskLayout): Held<Luks>[] {
  return contents(layout).flatMap(({ device, content }) =>
    content.kind === 'luks' || content.kind === 'luks-member' ? [{ device, content }] : [],
  );
}

/** The Btrfs filesystems, with the mapper, array or partition that they are mounted from. */
export function filesystems(layout: DiskLayout): Held<Btrfs>[] {
  return contents(layout).flatMap(({ device, content }) => {
    if (content.kind === 'btrfs') return [{ device, content }];
    if (content.kind !== 'luks') return [];
    return [{ device: `/dev/mapper/${content.mapper}`, content: content.content }];
  });
}

/** The boot partitions that are mounted. */
export function bootPartitions(layout: DiskLayout) {
  return contents(layout).flatMap(({ device, content }) =>
    content.kind === 'esp' ? [{ device, ...content }] : [],
  );
}

/**
 * What the guest has to know of a plan, as lines of words: the first says of what kind the line is. No
 * word of a layout holds a blank; its schema sees to that.
 */
export function planLines(layout: DiskLayout): string {
  const lines = [
    ...layout.disks.map(({ key, device }) => ['disk', key, device]),
    ...(layout.arrays ?? []).map(({ name }) => ['array', name]),
    ...containers(layout).map(({ device, content }) => ['container', device, content.mapper]),
    ...filesystems(layout).map(({ device, content }) => ['filesystem', content.label, device]),
    ...bootPartitions(layout).map(({ device, mountpoint, mountOptions }) => [
      'esp',
      device,
      mountpoint,
      mountOptions.join(','),
    ]),
    ...filesystems(layout).flatMap(({ device, content }) =>
      content.subvolumes.map(({ name, mountpoint, mountOptions }) => [
        'subvolume',
        device,
        name,
        mountpoint,
        mountOptions.join(','),
      ]),
    ),
    ['reset', layout.reset.device, layout.reset.subvolume, layout.reset.blankSnapshot],
  ];
  return lines.map((words) => `${words.join(' ')}\n`).join('');
}
