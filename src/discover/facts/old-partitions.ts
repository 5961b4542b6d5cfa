import type { Disk, OldPartition } from '../../model/hardware.ts';
import { decimal } from '../parse/lines.ts';
import type { LsblkNode } from '../parse/lsblk.ts';
import type { Readings } from '../readings.ts';

const SECTOR = 512;

/** How large the partitions of a disk are, from sysfs or else from lsblk; nothing where neither says. */
export function oldPartitions(
  readings: Readings,
  disk: string,
  node: LsblkNode | undefined,
): Pick<Disk, 'partitions'> {
  const dir = `/sys/block/${disk}`;
  const inSysfs = readings.children(dir).flatMap((child): OldPartition[] => {
    const number = readings.text(`${dir}/${child}/partition`)?.trim() ?? '';
    const sectors = decimal(readings.text(`${dir}/${child}/size`)?.trim() ?? null);
    return asPartition(number, sectors === null ? null : sectors * SECTOR);
  });
  return inSysfs.length > 0 ? { partitions: byNumber(inSysfs) } : listedPartitions(node);
}

/** The same from lsblk alone. */
export function listedPartitions(node: LsblkNode | undefined): Pick<Disk, 'partitions'> {
  const listed = (node?.children ?? []).flatMap(({ type, partition, sizeBytes }) =>
    type === 'part' ? asPartition(partition ?? '', sizeBytes) : [],
  );
  return listed.length > 0 ? { partitions: byNumber(listed) } : {};
}

function asPartition(number: string, sizeBytes: number | null): OldPartition[] {
  if (!/^[0-9]{1,4}$/.test(number) || sizeBytes === null || !Number.isSafeInteger(sizeBytes)) {
    return [];
  }
  return [{ number, sizeBytes }];
}

function byNumber(partitions: readonly OldPartition[]): OldPartition[] {
  return [...partitions].sort((a, b) => Number(a.number) - Number(b.number));
}
