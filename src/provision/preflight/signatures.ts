/** A signature that stands on a disk or one of its partitions. */
export interface Signature {
  type: string;
  uuid: string;
  label: string;
}

/** A partition table's own marks say nothing of what is in it. */
const TABLES: ReadonlySet<string> = new Set(['gpt', 'PMBR', 'dos']);

/** The guard before a GPT. */
export const GUARD = 'PMBR';

/**
 * A guard without a GPT is kept: the table may lie elsewhere, for a drive that came out of a case which made its
 * sectors larger, and then nothing of its partitions is seen.
 */
function withoutTables(signatures: readonly Signature[]): Signature[] {
  const isRead = signatures.some(({ type }) => type === 'gpt');
  return signatures.filter(({ type }) => !TABLES.has(type) || (type === GUARD && !isRead));
}

/**
 * What stands on each device that was looked at, by kernel name, without partition tables that can be read: a line
 * with the device, then what `wipefs --parsable` says of it. Null where one could not be read, or the last line,
 * `end`, is missing.
 */
export function parseSignatures(text: string): Map<string, Signature[]> | null {
  const lines = text.trimEnd().split('\n');
  if (lines.pop() !== 'end') return null;
  const found = new Map<string, Signature[]>();
  let own: Signature[] | null = null;
  for (const line of lines) {
    const name = /^\/dev\/(\S+)$/.exec(line)?.[1];
    if (name !== undefined) {
      own = [];
      found.set(name, own);
      continue;
    }
    const [device, , type, uuid = '', ...label] = line.split(',');
    if (own === null || device === undefined || type === undefined) return null;
    own.push({ type, uuid, label: label.join(',') });
  }
  return new Map([...found].map(([name, all]) => [name, withoutTables(all)]));
}

/**
 * The same of every disk: what is told of it is what stands there, and a device that could not be read is not
 * among them. Null where the last line is missing.
 */
export function parseProbed(text: string): Map<string, Signature[]> | null {
  // Where it failed, nothing of the device is believed.
  return parseSignatures(text.replaceAll(/^\/dev\/\S+\n(?:.+,.*\n)*failed\n/gm, ''));
}

/** Uuid of the partition table by kernel name of the disk; null where one could not be read. */
export function parseTables(text: string): Map<string, string> | null {
  const lines = text.trimEnd().split('\n');
  if (lines.pop() !== 'end' || lines.includes('failed')) return null;
  const tables = new Map<string, string>();
  let disk = '';
  for (const line of lines) {
    disk = /^DEVNAME=\/dev\/(\S+)$/.exec(line)?.[1] ?? disk;
    const table = /^PTUUID=(\S+)$/.exec(line)?.[1];
    if (table !== undefined) tables.set(disk, table);
  }
  return tables;
}
