import { createHash } from 'node:crypto';

/** What is recorded: plain data, without secrets. */
export type LogRecord = Readonly<Record<string, unknown>>;

/** One line of a log: a record with its place in the chain. */
export interface Link<T> {
  /** From 1. */
  number: number;
  record: T;
  hash: string;
}

/** What a log holds, and whether it is whole. */
export interface Chain {
  links: Link<unknown>[];
  /** Bytes up to the end of the last line that is whole; what comes after was cut off while it was written. */
  wholeBytes: number;
  /** Number of the first line that does not follow from the one before; null: there is none. */
  brokenAt: number | null;
}

const START = '0'.repeat(64);

/**
 * The line that follows in a log: JSON with the number, the record, and a SHA-256 over the hash of the
 * line before and this one, so that a line cannot be changed or taken out without it being seen.
 */
export function nextLine(
  last: Link<unknown> | null,
  record: LogRecord,
): { line: string; link: Link<LogRecord> } {
  const number = (last?.number ?? 0) + 1;
  const body = JSON.stringify({ number, record });
  const hash = hashOf(last?.hash ?? START, body);
  return {
    line: `${body.slice(0, -1)},"hash":"${hash}"}\n`,
    link: { number, record, hash },
  };
}

/** Reads a log and holds each line against the one before. */
export function readChain(text: string): Chain {
  const links: Link<unknown>[] = [];
  let previous = START;
  let wholeBytes = 0;
  for (const line of text.split(/(?<=\n)/)) {
    if (!line.endsWith('\n')) break;
    const link = linkIn(line, previous);
    if (link === null || link.number !== links.length + 1) {
      return { links, wholeBytes, brokenAt: links.length + 1 };
    }
    links.push(link);
    previous = link.hash;
    wholeBytes += Buffer.byteLength(line);
  }
  return { links, wholeBytes, brokenAt: null };
}

function linkIn(line: string, previous: string): Link<unknown> | null {
  const [, start, hash] = /^(\{.*),"hash":"([0-9a-f]{64})"\}\n$/.exec(line) ?? [];
  if (start === undefined || hash === undefined) return null;
  const body = `${start}}`;
  if (hashOf(previous, body) !== hash) return null;
  try {
    const { number, record } = JSON.parse(body) as { number: number; record: unknown };
    return { number, record, hash };
  } catch {
    return null;
  }
}

function hashOf(previous: string, body: string): string {
  return createHash('sha256').update(`${previous}\n${body}`).digest('hex');
}
