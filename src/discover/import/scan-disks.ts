import type { Disk, Holding } from '../../model/hardware.ts';
import { parseLsblk } from '../parse/lsblk.ts';
import { parseLsblkSizes, parseLsblkTree } from '../parse/scan-block.ts';
import { type DiskDetail, parseDiskDetails } from '../parse/scan-disk.ts';
import { parseLsblkList } from '../parse/scan-lsblk.ts';
import type { ListedMount } from '../parse/scan-mounts.ts';
import { disksOfList, disksOfLsblk } from './scan-lsblk.ts';

const DISK_NAME = /^(nvme[0-9]+n[0-9]+|mmcblk[0-9]+|(?:sd|vd|xvd|hd)[a-z]{1,3})$/;
const MADE_UP = /^(QEMU|VBOX|VMware|Msft|Virtual)/i;

/** The whole disks that one file of a scan tells of, sorted by name. */
export function disksOfScan(text: string): Disk[] {
  const document = text.trimStart().startsWith('{') ? parseLsblk(text) : null;
  if (document !== null) return disksOfLsblk(document);
  const listed = parseLsblkList(text);
  if (listed.length > 0) return disksOfList(listed);
  const sizes = new Map(parseLsblkSizes(text).map((row) => [row.name, row]));
  const holdings = holdingsByDisk(text);
  const details = parseDiskDetails(text);
  const names = new Set([...sizes.keys(), ...holdings.keys(), ...details.keys()]);
  const disks: Disk[] = [];
  for (const name of [...names].sort()) {
    const size = sizes.get(name);
    if (!DISK_NAME.test(name) || (size !== undefined && size.type !== 'disk')) continue;
    const detail = details.get(name);
    const model = detail?.model ?? null;
    disks.push({
      name,
      transport: transportOf(name),
      model,
      sizeBytes: detail?.sizeBytes ?? size?.sizeBytes ?? null,
      logicalSectorBytes: detail?.logicalSectorBytes ?? null,
      physicalSectorBytes: detail?.physicalSectorBytes ?? null,
      rotational: size?.rotational ?? detail?.rotational ?? null,
      removable: null,
      readOnly: null,
      discard: size?.discard ?? null,
      controller: null,
      byPath: [],
      byId: [],
      partitionTable: detail?.partitionTable ?? null,
      ...partitionsOf(detail),
      holds: holdings.get(name) ?? [],
      serial: detail?.serial ?? null,
      wwid: null,
      virtual: name.startsWith('vd') || (model !== null && MADE_UP.test(model)),
      liveMedium: null,
      unfit: null,
    });
  }
  return disks;
}

/** Adds what `df` and `mount` tell to the filesystems of the disks, by the partition's name. */
export function withMounts(disks: readonly Disk[], mounts: readonly ListedMount[]): Disk[] {
  const byDevice = new Map<string, string[]>();
  for (const { device, mountpoint } of mounts) {
    byDevice.set(device, [...(byDevice.get(device) ?? []), mountpoint]);
  }
  return disks.map((disk) => ({
    ...disk,
    holds: disk.holds.map((holding) => {
      const device = `/dev/${partitionName(disk.name, holding.partition)}`;
      const united = new Set([...holding.mounts, ...(byDevice.get(device) ?? [])]);
      return { ...holding, mounts: [...united].sort() };
    }),
  }));
}

/** What stands on each disk. Mounts of what is opened from a partition count as the partition's. */
function holdingsByDisk(text: string): Map<string, Holding[]> {
  const found = new Map<string, Holding[]>();
  let disk = '';
  let holding: Holding | null = null;
  for (const row of parseLsblkTree(text)) {
    if (row.depth === 0) {
      disk = row.name;
      found.set(disk, []);
    }
    if (row.depth > 1) {
      holding?.mounts.push(...row.mounts);
      continue;
    }
    holding = null;
    if (row.signature === null) continue;
    const partition = row.depth === 0 ? null : (/([0-9]{1,4})$/.exec(row.name)?.[1] ?? null);
    const mounts = [...row.mounts];
    holding = { partition, type: row.signature, identity: row.uuid, mounts, alsoOn: [] };
    found.get(disk)?.push(holding);
  }
  return found;
}

function partitionsOf(detail: DiskDetail | undefined): Pick<Disk, 'partitions'> {
  const bytes = detail?.logicalSectorBytes ?? null;
  if (detail === undefined || bytes === null || detail.partitions.length === 0) return {};
  const partitions = detail.partitions.map(({ number, sectors }) => ({
    number,
    sizeBytes: sectors * bytes,
  }));
  return { partitions: partitions.sort((a, b) => Number(a.number) - Number(b.number)) };
}

function partitionName(disk: string, partition: string | null): string {
  if (partition === null) return disk;
  return /[0-9]$/.test(disk) ? `${disk}p${partition}` : `${disk}${partition}`;
}

/** The name tells it of these; `sd` may be anything. */
function transportOf(name: string): Disk['transport'] {
  if (name.startsWith('nvme')) return 'nvme';
  if (name.startsWith('vd')) return 'virtio';
  if (name.startsWith('xvd')) return 'xen';
  return name.startsWith('mmcblk') ? 'mmc' : null;
}
