import { isOneUnit } from '../../model/disk-unit.ts';
import type { Disk } from '../../model/hardware.ts';

/** What a disk is made of, as far as it matters to filesystems and encryption. */
export type DiskKind = 'nvme' | 'ssd' | 'hdd' | 'flash' | 'virtual' | 'unknown';

/** A virtual disk comes first: its rotational flag says nothing (an SSD behind it may say 1). */
export function diskKind(disk: Disk): DiskKind {
  if (disk.virtual) return 'virtual';
  if (disk.transport === 'nvme') return 'nvme';
  if (disk.transport === 'mmc') return 'flash';
  if (disk.rotational === true) return 'hdd';
  if (disk.transport === 'usb') return 'flash';
  return disk.rotational === false ? 'ssd' : 'unknown';
}

/** Disks that one filesystem can mirror without waste: of one kind, sizes within 5 per cent. */
export function areTwins(a: Disk, b: Disk): boolean {
  if (!a.sizeBytes || !b.sizeBytes || a === b || diskKind(a) !== diskKind(b)) return false;
  if (isOneUnit(a, b)) return false;
  const [small, large] = [Math.min(a.sizeBytes, b.sizeBytes), Math.max(a.sizeBytes, b.sizeBytes)];
  return small >= large * 0.95;
}

/** Kernel names are for display only, and only when they look like one. */
export function diskWord(name: string): string {
  return /^[a-z0-9]{1,20}$/.test(name) ? name : 'a disk';
}

/** The path of a disk's fact; without the name where that is not a plain word. */
export function diskFact(name: string, field: string): string {
  return /^[a-z0-9]{1,20}$/.test(name) ? `disks[${name}].${field}` : 'disks';
}

/** Sorted by code unit, so that the order is the same on every machine. */
export function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
