import type { z } from 'zod';
import type { BtrfsContent, Partition } from '../../model/layout.ts';

/** The btrfs filesystem in a partition, behind LUKS or not; null where it holds something else. */
export function filesystemOf({ content }: Partition): z.infer<typeof BtrfsContent> | null {
  if (content?.kind === 'btrfs') return content;
  return content?.kind === 'luks' ? content.content : null;
}

/** The sizes of the swapfiles in a partition. */
export function swapFilesOf(partition: Partition): string[] {
  const subvolumes = filesystemOf(partition)?.subvolumes ?? [];
  return subvolumes.flatMap(({ swapFile }) => (swapFile === null ? [] : [swapFile.size]));
}
