import {
  chmodSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PantherError } from '../model/errors.ts';
import { writeFailure } from './failure.ts';
import { writeFlushed } from './flush.ts';
import { makeFolder } from './place.ts';

/**
 * Writes one file that the user named: whole or not at all. A link is followed; what takes a text and
 * keeps none, such as /dev/null, stays what it is. Throws PantherError where it cannot.
 */
export async function writePlainFile(path: string, text: string, mode = 0o644): Promise<void> {
  const found = lookAt(path);
  if (found === undefined) return await replaceFile(path, text, mode);
  if (found.isFile()) return await replaceFile(realpathSync(path), text, mode);
  if (found.isDirectory() || found.isBlockDevice()) {
    const what = found.isDirectory() ? 'a directory' : 'a disk';
    throw new PantherError('input', `cannot write ${path}: it is ${what}; name a file`);
  }
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw writeFailure(error, `cannot write ${path}`);
  }
}

/** Writes a file that only its owner may read, in a directory that only its owner may enter. */
export async function writePrivateFile(
  directory: string,
  name: string,
  text: string,
): Promise<void> {
  try {
    makeFolder(directory, 0o700);
    chmodSync(directory, 0o700);
  } catch (error) {
    throw writeFailure(error, `cannot make ${directory}`);
  }
  await replaceFile(join(directory, name), text, 0o600);
}

function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw writeFailure(error, `cannot write ${path}`);
  }
}

async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    await writeFlushed(temporary, text, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw writeFailure(error, `cannot write ${path}`);
  }
}
