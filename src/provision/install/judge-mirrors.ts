import type { DiskLayout } from '../../model/layout.ts';
import { all, type Block, isNamed } from './found-blocks.ts';
import type { DiskSeen, Finding } from './judge-disk.ts';
import { filesystemsOf } from './layout-parts.ts';

/** Both halves of what is mirrored are there, and in use. */
export function judgeMirrors(
  layout: DiskLayout,
  { profiles }: DiskSeen,
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
  const copies = filesystemsOf(layout).flatMap(({ device, content }): Finding[] => {
    const { label, mirrors = [] } = content;
    const uuids = [device, ...mirrors].map(
      (path) => found.find((block) => isNamed(block, path))?.uuid ?? null,
    );
    const findings: Finding[] = [];
    if (uuids.some((uuid) => uuid === null || uuid !== uuids[0])) {
      findings.push(`${label}: does not lie on all its ${uuids.length} devices.`);
    }
    const told = profiles?.get(label);
    const wanted = mirrors.length > 0 ? 'RAID1' : 'single';
    if (told !== undefined && !new RegExp(`^Data, ${wanted}:`, 'm').test(told)) {
      findings.push(`${label}: does not keep its data as ${wanted}.`);
    }
    return findings;
  });
  return [...arrays, ...copies];
}
