import { decimal, fieldOf, linesOf } from './lines.ts';
import { parseSize } from './scan-block.ts';

export interface DiskDetail {
  sizeBytes: number | null;
  model: string | null;
  serial: string | null;
  logicalSectorBytes: number | null;
  physicalSectorBytes: number | null;
  partitionTable: 'gpt' | 'dos' | 'other' | null;
  rotational: boolean | null;
  /** Number and sectors of each partition, as fdisk lists them. */
  partitions: { number: string; sectors: number }[];
}

const NAME = '([a-z][a-zA-Z0-9]{1,31})';
const FDISK = new RegExp(`^Disk /dev/${NAME}: [^,]{1,20}, ([0-9]{1,16}) bytes, [0-9]+ sectors$`);
const SMART = new RegExp(`^=== /dev/${NAME} SMART Info ===$`);
const QUEUE = new RegExp(`^${NAME}:$`);
/** Device, on DOS labels perhaps a star, start, end, sectors. */
const PARTITION =
  /^\/dev\/(?:(?:nvme[0-9]+n|mmcblk)[0-9]+p|[a-z]{2,4})([0-9]{1,4}) +\*? *[0-9]+ +[0-9]+ +([0-9]{1,16}) /;
const SECTORS = /^Sector size \(logical\/physical\): ([0-9]{1,6}) bytes \/ ([0-9]{1,6}) bytes$/;

/**
 * What `fdisk -l` (exact sizes), `smartctl -i` below a heading with the disk's name, and the queue
 * attributes below `<name>:` tell of whole disks, by kernel name.
 */
export function parseDiskDetails(text: string): Map<string, DiskDetail> {
  const details = new Map<string, DiskDetail>();
  if (!/Disk \/dev\/|SMART Info|Rotational: /.test(text)) return details;
  let current: DiskDetail | null = null;
  for (const line of linesOf(text)) {
    const fdisk = FDISK.exec(line);
    const name = fdisk?.[1] ?? SMART.exec(line)?.[1] ?? QUEUE.exec(line)?.[1];
    if (name !== undefined) {
      current = details.get(name) ?? blank();
      details.set(name, current);
      const bytes = decimal(fdisk?.[2]);
      if (bytes !== null) current.sizeBytes = bytes;
    } else if (/^=== [A-Z][A-Za-z ]* ===$/.test(line) && !line.includes('INFORMATION')) {
      current = null;
    } else if (current !== null) {
      addDetail(current, line);
    }
  }
  return details;
}

function addDetail(detail: DiskDetail, line: string): void {
  const sectors = SECTORS.exec(line);
  if (sectors !== null) {
    detail.logicalSectorBytes = parseSize(sectors[1] ?? '');
    detail.physicalSectorBytes = parseSize(sectors[2] ?? '');
    return;
  }
  const partition = PARTITION.exec(line);
  const sectorCount = decimal(partition?.[2]);
  if (partition?.[1] !== undefined && sectorCount !== null) {
    detail.partitions.push({ number: partition[1], sectors: sectorCount });
    return;
  }
  const [key, value] = fieldOf(line) ?? [];
  if (key === undefined || !value) return;
  switch (key) {
    case 'Disk model':
    case 'Model Number':
    case 'Device Model':
      detail.model ??= value;
      return;
    case 'Serial Number':
      detail.serial ??= value;
      return;
    case 'Disklabel type':
      detail.partitionTable = value === 'gpt' || value === 'dos' ? value : 'other';
      return;
    case 'Rotational':
      if (value === '0' || value === '1') detail.rotational = value === '1';
  }
}

function blank(): DiskDetail {
  return {
    sizeBytes: null,
    model: null,
    serial: null,
    logicalSectorBytes: null,
    physicalSectorBytes: null,
    partitionTable: null,
    rotational: null,
    partitions: [],
  };
}
