import { linesOf } from './lines.ts';
import { parseSize } from './scan-block.ts';

/** One row of a listing of block devices without branches. Null: not told there. */
export interface ListedBlock {
  name: string;
  type: string;
  sizeBytes: number | null;
  signature: string | null;
  uuid: string | null;
  mount: string | null;
  model: string | null;
  partitionTable: string | null;
}

const HEADING = /^NAME +SIZE +TYPE +FSTYPE +/;
/** A longer line is none that lsblk printed. */
const LONGEST = 2000;

/**
 * `lsblk -l -o NAME,SIZE,TYPE,FSTYPE,UUID,MOUNTPOINT,MODEL,PTTYPE,…`, as hw-probe asks for it: the
 * columns stand where the heading's words stand.
 */
export function parseLsblkList(text: string): ListedBlock[] {
  if (!/^NAME +SIZE +TYPE +FSTYPE +/m.test(text)) return [];
  const rows: ListedBlock[] = [];
  let starts: ReadonlyMap<string, [from: number, to: number]> | null = null;
  for (const line of linesOf(text)) {
    if (line.length > LONGEST) continue;
    if (HEADING.test(line)) {
      starts = columnsOf(line);
      continue;
    }
    if (starts === null) continue;
    const [name, size, type] = line.trim().split(/\s+/, 3);
    if (line.trim() === '' || name === undefined || size === undefined || type === undefined) {
      starts = null;
      continue;
    }
    const cell = (column: string): string | null => {
      const [from, to] = starts?.get(column) ?? [0, 0];
      return line.slice(from, to).trim() || null;
    };
    rows.push({
      name,
      type,
      sizeBytes: parseSize(size),
      signature: cell('FSTYPE'),
      uuid: cell('UUID'),
      mount: cell('MOUNTPOINT'),
      model: cell('MODEL'),
      partitionTable: cell('PTTYPE'),
    });
  }
  return rows;
}

function columnsOf(heading: string): Map<string, [from: number, to: number]> {
  const words = [...heading.matchAll(/\S+/g)];
  return new Map(
    words.map((word, at) => [word[0], [word.index, words[at + 1]?.index ?? LONGEST]] as const),
  );
}
