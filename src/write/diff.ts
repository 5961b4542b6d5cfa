import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PantherError } from '../model/errors.ts';
import type { FileTree, RepositoryManifest, TreeFile } from '../model/tree.ts';
import type { Change } from './change.ts';
import { writeFailure } from './failure.ts';
import { readPending } from './pending.ts';
import { checkFolders, checkRelativePath, occupantOf } from './place.ts';

/** sha256 of a text's UTF-8, in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * What writing `tree` into `root` would do, sorted by path, given the repository's manifest.
 * Throws PantherError('refused') for a directory in a file's place and for a symbolic link that
 * leads out of the repository.
 */
export function compareTree(
  root: string,
  tree: FileTree,
  manifest: RepositoryManifest | null,
): Change[] {
  // Checksums of what the tool itself wrote, an interrupted run included.
  const pending = readPending(root) ?? {};
  const ours = (path: string): string[] => [
    ...(pending[path] ?? []),
    ...(manifest?.files[path] === undefined ? [] : [manifest.files[path]]),
  ];
  const paths = Object.keys(tree).sort();
  for (const path of paths) checkRelativePath(path);
  const folders = checkFolders(root, new Set(paths.map((path) => dirname(path))));
  return paths.map((path) => {
    const file = tree[path] as TreeFile;
    const change = folders.has(dirname(path))
      ? changeAt(root, path, file, ours(path))
      : ({ path, kind: 'created', before: null, after: file.content } as const);
    // An interrupted run is no removal: what it left out is not in the manifest yet.
    const wasRemoved = change.kind === 'created' && manifest?.files[path] !== undefined;
    return file.yields && wasRemoved ? { ...change, kind: 'kept' } : change;
  });
}

function changeAt(
  root: string,
  path: string,
  { content, ownership, replace, yields }: TreeFile,
  ours: readonly string[],
): Change {
  const place = join(root, path);
  const occupant = occupantOf(place);
  if (occupant === 'nothing') return { path, kind: 'created', before: null, after: content };
  if (occupant === 'directory' || occupant === 'other') {
    throw new PantherError('refused', `${place} is in the way: a file is needed there`);
  }
  const before = occupant === 'file' ? read(place) : null;
  if (ownership === 'once' && !replace) return { path, kind: 'kept', before, after: content };
  if (before === content) return { path, kind: 'unchanged', before, after: content };
  const untouched = ownership === 'once' || (before !== null && ours.includes(sha256(before)));
  const theirs = yields ? 'kept' : ours.length > 0 ? 'edited' : 'foreign';
  const kind = untouched ? 'updated' : theirs;
  return { path, kind, before, after: content };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw writeFailure(error, `cannot read ${path}`);
  }
}
