import type { LsblkNode } from '../parse/lsblk.ts';
import type { Readings } from '../readings.ts';
import { baseName } from './part.ts';

const BLOCK = '/sys/block';
/** Devices that are looked at on the way down from one: no real stack has as many. */
const MOST = 4096;

/** A place on a disk: a partition by number, or all of it. */
export interface DiskPart {
  disk: string;
  partition: string | null;
}

/**
 * Answers which disks and partitions stand below a device such as /dev/sda2, /dev/mapper/root or
 * /dev/dm-0: partitions from sysfs and lsblk, maps and arrays through their slaves.
 */
export function partsBelow(
  readings: Readings,
  names: readonly string[],
  nodes: readonly LsblkNode[],
): (device: string) => DiskPart[] {
  const parts = new Map<string, DiskPart[]>();
  for (const disk of names) {
    parts.set(disk, [{ disk, partition: null }]);
    for (const child of readings.children(`${BLOCK}/${disk}`)) {
      const partition = readings.text(`${BLOCK}/${disk}/${child}/partition`)?.trim();
      if (partition && /^[0-9]{1,4}$/.test(partition)) parts.set(child, [{ disk, partition }]);
    }
  }
  for (const node of nodes) {
    for (const child of node.children) {
      if (child.type !== 'part' || parts.has(child.name)) continue;
      parts.set(child.name, [{ disk: node.name, partition: child.partition }]);
    }
  }
  const mapped = mappedNames(readings);
  return (device) => {
    const name = mapped.get(device) ?? baseName(device);
    let found = parts.get(name);
    if (found === undefined) {
      found = partsOfSlaves(readings, name, parts);
      parts.set(name, found);
    }
    return found;
  };
}

/** Each device is visited once, since two may name one another as slaves in a recording that somebody made up. */
function partsOfSlaves(
  readings: Readings,
  name: string,
  parts: ReadonlyMap<string, DiskPart[]>,
): DiskPart[] {
  const visited = new Set([name]);
  const found: DiskPart[] = [];
  for (const device of visited) {
    const known = parts.get(device);
    if (known !== undefined) {
      for (const part of known) if (!found.includes(part)) found.push(part);
      continue;
    }
    for (const slave of readings.list(`${BLOCK}/${device}/slaves`) ?? []) {
      if (visited.size < MOST) visited.add(slave);
    }
  }
  return found;
}

/** /dev/mapper/<name> → dm-<n>. */
function mappedNames(readings: Readings): Map<string, string> {
  const mapped = new Map<string, string>();
  for (const name of readings.children(BLOCK)) {
    if (!name.startsWith('dm-')) continue;
    const given = readings.text(`${BLOCK}/${name}/dm/name`)?.trim();
    if (given) mapped.set(`/dev/mapper/${given}`, name);
  }
  return mapped;
}
