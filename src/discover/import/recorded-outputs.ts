import type { Disk } from '../../model/hardware.ts';
import { filled } from '../facts/merge-lists.ts';
import type { Observation } from '../observation.ts';
import type { Readings } from '../readings.ts';
import { observeHwinfo } from './hwinfo.ts';
import { observeScan } from './scan.ts';

/** lsblk prints one decimal: 1.8T stands for anything from 1.75 to 1.85. */
const ROUNDED = 0.03;

/**
 * What recorded outputs of commands tell of a machine, most trusted first. They stem from one boot,
 * so that a kernel name means the same disk in each.
 */
export function observeOutputs(readings: Readings): Observation[] {
  const [scan, hwinfo] = [observeScan(readings), observeHwinfo(readings)];
  if (scan === null || hwinfo === null) return [scan, hwinfo].filter((seen) => seen !== null);
  const byName = new Map(hwinfo.disks.map((disk) => [disk.name, disk]));
  const sources = { ...scan.sources };
  const disks = scan.disks.map((disk) => {
    const other = byName.get(disk.name);
    if (other === undefined || !sizesAgree(disk, other)) return disk;
    byName.delete(disk.name);
    const path = `disks[${disk.name}]`;
    sources[path] = [...(sources[path] ?? []), ...(hwinfo.sources[path] ?? [])].sort();
    // hwinfo counts sectors; what it has no model of it calls by the maker alone.
    return {
      ...filled(disk, other),
      ...links(other),
      sizeBytes: other.sizeBytes ?? disk.sizeBytes,
    };
  });
  return [
    { ...scan, disks, sources },
    { ...hwinfo, disks: [...byName.values()] },
  ];
}

function sizesAgree(a: Disk, b: Disk): boolean {
  if (a.sizeBytes === null || b.sizeBytes === null) return true;
  return Math.abs(a.sizeBytes - b.sizeBytes) <= Math.max(a.sizeBytes, b.sizeBytes) * ROUNDED;
}

function links({ byPath, byId }: Disk): Pick<Disk, 'byPath' | 'byId'> {
  return { byPath, byId };
}
