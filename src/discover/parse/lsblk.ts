/** A block device as lsblk tells it, with what stands on it. Null: not told. */
export interface LsblkNode {
  name: string;
  type: string | null;
  sizeBytes: number | null;
  rotational: boolean | null;
  removable: boolean | null;
  readOnly: boolean | null;
  transport: string | null;
  model: string | null;
  serial: string | null;
  wwid: string | null;
  logicalSectorBytes: number | null;
  physicalSectorBytes: number | null;
  discardMaxBytes: number | null;
  partition: string | null;
  partitionTable: string | null;
  signature: string | null;
  uuid: string | null;
  mounts: string[];
  children: LsblkNode[];
}

const DEEPEST = 16;
const MOST = 20_000;

/** `lsblk -J -O -b` (util-linux 2.33 or newer). Null when it is no such document. */
export function parseLsblk(text: string): LsblkNode[] | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const list = isRecord(json) ? json['blockdevices'] : null;
  if (!Array.isArray(list)) return null;
  return nodesOf(list, 0, { left: MOST });
}

function nodesOf(list: readonly unknown[], depth: number, budget: { left: number }): LsblkNode[] {
  const nodes: LsblkNode[] = [];
  for (const item of list) {
    if (!isRecord(item) || budget.left <= 0) continue;
    const name = textOf(item['kname']) ?? textOf(item['name']);
    if (name === null) continue;
    budget.left -= 1;
    const children = item['children'];
    nodes.push({
      name,
      type: textOf(item['type']),
      sizeBytes: countOf(item['size']),
      rotational: flagOf(item['rota']),
      removable: flagOf(item['rm']),
      readOnly: flagOf(item['ro']),
      transport: textOf(item['tran']),
      model: textOf(item['model']),
      serial: textOf(item['serial']),
      wwid: textOf(item['wwn']),
      logicalSectorBytes: countOf(item['log-sec']),
      physicalSectorBytes: countOf(item['phy-sec']),
      discardMaxBytes: countOf(item['disc-max']),
      partition: partitionOf(item, name),
      partitionTable: textOf(item['pttype']),
      signature: textOf(item['fstype']),
      uuid: textOf(item['uuid']),
      mounts: mountsOf(item),
      children:
        Array.isArray(children) && depth < DEEPEST ? nodesOf(children, depth + 1, budget) : [],
    });
  }
  return nodes;
}

/** PARTN is new in util-linux 2.39; before that the number is the tail of the name. */
function partitionOf(item: Readonly<Record<string, unknown>>, name: string): string | null {
  const told = countOf(item['partn']);
  if (told !== null) return String(told);
  if (textOf(item['type']) !== 'part') return null;
  return /([0-9]{1,4})$/.exec(name)?.[1] ?? null;
}

/** MOUNTPOINTS is new in 2.37; older versions tell one. */
function mountsOf(item: Readonly<Record<string, unknown>>): string[] {
  const several = item['mountpoints'];
  const told = Array.isArray(several) ? several : [item['mountpoint']];
  return told.filter((mount): mount is string => typeof mount === 'string' && mount !== '');
}

function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
}

function countOf(value: unknown): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

function flagOf(value: unknown): boolean | null {
  if (value === true || value === '1') return true;
  if (value === false || value === '0') return false;
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
