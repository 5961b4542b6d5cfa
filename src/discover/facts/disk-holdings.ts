import type { Holding } from '../../model/hardware.ts';
import type { LsblkNode } from '../parse/lsblk.ts';
import { parseMounts, parseSwaps } from '../parse/mounts.ts';
import type { Readings } from '../readings.ts';
import { partsBelow } from './disk-parts.ts';
import { baseName, byCodeUnit } from './part.ts';
import { holdingKey } from './sorted-facts.ts';

const MOUNTS = '/proc/mounts';
const SWAPS = '/proc/swaps';
const BY_UUID = '/dev/disk/by-uuid';
const UNTOLD = 'unknown';

export interface DiskHoldings {
  holds: Holding[];
  sources: string[];
}

/**
 * What stands on each disk: signatures as lsblk tells them, through LUKS, LVM and RAID; then, for
 * what it does not tell, mounted filesystems, swap and the uuid links of udev.
 */
export function holdingsByDisk(
  readings: Readings,
  names: readonly string[],
  nodes: readonly LsblkNode[],
): Map<string, DiskHoldings> {
  const found = new Map<string, DiskHoldings>(names.map((name) => [name, blank()]));
  for (const node of nodes) collect(node, node.name, null, found);
  const parts = partsBelow(readings, names, nodes);
  const add = (device: string, holding: Omit<Holding, 'partition' | 'alsoOn'>, id: string) => {
    for (const { disk, partition } of parts(device)) {
      const entry = found.get(disk);
      if (entry !== undefined) join(entry, { ...holding, partition, alsoOn: [] }, id);
    }
  };
  for (const mount of parseMounts(readings.text(MOUNTS) ?? '')) {
    if (!mount.device.startsWith('/dev/')) continue;
    add(mount.device, { type: mount.type, identity: null, mounts: [mount.mountpoint] }, MOUNTS);
  }
  for (const device of parseSwaps(readings.text(SWAPS) ?? '')) {
    if (!device.startsWith('/dev/')) continue;
    add(device, { type: 'swap', identity: null, mounts: [] }, SWAPS);
  }
  for (const id of readings.ids(`${BY_UUID}/`)) {
    const target = readings.link(id);
    if (target === null) continue;
    const holding = { type: UNTOLD, identity: baseName(id), mounts: [] };
    add(`/dev/${baseName(target)}`, holding, id);
  }
  for (const entry of found.values()) tidy(entry);
  return found;
}

function blank(): DiskHoldings {
  return { holds: [], sources: [] };
}

/** A node of lsblk and what stands on it; `partition` is that of the nearest partition above. */
function collect(
  node: LsblkNode,
  disk: string,
  partition: string | null,
  found: ReadonlyMap<string, DiskHoldings>,
): void {
  const own = node.type === 'part' ? node.partition : partition;
  const entry = found.get(disk);
  if (entry !== undefined && (node.signature !== null || node.mounts.length > 0)) {
    const type = node.signature ?? UNTOLD;
    const mounts = node.mounts.filter((mount) => mount !== '[SWAP]');
    const swaps = mounts.length < node.mounts.length;
    const holding = {
      partition: own,
      type: type === UNTOLD && swaps ? 'swap' : type,
      identity: node.uuid,
      mounts,
      alsoOn: [],
    };
    join(entry, holding, 'command:lsblk');
  }
  for (const child of node.children) collect(child, disk, own, found);
}

/**
 * Puts a holding beside the others, or into the one it is about: the same partition with the same
 * identity or type, or with either of them not told.
 */
function join(entry: DiskHoldings, holding: Holding, source: string): void {
  if (!entry.sources.includes(source)) entry.sources.push(source);
  const same = entry.holds.find((known) => isSame(known, holding));
  if (same === undefined) {
    entry.holds.push({ ...holding, mounts: [...holding.mounts] });
    return;
  }
  if (same.type === UNTOLD) same.type = holding.type;
  same.identity ??= holding.identity;
  for (const mount of holding.mounts) if (!same.mounts.includes(mount)) same.mounts.push(mount);
}

function isSame(known: Holding, other: Holding): boolean {
  if (known.partition !== other.partition) return false;
  if (known.identity !== null && known.identity === other.identity) return true;
  if (known.identity !== null && other.identity !== null) return false;
  if (known.type === other.type || known.type === UNTOLD) return true;
  return other.type === UNTOLD && known.identity === null;
}

function tidy(entry: DiskHoldings): void {
  for (const holding of entry.holds) holding.mounts.sort(byCodeUnit);
  entry.holds.sort((a, b) => byCodeUnit(holdingKey(a), holdingKey(b)));
  entry.sources.sort(byCodeUnit);
}
