import type { Answers, DiskRole } from '../../model/answers.ts';
import type { Firmware } from '../../model/facts.ts';

/** What decides which partitions there are. */
export interface PartitionNeeds {
  firmware: Firmware['mode'];
  encryption: Answers['encryption'];
  swapPartition: boolean;
  redundancy?: Answers['layout']['redundancy'];
  /** Keys of the further disks that have a role (`furtherKeys`). */
  further: readonly string[];
}

/** Keys of `partitionUuids` that a layout needs, in the order in which they are drawn. */
export function partitionKeys(needs: PartitionNeeds): string[] {
  const plain = needs.encryption === 'luks' ? 'crypt' : 'root';
  const system = [
    ...(needs.firmware === 'uefi' ? [] : ['bios']),
    'esp',
    ...(needs.swapPartition ? ['swap'] : []),
    needs.redundancy === 'md' ? 'raid' : plain,
  ];
  const mirrored = needs.redundancy === 'raid1' || needs.redundancy === 'md';
  return [...system, ...(mirrored ? system.map(copyKey) : []), ...needs.further];
}

/** The key of the same partition on the disk that mirrors the system disk. */
export function copyKey(key: string): string {
  return `${COPY}-${key}`;
}

/**
 * Key of the disk that mirrors the system disk, `main`. disko goes through disks by name, and the
 * filesystem is made on the last: it must come first.
 */
export const COPY = 'copy';

/**
 * data, data2, backup, scratch, …: names a further disk, its mount point, its mapper and its
 * partition; one for each role, in their order.
 */
export function furtherKeys(roles: readonly DiskRole[]): string[] {
  return roles.map((role, index) => {
    const before = roles.slice(0, index).filter((other) => other === role).length;
    return before === 0 ? role : `${role}${before + 1}`;
  });
}

/** Whether a role makes a disk a filesystem of its own. */
export function isFurtherRole(role: DiskRole): role is 'data' | 'backup' | 'scratch' {
  return role === 'data' || role === 'backup' || role === 'scratch';
}
