import type { Answers } from '../../model/answers.ts';
import type { Firmware } from '../../model/facts.ts';

/** What decides which partitions there are. */
export interface PartitionNeeds {
  firmware: Firmware['mode'];
  encryption: Answers['encryption'];
  swapPartition: boolean;
  dataDisks: number;
}

/** Keys of `partitionUuids` that a layout needs, in the order in which they are drawn. */
export function partitionKeys(needs: PartitionNeeds): string[] {
  return [
    ...(needs.firmware === 'uefi' ? [] : ['bios']),
    'esp',
    ...(needs.swapPartition ? ['swap'] : []),
    needs.encryption === 'luks' ? 'crypt' : 'root',
    ...Array.from({ length: needs.dataDisks }, (_, index) => dataKey(index)),
  ];
}

/** data, data2, data3, …: names a data disk, its mount point, its mapper and its partition. */
export function dataKey(index: number): string {
  return index === 0 ? 'data' : `data${index + 1}`;
}
