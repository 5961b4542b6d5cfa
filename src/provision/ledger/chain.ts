import { createHash } from 'node:crypto';
import { LedgerEntry } from '../../model/fleet.ts';

/** What the first line follows. */
export const GENESIS = '0'.repeat(64);

export interface Line {
  n: number;
  /** Milliseconds since 1970. */
  at: number;
  entry: LedgerEntry;
  hash: string;
}

/** What was read of a ledger: its lines, how many bytes they take, and what is wrong behind them. */
export type Chain =
  | { status: 'whole'; lines: Line[]; bytes: number }
  | { status: 'torn'; lines: Line[]; bytes: number; torn: number }
  | { status: 'broken'; line: number; why: string };

const HASH = /,"hash":"([0-9a-f]{64})"\}$/;

/** One line of the file, without its newline: the hash is of all that stands before it. */
export function lineText(
  n: number,
  at: number,
  entry: LedgerEntry,
  before: string,
): Line & { text: string } {
  const body = JSON.stringify({ n, at, prev: before, entry }).slice(0, -1);
  const hash = hashOf(body);
  return { n, at, entry, hash, text: `${body},"hash":"${hash}"}` };
}

function hashOf(body: string): string {
  return createHash('sha256').update(body, 'utf8').digest('hex');
}

/**
 * Reads a ledger. A last line without its end is torn: its write was never confirmed, so that nothing
 * was done because of it. Everything else that does not fit is broken, and somebody's hand.
 */
export function readChain(bytes: Uint8Array): Chain {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines: Line[] = [];
  let start = 0;
  let before = GENESIS;
  while (start < text.length) {
    const end = text.indexOf(0x0a, start);
    if (end === -1) return { status: 'torn', lines, bytes: start, torn: text.length - start };
    const line = readLine(text.toString('utf8', start, end), lines.length, before);
    if (typeof line === 'string') return { status: 'broken', line: lines.length + 1, why: line };
    lines.push(line);
    before = line.hash;
    start = end + 1;
  }
  return { status: 'whole', lines, bytes: start };
}

/** A line that follows the one before it, or what is wrong with it. */
function readLine(text: string, n: number, before: string): Line | string {
  const hash = HASH.exec(text)?.[1];
  if (hash === undefined) return 'has no hash';
  const body = text.slice(0, text.length - `,"hash":"${hash}"}`.length);
  if (hashOf(body) !== hash) return 'was changed: its hash is that of another text';
  let value: { n?: unknown; at?: unknown; prev?: unknown; entry?: unknown };
  try {
    value = JSON.parse(`${body}}`);
  } catch {
    return 'is no JSON';
  }
  if (value.prev !== before) return 'does not follow the line before it';
  if (value.n !== n) return `has number ${JSON.stringify(value.n)} in place ${n}`;
  const entry = LedgerEntry.safeParse(value.entry);
  if (!entry.success) return 'holds what this version does not know';
  if (typeof value.at !== 'number') return 'has no time';
  return { n, at: value.at, entry: entry.data, hash };
}
