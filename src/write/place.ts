import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { PantherError } from '../model/errors.ts';
import { errorCode, isAbsent, writeFailure } from './failure.ts';

/** What stands at a path: nothing, a plain file, or something that is not one. */
export type Occupant = 'nothing' | 'file' | 'link' | 'directory' | 'other';

/** Throws an Error for a path that could leave the repository or name no file: a bug of ours. */
export function checkRelativePath(path: string): void {
  if (!isRelativePath(path)) {
    throw new Error(`${JSON.stringify(path)} is no path of a repository file`);
  }
}

/** True for a path that stays inside the repository and names a file of it. */
export function isRelativePath(path: string): boolean {
  const segments = path.split('/');
  const odd = segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  return !odd && !path.includes('\\') && !path.includes('\0') && segments[0] !== '.git';
}

/** What stands at `path` itself; a symbolic link is not followed. */
export function occupantOf(path: string): Occupant {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return 'nothing';
    if (found.isFile()) return 'file';
    if (found.isSymbolicLink()) return 'link';
    return found.isDirectory() ? 'directory' : 'other';
  } catch (error) {
    throw writeFailure(error, `cannot look at ${path}`);
  }
}

/**
 * Proves that folders below `root` may be written to: real folders, or links that stay inside.
 * Gives back those that are there already. Throws PantherError('refused') for a link that leads
 * out of the repository and for a file in the way.
 */
export function checkFolders(root: string, folders: Iterable<string>): Set<string> {
  const present = new Set<string>();
  if (!isFolder(root, root)) return present;
  present.add('.');
  const looked = new Set<string>();
  for (const folder of folders) {
    for (const part of withAncestors(folder)) {
      if (looked.has(part)) {
        // Nothing stands below a folder that is not there.
        if (!present.has(part)) break;
        continue;
      }
      looked.add(part);
      if (!isFolder(join(root, part), root)) break;
      present.add(part);
    }
  }
  return present;
}

/** `a/b/c` → a, a/b, a/b/c. */
export function withAncestors(folder: string): string[] {
  const parts: string[] = [];
  for (let part = folder; part !== '.'; part = dirname(part)) parts.unshift(part);
  return parts;
}

/**
 * Makes a folder and those above it. Node's own recursive mkdir never ends where the kernel says
 * that nothing can be made, for example below /proc.
 */
export function makeFolder(path: string, mode = 0o777): void {
  try {
    makeOne(path, mode);
  } catch (error) {
    if (!isAbsent(error) || dirname(path) === path) throw error;
    makeFolder(dirname(path), mode);
    makeOne(path, mode);
  }
}

function makeOne(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
}

function isFolder(path: string, root: string): boolean {
  const occupant = occupantOf(path);
  if (occupant === 'nothing') return false;
  if (occupant === 'directory' || (occupant === 'link' && path === root)) return true;
  if (occupant !== 'link') {
    throw new PantherError('refused', `${path} is in the way: a directory is needed there`);
  }
  if (leadsOut(path, root)) {
    throw new PantherError(
      'refused',
      `${path} is a symbolic link that leads out of the repository; remove it first`,
    );
  }
  return true;
}

/** True for a link to a place outside `root`, or to nothing. */
function leadsOut(path: string, root: string): boolean {
  try {
    const way = relative(realpathSync(root), realpathSync(path));
    return way === '..' || way.startsWith('../') || isAbsolute(way);
  } catch (error) {
    if (isAbsent(error)) return true;
    throw writeFailure(error, `cannot follow ${path}`);
  }
}
