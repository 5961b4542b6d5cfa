import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PantherError } from '../model/errors.ts';
import { MANIFEST_PATH } from '../model/tree.ts';

/** Where a run writes without `--out`, outside a PantherOS repository. */
const DEFAULT_OUT = './pantheros';

/**
 * The root of the repository a run works on: `--out`, else the current directory when it is a
 * PantherOS repository, else ./pantheros, which need not exist yet.
 */
export async function repositoryRoot(cwd: string, out: string | undefined): Promise<string> {
  if (out !== undefined) return resolve(cwd, out);
  return (await isFile(join(cwd, MANIFEST_PATH))) ? cwd : resolve(cwd, DEFAULT_OUT);
}

/** A text file of the repository, or null when it is not there. */
export async function readRepositoryFile(root: string, path: string): Promise<string | null> {
  try {
    return await readFile(join(root, path), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new PantherError('input', `${join(root, path)}: cannot be read (${code})`, {
      cause: error,
    });
  }
}

/** Names of the hosts below `hosts/`: directories that hold a default.nix; sorted. */
export async function hostNames(root: string): Promise<string[]> {
  return directoriesWith(join(root, 'hosts'), 'default.nix');
}

/** Names of the golden cases below `fixtures/`: directories that hold a capture.json; sorted. */
export async function fixtureNames(root: string): Promise<string[]> {
  return directoriesWith(join(root, 'fixtures'), 'capture.json');
}

async function directoriesWith(parent: string, file: string): Promise<string[]> {
  const names = await readdir(parent).catch(() => []);
  const held = await Promise.all(names.map((name) => isFile(join(parent, name, file))));
  return names.filter((_, index) => held[index]).sort();
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}
