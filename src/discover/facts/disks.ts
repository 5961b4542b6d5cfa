import type { Disk } from '../../model/hardware.ts';
import { decimal } from '../parse/lines.ts';
import { type LsblkNode, parseLsblk } from '../parse/lsblk.ts';
import type { Readings } from '../readings.ts';
import { controllerOf, devicePath, transportOf } from './disk-bus.ts';
import { holdingsByDisk } from './disk-holdings.ts';
import { isLiveMedium } from './live-medium.ts';
import { oldPartitions } from './old-partitions.ts';
import { baseName, byCodeUnit, type Part, readWell } from './part.ts';

const BLOCK = '/sys/block';
const SECTOR = 512;
/** Memory, maps, arrays, optical and network drives, and the parts of an eMMC that hold firmware. */
const NO_DISK =
  /^(bcache|dm-|drbd|fd|loop|md|mtdblock|nbd|nullb|ram|rbd|sr|zd|zram)[0-9]|^mmcblk[0-9]+(boot|rpmb|gp)/;
const NAME = /^[a-z][a-z0-9!-]{1,31}$/;
/** SCSI peripheral device types that are disks: direct access, and RBC (SPC-5, 6.7.2). */
const DISK_TYPES: ReadonlySet<string> = new Set(['0', '14']);

/** Whole disks out of /sys/block, with what lsblk, /proc/mounts and the links under /dev/disk add. */
export function readDisks(readings: Readings): Part {
  const lsblk = lsblkNodes(readings);
  const names = diskNames(readings, lsblk);
  const holdings = holdingsByDisk(readings, names, [...lsblk.values()]);
  const links = {
    path: linksByDisk(readings, '/dev/disk/by-path'),
    id: linksByDisk(readings, '/dev/disk/by-id'),
  };
  const mounted = readings.text('/proc/mounts') !== null;
  const sources: Record<string, string[]> = {};
  const disks = names.map((name): Disk => {
    const holds = holdings.get(name)?.holds ?? [];
    const byPath = links.path.get(name) ?? [];
    const byId = links.id.get(name) ?? [];
    const node = lsblk.get(name);
    sources[`disks[${name}]`] = sourcesOf(readings, name, node !== undefined);
    if (byPath.length > 0) sources[`disks[${name}].byPath`] = byPath;
    if (byId.length > 0) sources[`disks[${name}].byId`] = byId;
    const seen = holdings.get(name)?.sources ?? [];
    if (seen.length > 0) sources[`disks[${name}].holds`] = seen;
    return {
      ...bareDisk(readings, name, node),
      byPath,
      byId,
      partitionTable: tableOf(node, holds),
      ...oldPartitions(readings, name, node),
      holds,
      liveMedium: isLiveMedium(holds) ? true : mounted ? false : null,
    };
  });
  return { disks, sources };
}

function diskNames(readings: Readings, lsblk: ReadonlyMap<string, LsblkNode>): string[] {
  const inSysfs = readings.children(BLOCK);
  const told = inSysfs.length > 0 ? inSysfs : [...lsblk.keys()];
  return told.filter((name) => isDisk(readings, name)).sort(byCodeUnit);
}

function isDisk(readings: Readings, name: string): boolean {
  if (!NAME.test(name) || NO_DISK.test(name)) return false;
  if (readings.text(`${BLOCK}/${name}/hidden`)?.trim() === '1') return false;
  const type = readings.text(`${BLOCK}/${name}/device/type`)?.trim();
  if (name.startsWith('sd') && type !== undefined && !DISK_TYPES.has(type)) return false;
  const path = devicePath(readings, name);
  // NVMe disks hang below a virtual subsystem where the kernel has multipath.
  return path === null || !path.includes('/virtual/') || path.includes('/nvme-subsystem/');
}

function bareDisk(
  readings: Readings,
  name: string,
  node: LsblkNode | undefined,
): Omit<Disk, 'byPath' | 'byId' | 'partitionTable' | 'holds' | 'liveMedium'> {
  const dir = `${BLOCK}/${name}`;
  const text = (file: string): string | null => readings.text(`${dir}/${file}`)?.trim() || null;
  const flag = (file: string): boolean | null => {
    const value = text(file);
    return value === '1' ? true : value === '0' ? false : null;
  };
  const sectors = decimal(text('size'));
  const bytes = sectors === null ? null : sectors * SECTOR;
  const discard = decimal(text('queue/discard_max_bytes')) ?? node?.discardMaxBytes ?? null;
  return {
    name,
    transport: transportOf(readings, name, node),
    model:
      text('device/model') ??
      (name.startsWith('mmc') ? text('device/name') : null) ??
      node?.model ??
      null,
    sizeBytes: bytes !== null && Number.isSafeInteger(bytes) ? bytes : (node?.sizeBytes ?? null),
    logicalSectorBytes:
      decimal(text('queue/logical_block_size')) ?? node?.logicalSectorBytes ?? null,
    physicalSectorBytes:
      decimal(text('queue/physical_block_size')) ?? node?.physicalSectorBytes ?? null,
    rotational: flag('queue/rotational') ?? node?.rotational ?? null,
    removable: flag('removable') ?? node?.removable ?? null,
    readOnly: flag('ro') ?? node?.readOnly ?? null,
    discard: discard === null ? null : discard > 0,
    controller: controllerOf(readings, name),
    serial: text('device/serial') ?? text('serial') ?? node?.serial ?? null,
    wwid: text('wwid') ?? text('device/wwid') ?? node?.wwid ?? null,
    virtual: false,
    unfit: null,
  };
}

function lsblkNodes(readings: Readings): Map<string, LsblkNode> {
  const text = readings.command('lsblk');
  const nodes = (text === null ? null : parseLsblk(text)) ?? [];
  return new Map(nodes.filter((node) => node.type !== 'part').map((node) => [node.name, node]));
}

/** blkid says gpt or dos; a signature on the whole disk leaves no room for a table. */
function tableOf(node: LsblkNode | undefined, holds: Disk['holds']): Disk['partitionTable'] {
  const told = node?.partitionTable ?? null;
  if (told === 'gpt' || told === 'dos') return told;
  if (told !== null) return 'other';
  return holds.length > 0 && holds.every((holding) => holding.partition === null) ? 'none' : null;
}

/** Links to the whole disk, by kernel name; those of partitions lead elsewhere. */
function linksByDisk(readings: Readings, directory: string): Map<string, string[]> {
  const links = new Map<string, string[]>();
  for (const id of readings.ids(`${directory}/`)) {
    const target = readings.link(id);
    if (target === null) continue;
    const name = baseName(target);
    const known = links.get(name);
    if (known === undefined) links.set(name, [id]);
    else known.push(id);
  }
  return links;
}

function sourcesOf(readings: Readings, name: string, inLsblk: boolean): string[] {
  const files = [
    `${BLOCK}/${name}`,
    `${BLOCK}/${name}/device/model`,
    `${BLOCK}/${name}/queue/rotational`,
    `${BLOCK}/${name}/removable`,
    `${BLOCK}/${name}/ro`,
    `${BLOCK}/${name}/size`,
  ];
  const lsblk = inLsblk ? ['command:lsblk'] : [];
  return [...lsblk, ...readWell(readings, files)];
}
