import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PantherError } from '../model/errors.ts';
import type { FileTree, RepositoryManifest, TreeFile } from '../model/tree.ts';
import { bounded } from './bounded.ts';
import type { Change } from './change.ts';
import { writeFailure } from './failure.ts';
import { readPending } from './pending.ts';
import { checkFolders, checkRelativePath, occupantOf } from './place.ts';

/** How many files are looked at or written at a time. */
export const AT_A_TIME = 16;

/** sha256 of a text's UTF-8, in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * What writing `tree` into `root` would do, sorted by path, given the repository's manifest.
 * Throws PantherError('refused') for a directory in a file's place and for a symbolic link that
 * leads out of the repository.
 */
export async function compareTree(
  root: string,
  tree: FileTree,
  manifest: RepositoryManifest | null,
): Promise<Change[]> {
  const ours = await knownSums(root, manifest);
  const paths = Object.keys(tree).sort();
  for (const path of paths) checkRelativePath(path);
  const folders = await checkFolders(root, new Set(paths.map((path) => dirname(path))));
  const changes = new Map<string, Change>();
  await bounded(paths, AT_A_TIME, async (path) => {
    const file = tree[path] as TreeFile;
    const change: Change = folders.has(dirname(path))
      ? await changeAt(root, path, file, ours.get(path) ?? [])
      : { path, kind: 'created', before: null, after: file.content };
    changes.set(path, change);
  });
  return paths.map((path) => changes.get(path) as Change);
}

/** Path → checksums of what the tool itself wrote there, an interrupted run included. */
async function knownSums(
  root: string,
  manifest: RepositoryManifest | null,
): Promise<Map<string, string[]>> {
  const sums = new Map(Object.entries((await readPending(root)) ?? {}));
  for (const [path, sum] of Object.entries(manifest?.files ?? {})) {
    sums.set(path, [...(sums.get(path) ?? []), sum]);
  }
  return sums;
}

async function changeAt(
  root: string,
  path: string,
  { content, ownership, replace }: TreeFile,
  ours: readonly string[],
): Promise<Change> {
  const place = join(root, path);
  const occupant = await occupantOf(place);
  if (occupant === 'nothing') return { path, kind: 'created', before: null, after: content };
  if (occupant === 'directory' || occupant === 'other') {
    throw new PantherError('refused', `${place} is in the way: a file is needed there`);
  }
  const before = occupant === 'file' ? await read(place) : null;
  if (ownership === 'once' && !replace) return { path, kind: 'kept', before, after: content };
  if (before === content) return { path, kind: 'unchanged', before, after: content };
  const untouched = ownership === 'once' || (before !== null && ours.includes(sha256(before)));
  const kind = untouched ? 'updated' : ours.length > 0 ? 'edited' : 'foreign';
  return { path, kind, before, after: content };
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw writeFailure(error, `cannot read ${path}`);
  }
}
