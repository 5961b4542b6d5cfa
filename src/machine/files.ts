import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  read,
  readdirSync,
  readlinkSync,
} from 'node:fs';
import { missing, type Outcome } from './machine.ts';

/** The kernel hands out sysfs attributes a page at a time, and a short read is their end. */
const PAGE = 4096;
/** Pages that nobody reads into: an attribute takes a few bytes, and a new page as long as the reading. */
const spare: Buffer[] = [];
const CHUNK = 65_536;
/** Opening a pipe that somebody put in the way must not wait for a writer. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Reads at most `maxBytes` + 1 bytes. A machine has a thousand tiny files: opening one takes less
 * time than handing that to another thread, while reading one may wait for hardware. Their stated
 * sizes say nothing.
 */
export function readFileBytes(path: string, maxBytes: number): Promise<Outcome<Uint8Array>> {
  return new Promise((resolve) => {
    let descriptor: number;
    try {
      if (isGone(path)) return resolve(GONE);
      descriptor = openSync(path, FLAGS);
    } catch (error) {
      return resolve(missing(error));
    }
    const end = (outcome: Outcome<Uint8Array>) => {
      closeSync(descriptor);
      resolve(outcome);
    };
    readOn(descriptor, { isSysfs: path.startsWith('/sys/'), maxBytes, chunks: [], size: 0 }, end);
  });
}

interface Progress {
  isSysfs: boolean;
  maxBytes: number;
  chunks: Buffer[];
  size: number;
}

function readOn(
  descriptor: number,
  progress: Progress,
  end: (outcome: Outcome<Uint8Array>) => void,
): void {
  const { isSysfs } = progress;
  const length = Math.min(isSysfs ? PAGE : CHUNK, progress.maxBytes + 1 - progress.size);
  const buffer = isSysfs ? (spare.pop() ?? Buffer.allocUnsafe(PAGE)) : Buffer.allocUnsafe(length);
  read(descriptor, buffer, 0, length, null, (error, count) => {
    if (error === null && count > 0) {
      progress.chunks.push(
        isSysfs ? Buffer.from(buffer.subarray(0, count)) : buffer.subarray(0, count),
      );
      progress.size += count;
    }
    if (isSysfs) spare.push(buffer);
    if (error !== null) return end(missing(error));
    const isEnd = count === 0 || (isSysfs && count < length);
    if (isEnd || progress.size > progress.maxBytes) {
      return end({ status: 'ok', data: Buffer.concat(progress.chunks) });
    }
    readOn(descriptor, progress, end);
  });
}

/** The stored target of a symbolic link. */
export async function readLinkTarget(path: string): Promise<Outcome<string>> {
  return attempt(path, () => readlinkSync(path));
}

/** Names in a directory, sorted by code unit. */
export async function directoryNames(path: string): Promise<Outcome<string[]>> {
  return attempt(path, () => readdirSync(path).sort());
}

function attempt<T>(path: string, look: () => T): Outcome<T> {
  try {
    if (isGone(path)) return GONE;
    return { status: 'ok', data: look() };
  } catch (error) {
    return missing(error);
  }
}

const GONE: Outcome<never> = { status: 'absent', reason: 'ENOENT' };

/** Looked at first: a machine lacks much of what is asked of it, and an error takes ten times as long. */
function isGone(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined;
}
