import type { Disk } from './hardware.ts';

/**
 * Whether two disks are two ways to one unit, as those of a dual-ported drive are where nothing joins them
 * (multipath). An identifier alone proves nothing: cheap drives have a zeroed one.
 */
export function isOneUnit(a: Disk, b: Disk): boolean {
  return a.wwid !== null && a.wwid === b.wwid && a.serial === b.serial;
}
