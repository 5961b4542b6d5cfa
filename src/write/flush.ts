import { closeSync, constants, fsync, openSync, writeFileSync } from 'node:fs';
import { errorCode } from './failure.ts';

/*
 * Small files are opened, filled and renamed at once, which takes less time than handing each step
 * to another thread. Only a flush waits for the disk, so many of them may be under way.
 */

const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;
/** For temporary files: a link that stands there is not followed. */
const ONLY_OURS = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW;

/** Writes a temporary file that is flushed later. */
export function writeUnflushed(path: string, text: string): void {
  closeSync(filled(path, text));
}

/** Writes a temporary file, readable for whom `mode` says, and waits until it is on the disk. */
export async function writeFlushed(
  path: string,
  content: string | Uint8Array,
  mode = 0o666,
): Promise<void> {
  await flushAndClose(filled(path, content, mode));
}

/** Waits until a file, or the entries of a folder, are on the disk. */
export async function flushPath(path: string): Promise<void> {
  await flushAndClose(openSync(path, 'r'));
}

function filled(path: string, content: string | Uint8Array, mode?: number): number {
  const file = openSync(path, ONLY_OURS, mode);
  try {
    writeFileSync(file, content);
  } catch (error) {
    closeSync(file);
    throw error;
  }
  return file;
}

function flushAndClose(file: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fsync(file, (error) => {
      closeSync(file);
      // Some file systems, for example 9p and vfat, cannot flush a folder.
      if (error === null || errorCode(error) === 'EINVAL') resolve();
      else reject(error);
    });
  });
}
