import { constants, readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { PantherError } from '../../model/errors.ts';
import { quoted, unreadable } from './words.ts';

/** No recording comes near it: the largest nixos-facter reports have a few MiB. */
export const MAX_SOURCE_BYTES = 64 * 2 ** 20;

/** The bytes of a regular file, whose size is known to be within the limit. */
export function readWhole(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The bytes of a file that is none of the regular ones: a pipe never says its size. */
export async function readLimited(path: string): Promise<Uint8Array> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY);
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    return await readStream(handle.createReadStream({ autoClose: false }), quoted(path));
  } catch (error) {
    throw error instanceof PantherError ? error : unreadable(path, error);
  } finally {
    await handle.close();
  }
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
