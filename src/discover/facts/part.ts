import type { Observation } from '../observation.ts';
import type { Readings } from '../readings.ts';

/** What one subject's reader saw: its share of an observation, and where it saw it. */
export type Part = Partial<Omit<Observation, 'sources'>> & Pick<Observation, 'sources'>;

/** Those of the ids that were read well: what a fact can rest on. */
export function readWell(readings: Readings, ids: readonly string[]): string[] {
  return ids.filter((id) => readings.reading(id)?.status === 'ok');
}

/** Those of the ids that have a reading at all: what an absence can rest on. */
export function recorded(readings: Readings, ids: readonly string[]): string[] {
  return ids.filter((id) => readings.reading(id) !== null);
}

/** True when any of /sys was read, so that a file missing there says something. */
export function sawSysfs(readings: Readings): boolean {
  return readings.children('/sys').length > 0;
}

/** The last segment of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

const PCI_ADDRESS = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;

/** The PCI addresses on a sysfs path, outermost first. */
export function pciAddresses(path: string): string[] {
  return path.split('/').filter((segment) => PCI_ADDRESS.test(segment));
}

/** The last USB port path (3-9 or 1-1.4) on a sysfs path, or null. */
export function usbPath(path: string): string | null {
  return path.split('/').findLast((segment) => /^[0-9]+-[0-9]+(\.[0-9]+)*$/.test(segment)) ?? null;
}

/** Order by code unit, the same on every machine. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
