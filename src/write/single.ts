import { chmodSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeFailure } from './failure.ts';
import { writeFlushed } from './flush.ts';

/** Writes one file that the user named: whole or not at all. Throws PantherError where it cannot. */
export async function writePlainFile(path: string, text: string): Promise<void> {
  await replaceFile(path, text, 0o644);
}

/** Writes a file that only its owner may read, in a directory that only its owner may enter. */
export async function writePrivateFile(
  directory: string,
  name: string,
  text: string,
): Promise<void> {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
  } catch (error) {
    throw writeFailure(error, `cannot make ${directory}`);
  }
  await replaceFile(join(directory, name), text, 0o600);
}

async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    await writeFlushed(temporary, text, mode);
    renameSync(temporary, path);
  } catch (error) {
    throw writeFailure(error, `cannot write ${path}`);
  }
}
