import { close, constants, open, read, readdir, readlink } from 'node:fs';
import { missing, type Outcome } from './machine.ts';

/** The kernel hands out sysfs attributes a page at a time, and a short read is their end. */
const PAGE = 4096;
const CHUNK = 65_536;
/** Opening a pipe that somebody put in the way must not wait for a writer. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Reads at most `maxBytes` + 1 bytes. Plain callbacks and no fstat: a machine has a thousand tiny
 * files, their stated sizes say nothing, and file handles of fs/promises cost several times as much.
 */
export function readFileBytes(path: string, maxBytes: number): Promise<Outcome<Uint8Array>> {
  return new Promise((resolve) => {
    open(path, FLAGS, (error, descriptor) => {
      if (error !== null) return resolve(missing(error));
      const end = (outcome: Outcome<Uint8Array>) => {
        // Nobody waits for the closing: the bytes are there.
        close(descriptor, () => {});
        resolve(outcome);
      };
      readOn(descriptor, { isSysfs: path.startsWith('/sys/'), maxBytes, chunks: [], size: 0 }, end);
    });
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
  const length = Math.min(progress.isSysfs ? PAGE : CHUNK, progress.maxBytes + 1 - progress.size);
  const buffer = Buffer.allocUnsafe(length);
  read(descriptor, buffer, 0, length, null, (error, count) => {
    if (error !== null) return end(missing(error));
    if (count > 0) progress.chunks.push(buffer.subarray(0, count));
    progress.size += count;
    const isEnd = count === 0 || (progress.isSysfs && count < length);
    if (isEnd || progress.size > progress.maxBytes) {
      return end({ status: 'ok', data: Buffer.concat(progress.chunks) });
    }
    readOn(descriptor, progress, end);
  });
}

/** The stored target of a symbolic link. */
export function readLinkTarget(path: string): Promise<Outcome<string>> {
  return new Promise((resolve) => {
    readlink(path, (error, target) =>
      resolve(error === null ? { status: 'ok', data: target } : missing(error)),
    );
  });
}

/** Names in a directory, sorted by code unit. */
export function directoryNames(path: string): Promise<Outcome<string[]>> {
  return new Promise((resolve) => {
    readdir(path, (error, names) =>
      resolve(error === null ? { status: 'ok', data: names.sort() } : missing(error)),
    );
  });
}
