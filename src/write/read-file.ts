import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { PantherError } from '../model/errors.ts';
import { errorCode } from './failure.ts';

/** No file of a repository comes near it: the largest recordings have a few MiB. */
const MOST_BYTES = 64 * 2 ** 20;
/** Opening a pipe must not wait for somebody who writes into it. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/**
 * A text file of a repository, or null when it is not there. Git brings symbolic links along, and what is
 * read is shown to others: so nothing outside is read, and nothing that is no plain file.
 * Throws PantherError: `refused` for a link that leads out, `input` for what cannot be read.
 */
export function readInside(root: string, path: string): string | null {
  const place = placeInside(root, path);
  if (place === null) return null;
  let file: number | null = null;
  try {
    file = openSync(place, FLAGS);
    const stats = fstatSync(file);
    if (!stats.isFile()) throw unreadable(root, path, 'it is no plain file');
    if (stats.size > MOST_BYTES) throw unreadable(root, path, 'it is longer than 64 MiB');
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof PantherError) throw error;
    throw unreadable(root, path, errorCode(error) ?? 'unknown error', error);
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** Where a path of a repository really lies; null when nothing is there. Throws as `readInside` does. */
export function placeInside(root: string, path: string): string | null {
  try {
    const place = realpathSync.native(join(root, path));
    const way = relative(realpathSync.native(root), place);
    if (way !== '..' && !way.startsWith('../') && !isAbsolute(way)) return place;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw unreadable(root, path, code ?? 'unknown error', error);
  }
  throw new PantherError(
    'refused',
    `${join(root, path)} is a symbolic link that leads out of the repository, or lies behind one; remove it first`,
  );
}

function unreadable(root: string, path: string, why: string, cause?: unknown): PantherError {
  return new PantherError('input', `${join(root, path)}: cannot be read (${why})`, { cause });
}
