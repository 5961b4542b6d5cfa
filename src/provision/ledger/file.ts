import {
  closeSync,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  write,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { PantherError } from '../../model/errors.ts';
import type { LedgerEntry } from '../../model/fleet.ts';
import { type Chain, GENESIS, lineText, readChain } from './chain.ts';
import { emptyRun, objection, type RunState, take } from './states.ts';

const flush = promisify(fsync);

/** A ledger that is open for writing. One process has it; see lock.ts. */
export interface Ledger {
  readonly state: RunState;
  /**
   * Writes an entry and waits until it is on the disk. Rejects, with nothing written, what the state
   * machine objects to; rejects for good once a write has failed.
   */
  append(entry: LedgerEntry): Promise<void>;
  /** Waits for what is being written, then closes the file. */
  close(): Promise<void>;
}

/** What a ledger says, without opening it for writing. Throws PantherError where its chain is broken. */
export function readLedger(path: string): RunState {
  return foldChain(readFile(path), path).state;
}

/** Opens a ledger, or makes an empty one, and mends a torn last line. The caller holds the lock. */
export async function openLedger(path: string, now: () => number = Date.now): Promise<Ledger> {
  const fd = openSync(path, 'a+', 0o600);
  try {
    if (!fstatSync(fd).isFile()) throw new PantherError('input', `${path}: is no file`);
    flushDirectory(dirname(path));
    const chain = readFile(path);
    const { state, last, count } = foldChain(chain, path);
    const ledger = writer(fd, path, state, { last, count }, now);
    if (chain.status === 'torn') {
      ftruncateSync(fd, chain.bytes);
      fsyncSync(fd);
      await ledger.append({ kind: 'mended', bytes: chain.torn });
    }
    return ledger;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function readFile(path: string): Chain {
  return readChain(readFileSync(path));
}

function foldChain(chain: Chain, path: string): { state: RunState; last: string; count: number } {
  if (chain.status === 'broken') {
    throw new PantherError(
      'refused',
      `${path}:${chain.line}: the ledger is broken: this line ${chain.why}; nothing is done with it, restore the file`,
    );
  }
  const state = emptyRun();
  for (const { n, entry, at } of chain.lines) {
    const why = objection(state, entry);
    if (why !== null && entry.kind !== 'mended') {
      throw new PantherError(
        'refused',
        `${path}:${n + 1}: the ledger contradicts itself: ${why}; nothing is done with it`,
      );
    }
    take(state, entry, at);
  }
  return { state, last: chain.lines.at(-1)?.hash ?? GENESIS, count: chain.lines.length };
}

interface Waiting {
  text: string;
  done: () => void;
  failed: (error: unknown) => void;
}

/**
 * Entries that come while a flush is under way share the next one: with fifty hosts at work there is one
 * flush for many lines, and each caller still waits until its own line is on the disk.
 */
function writer(
  fd: number,
  path: string,
  state: RunState,
  { last, count }: { last: string; count: number },
  now: () => number,
): Ledger {
  let before = last;
  let next = count;
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | null = null;
  let broken: unknown = null;

  async function flushAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        if (broken !== null) throw broken;
        await writeWhole(fd, Buffer.from(batch.map(({ text }) => `${text}\n`).join(''), 'utf8'));
        await flush(fd);
        for (const { done } of batch) done();
      } catch (error) {
        // What the disk holds now is not known: nothing more is written, and so nothing more is done.
        broken ??= writeFailed(path, error);
        for (const { failed } of batch) failed(broken);
      }
    }
    flushing = null;
  }

  return {
    state,
    append(entry) {
      if (broken !== null) return Promise.reject(broken);
      const why = entry.kind === 'mended' ? null : objection(state, entry);
      if (why !== null) {
        return Promise.reject(new PantherError('refused', `${path}: ${why}`));
      }
      const at = now();
      const line = lineText(next, at, entry, before);
      next += 1;
      before = line.hash;
      take(state, entry, at);
      const written = new Promise<void>((done, failed) => {
        waiting.push({ text: line.text, done, failed });
      });
      // A turn of the event loop lets hosts that go on at the same time share a flush.
      flushing ??= new Promise<void>((resolve) => setImmediate(resolve)).then(flushAll);
      return written;
    },
    async close() {
      await flushing;
      closeSync(fd);
    },
  };
}

function writeFailed(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === undefined || error instanceof PantherError) return error;
  return new PantherError(
    'input',
    `${path}: the ledger cannot be written (${code}); nothing more is begun. Make room, then fleet resume`,
    { cause: error },
  );
}

/** Appends bytes; a write may take fewer than it was given. */
async function writeWhole(fd: number, bytes: Buffer): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) offset += await writeSome(fd, bytes.subarray(offset));
}

function writeSome(fd: number, bytes: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, (error, count) => (error === null ? resolve(count) : reject(error)));
  });
}

/** Waits until the entries of a directory are on the disk: a new file is lost without. */
export function flushDirectory(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } catch (error) {
    // Some file systems, for example 9p and vfat, cannot flush a folder.
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
  } finally {
    closeSync(fd);
  }
}
