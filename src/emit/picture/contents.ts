import type { DiskLayout, Partition, Subvolume } from '../../model/layout.ts';
import type { Box } from './bar.ts';

/**
 * What a partition or an array holds, as far as a picture cares. A kind that is not known here is still
 * drawn, by its name.
 */
export interface Content {
  kind: string;
  mountpoint?: string;
  randomEncryption?: boolean;
  mapper?: string;
  label?: string;
  array?: string;
  mirrors?: readonly string[] | undefined;
  subvolumes?: readonly Subvolume[];
  content?: Content;
}

/** Something that lies over several partitions, such as an md array. */
export interface Volume {
  name: string;
  sizeBytes: number | null;
  content: Content;
  reason: string;
}

/** The arrays over the disks of a layout. */
export function arraysOf(
  layout: DiskLayout & { arrays?: readonly Volume[] | undefined },
): readonly Volume[] {
  return layout.arrays ?? [];
}

export function contentOf({ content }: Partition): Content | null {
  return content;
}

/** The content, followed through the array that a member belongs to. */
export function heldBy(partition: Partition, layout: DiskLayout): Content | null {
  const content = contentOf(partition);
  if (content?.array === undefined) return content;
  return arraysOf(layout).find(({ name }) => name === content.array)?.content ?? content;
}

/** The subvolumes in something, encrypted or not. */
export function subvolumesOf(content: Content | null): readonly Subvolume[] {
  return content?.subvolumes ?? content?.content?.subvolumes ?? [];
}

/** Whether nobody who finds the disk can read it; null: nothing of anybody's is there. */
export function isSealed(content: Content | null): boolean | null {
  if (content === null || content.kind === 'esp') return null;
  if (content.kind.startsWith('luks')) return true;
  return content.kind === 'swap' ? (content.randomEncryption ?? false) : false;
}

/** Which colour a partition has: what matters is whether it is encrypted. */
export function partitionTone(partition: Partition, layout: DiskLayout): Box['tone'] {
  const content = heldBy(partition, layout);
  if (partition.type === 'EF02' || content?.kind === 'esp') return 'boot';
  if (content?.kind === 'swap') return 'swap';
  return isSealed(content) ? 'encrypted' : 'plain';
}
