import type { DiskLayout } from '../../model/layout.ts';
import { all, type Block, nodesOf } from './found-blocks.ts';
import type { DiskSeen, Finding } from './judge-disk.ts';
import { filesystemsOf } from './layout-parts.ts';

/** Both halves of what is mirrored are there, and in use. */
export function judgeMirrors(
  layout: DiskLayout,
  { copies }: DiskSeen,
  blocks: readonly Block[],
): Finding[] {
  const partitions = layout.disks.flatMap((disk) => disk.partitions);
  const found = all(blocks);
  const arrays = (layout.arrays ?? []).flatMap(({ name }): Finding[] => {
    const members = partitions.flatMap(({ uuid, content }) =>
      content?.kind === 'md-member' && content.array === name ? [uuid] : [],
    );
    const above = members.map(
      (uuid) =>
        found
          .find(({ partuuid }) => partuuid === uuid)
          ?.children?.find(({ type }) => type?.startsWith('raid'))?.kname,
    );
    const isWhole = above.every((kname) => kname && kname === above[0]);
    return isWhole ? [] : [`${name}: is no array of all its ${members.length} members.`];
  });
  const halves = filesystemsOf(layout).flatMap(({ device, content }): Finding[] => {
    const { label, mirrors = [] } = content;
    const told = copies?.get(label);
    if (told === undefined) return [];
    // As btrfs tells: what udev remembers of a disk may be older than the filesystem on it.
    const paths = told.devices.split('\n').flatMap((line) => / path (\/\S+)/.exec(line)?.[1] ?? []);
    const planned = [device, ...mirrors];
    const isWhole =
      paths.length === planned.length &&
      !/missing/i.test(told.devices) &&
      planned.every((link) => nodesOf(link, blocks).some((node) => paths.includes(node)));
    const kept = mirrors.length > 0 ? 'RAID1' : 'single';
    return [
      ...(isWhole
        ? []
        : [`${label}: does not lie on all its ${planned.length} devices, or on others.`]),
      ...(new RegExp(`^Data, ${kept}:`, 'm').test(told.profiles)
        ? []
        : [`${label}: does not keep its data as ${kept}.`]),
    ];
  });
  return [...arrays, ...halves];
}
