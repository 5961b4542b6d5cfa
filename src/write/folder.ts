import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PantherError } from '../model/errors.ts';
import { writeFailure } from './failure.ts';
import { flushPath, writeFlushed } from './flush.ts';
import { writeAlone } from './lock.ts';
import { checkFolders, checkRelativePath, makeFolder, occupantOf } from './place.ts';
import { writePlainFile } from './single.ts';

/**
 * Writes a folder of the repository that is not there yet: whole or not at all. The paths of `texts` are
 * relative to it. Throws PantherError('refused') where something stands in its place.
 */
export function writeNewFolder(
  root: string,
  folder: string,
  texts: Readonly<Record<string, string>>,
): Promise<void> {
  return writeAlone(root, () => newFolder(root, folder, texts));
}

async function newFolder(
  root: string,
  folder: string,
  texts: Readonly<Record<string, string>>,
): Promise<void> {
  const place = checkedPlace(root, folder);
  if (occupantOf(place) !== 'nothing') {
    throw new PantherError('refused', `${place} is there already; nothing was written`);
  }
  const temporary = join(root, `.${folder.replaceAll('/', '-')}.${process.pid}.panther-tmp`);
  try {
    for (const [path, text] of Object.entries(texts)) {
      checkRelativePath(path);
      makeFolder(dirname(join(temporary, path)));
      await writeFlushed(join(temporary, path), text);
    }
    makeFolder(dirname(place));
    renameSync(temporary, place);
    await flushPath(dirname(place));
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw writeFailure(error, `cannot write ${place}`);
  }
}

/** Replaces files below a folder of the repository, each whole, and removes those that are to go. */
export function updateFolder(
  root: string,
  folder: string,
  texts: Readonly<Record<string, string>>,
  removed: readonly string[],
): Promise<void> {
  return writeAlone(root, () => updated(root, folder, texts, removed));
}

async function updated(
  root: string,
  folder: string,
  texts: Readonly<Record<string, string>>,
  removed: readonly string[],
): Promise<void> {
  const place = checkedPlace(root, folder);
  for (const [path, text] of Object.entries(texts)) {
    checkRelativePath(path);
    checkFolders(root, [dirname(`${folder}/${path}`)]);
    makeFolder(dirname(join(place, path)));
    await writePlainFile(join(place, path), text);
  }
  for (const path of removed) {
    checkRelativePath(path);
    rmSync(join(place, path), { force: true });
  }
}

/** Relative paths of the plain files below a folder of the repository; sorted, none where it is not there. */
export function filesIn(root: string, folder: string): string[] {
  const place = join(root, folder);
  if (occupantOf(place) !== 'directory') return [];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(place.replace(/\/$/, '').length + 1))
    .sort();
}

function checkedPlace(root: string, folder: string): string {
  checkRelativePath(folder);
  checkFolders(root, [dirname(folder)]);
  return join(root, folder);
}
