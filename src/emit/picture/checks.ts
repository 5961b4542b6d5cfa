import type { DiskLayout, Partition } from '../../model/layout.ts';
import { heldBy, isSealed } from './contents.ts';

/** One thing about a layout that a reader may want to see confirmed. */
export interface LayoutCheck {
  holds: boolean;
  text: string;
}

/**
 * What can be told from the layout alone, good or bad, in a fixed order. Of disks that nobody looked into
 * (`isUnseen`) it cannot be told that anything is kept.
 */
export function layoutChecks(layout: DiskLayout, isUnseen = false): LayoutCheck[] {
  const partitions = layout.disks.flatMap((disk) => disk.partitions);
  const sealed = partitions.map((partition) => isSealed(heldBy(partition, layout)));
  return [
    {
      holds: layout.disks.every((disk) => disk.device.startsWith('/dev/disk/')),
      text: 'every disk is named by a link, not by a kernel name that may change',
    },
    {
      holds: layout.disks.every((disk) => !disk.device.startsWith('/dev/disk/by-id/')),
      text: 'no name of a disk holds a serial number',
    },
    {
      holds: partitions.every((partition) => partition.uuid !== null),
      text: 'every partition is found by a uuid of its own',
    },
    {
      holds: !sealed.includes(false),
      text: 'everything but the boot partition is encrypted',
    },
    {
      holds: layout.disks.every(({ sizeBytes }) => sizeBytes !== null),
      text: 'the sizes are known',
    },
    { holds: fits(layout), text: 'the partitions fit on their disks' },
    ...(isUnseen ? [] : keptChecks(layout)),
  ];
}

function keptChecks({ losses }: DiskLayout): LayoutCheck[] {
  return [
    { holds: losses.length === 0, text: 'all that was seen on the disks is kept' },
    {
      holds: losses.every((loss) => loss.alsoOn.length === 0),
      text: 'all that reaches onto another disk is kept',
    },
  ];
}

function fits(layout: DiskLayout): boolean {
  return layout.disks.every(
    (disk) => disk.sizeBytes === null || totalOf(disk.partitions) < disk.sizeBytes,
  );
}

function totalOf(partitions: readonly Partition[]): number {
  return partitions.reduce((sum, partition) => sum + (partition.sizeBytes ?? 0), 0);
}
