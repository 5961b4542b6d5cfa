import { constants, readFileSync } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { PantherError } from '../../model/errors.ts';
import { quoted, unreadable } from './words.ts';

/** No recording comes near it: the largest nixos-facter reports have a few MiB. */
export const MAX_SOURCE_BYTES = 64 * 2 ** 20;

const CHUNK = 65_536;
const POLL_MS = 20;

/** The bytes of a regular file, whose size is known to be within the limit. */
export function readWhole(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * The bytes of a file that is none of the regular ones: a pipe never says its size. Opening a named pipe
 * waits for a writer, for ever where none comes; here it ends after `patienceMs`.
 */
export async function readLimited(path: string, patienceMs = 10_000): Promise<Uint8Array> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    return await readStream(pipeChunks(handle, path, patienceMs), quoted(path));
  } catch (error) {
    throw error instanceof PantherError ? error : unreadable(path, error);
  } finally {
    await handle.close();
  }
}

/** Chunks until the last writer is gone; a named pipe that nobody ever wrote into has none yet. */
async function* pipeChunks(
  handle: FileHandle,
  path: string,
  patienceMs: number,
): AsyncGenerator<Uint8Array> {
  const isNamed = (await handle.stat()).isFIFO() && !(await isAnonymous(path));
  const end = performance.now() + patienceMs;
  for (let seen = !isNamed; ; ) {
    const chunk = await readNow(handle);
    if (chunk !== 'nothing yet' && chunk.length > 0) yield chunk;
    if (chunk === 'nothing yet' || chunk.length > 0) seen = true;
    else if (seen) return;
    else if (performance.now() > end) {
      throw new PantherError(
        'input',
        `${quoted(path)}: nobody writes into this pipe; start what fills it, or give a file`,
      );
    }
    if (chunk === 'nothing yet' || chunk.length === 0) await sleep(POLL_MS);
  }
}

async function readNow(handle: FileHandle): Promise<Uint8Array | 'nothing yet'> {
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, null);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 'nothing yet';
    throw error;
  }
}

/** True for a pipe of a shell's own, such as <(…): whoever writes into it was there from the start. */
async function isAnonymous(path: string): Promise<boolean> {
  const place = await realpath(path).catch(() => 'pipe:');
  return place.includes('pipe:');
}

/** Everything that a stream gives, up to the limit; `name` says in an error what it was. */
export async function readStream(
  stream: AsyncIterable<Uint8Array | string>,
  name: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
    chunks.push(bytes);
    size += bytes.length;
    if (size > MAX_SOURCE_BYTES) {
      throw new PantherError(
        'input',
        `${name}: gives more than ${MAX_SOURCE_BYTES / 2 ** 20} MiB; give a capture or a report`,
      );
    }
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, size);
}
