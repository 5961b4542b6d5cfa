import { linesOf } from './lines.ts';

/** One row of a listing of block devices. Null: not told there. */
export interface BlockRow {
  name: string;
  /** 0 for a whole device, one more for each level below it. */
  depth: number;
  signature: string | null;
  uuid: string | null;
  mounts: string[];
}

export interface BlockSize {
  name: string;
  type: string;
  sizeBytes: number | null;
  rotational: boolean;
  discard: boolean | null;
}

const BRANCHES = /^[\s│├└─|`-]*/;
const UNITS = 'BKMGTPE';

/** `lsblk -f`: a tree whose columns stand where the heading's words stand. */
export function parseLsblkTree(text: string): BlockRow[] {
  if (!text.includes('FSTYPE')) return [];
  const rows: BlockRow[] = [];
  let columns: Columns | null = null;
  const open: number[] = [];
  for (const line of linesOf(text)) {
    if (/^NAME +FSTYPE /.test(line)) {
      columns = columnsOf(line);
      open.length = 0;
      continue;
    }
    if (columns === null) continue;
    if (line.trim() === '' || line.startsWith('=')) {
      columns = null;
      continue;
    }
    const mount = line.slice(columns.mounts).trim();
    const cell = line.slice(0, columns.signature);
    const name = cell.replace(BRANCHES, '').trim();
    if (name === '') {
      if (mount !== '') rows.at(-1)?.mounts.push(mount);
      continue;
    }
    const column = cell.indexOf(name);
    while (open.length > 0 && (open.at(-1) ?? 0) >= column) open.pop();
    rows.push({
      name,
      depth: open.length,
      signature: line.slice(columns.signature, columns.version).trim() || null,
      uuid: line.slice(columns.uuid, columns.available).trim().split(' ')[0] || null,
      mounts: mount === '' ? [] : [mount],
    });
    open.push(column);
  }
  return rows;
}

interface Columns {
  signature: number;
  version: number;
  uuid: number;
  available: number;
  mounts: number;
}

function columnsOf(heading: string): Columns | null {
  const signature = heading.indexOf('FSTYPE');
  const uuid = heading.indexOf('UUID');
  const version = heading.indexOf('FSVER');
  const label = heading.indexOf('LABEL');
  const mounts = heading.indexOf('MOUNTPOINT');
  if (uuid < 0 || label < 0 || mounts < 0) return null;
  const available = heading.indexOf('FSAVAIL');
  return {
    signature,
    version: version < 0 ? label : version,
    uuid,
    available: available < 0 ? mounts : available,
    mounts,
  };
}

/** `lsblk -o NAME,SIZE,ROTA,TYPE,…[,DISC-GRAN,DISC-MAX]`. */
export function parseLsblkSizes(text: string): BlockSize[] {
  if (!text.includes(' ROTA ')) return [];
  const sizes: BlockSize[] = [];
  let discards: boolean | null = null;
  for (const line of linesOf(text)) {
    if (/^NAME +SIZE +ROTA +TYPE\b/.test(line)) {
      discards = /DISC-MAX\s*$/.test(line);
      continue;
    }
    if (line.trim() === '' || line.startsWith('=')) discards = null;
    if (discards === null) continue;
    const words = line.replace(BRANCHES, '').trim().split(/\s+/);
    const [name, size = '', rota = '', type] = words;
    if (!name || type === undefined || !/^[01]$/.test(rota)) continue;
    const most = discards ? parseSize(words.at(-1) ?? '') : null;
    sizes.push({
      name,
      type,
      sizeBytes: parseSize(size),
      rotational: rota === '1',
      discard: most === null ? null : most > 0,
    });
  }
  return sizes;
}

/** `1.8T`, in powers of 1024 and rounded by whoever printed it; null for anything else. */
export function parseSize(text: string): number | null {
  const [, number, unit = 'B'] = /^([0-9]{1,6}(?:\.[0-9]{1,3})?)([BKMGTPE])?$/.exec(text) ?? [];
  if (number === undefined) return null;
  const bytes = Math.round(Number(number) * 1024 ** UNITS.indexOf(unit));
  return Number.isSafeInteger(bytes) ? bytes : null;
}
