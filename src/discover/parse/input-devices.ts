import { hex4, hexadecimal, linesOf } from './lines.ts';

export type BitmapKind = 'PROP' | 'EV' | 'KEY' | 'REL' | 'ABS' | 'SW';

/** One entry of /proc/bus/input/devices. */
export interface InputEntry {
  bus: number | null;
  vendor: string | null;
  product: string | null;
  name: string;
  sysfs: string;
  bitmaps: ReadonlyMap<string, readonly string[]>;
}

/** The entries of /proc/bus/input/devices that have a name, in its order. */
export function parseInputDevices(text: string): InputEntry[] {
  const entries: InputEntry[] = [];
  let lines: string[] = [];
  for (const line of [...linesOf(text), '']) {
    if (line !== '') {
      lines.push(line);
      continue;
    }
    const entry = entryOf(lines);
    if (entry !== null) entries.push(entry);
    lines = [];
  }
  return entries;
}

/** Whether a bit stands in one of the entry's bitmaps (linux/input-event-codes.h). */
export function hasBit(entry: InputEntry, kind: BitmapKind, bit: number): boolean {
  const words = entry.bitmaps.get(kind);
  if (words === undefined) return false;
  // 64-bit words, the most significant first, leading zeros left out.
  const word = words[words.length - 1 - (bit >> 6)];
  const digit = word?.[word.length - 1 - ((bit & 63) >> 2)];
  if (digit === undefined) return false;
  return ((Number.parseInt(digit, 16) >> (bit & 3)) & 1) === 1;
}

function entryOf(lines: readonly string[]): InputEntry | null {
  let name: string | null = null;
  let sysfs = '';
  let ids = '';
  const bitmaps = new Map<string, readonly string[]>();
  for (const line of lines) {
    const rest = line.slice(3);
    if (line.startsWith('N: Name=')) name = rest.slice(5).replace(/^"|"$/g, '');
    else if (line.startsWith('S: Sysfs=')) sysfs = rest.slice(6);
    else if (line.startsWith('I: ')) ids = rest;
    else if (line.startsWith('B: ')) {
      const [kind = '', words = ''] = rest.split('=', 2);
      const list = words.trim().split(' ');
      if (list.every((word) => /^[0-9a-f]{1,16}$/i.test(word))) bitmaps.set(kind, list);
    }
  }
  if (name === null) return null;
  return {
    bus: hexadecimal(idOf(ids, 'Bus')),
    vendor: hex4(idOf(ids, 'Vendor')),
    product: hex4(idOf(ids, 'Product')),
    name,
    sysfs,
    bitmaps,
  };
}

function idOf(ids: string, key: string): string | null {
  for (const word of ids.split(' ')) {
    if (word.startsWith(`${key}=`)) return word.slice(key.length + 1);
  }
  return null;
}
