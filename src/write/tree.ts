import { VERSION } from '../assets/read.ts';
import { PantherError } from '../model/errors.ts';
import type { FileTree } from '../model/tree.ts';
import type { Change } from './change.ts';
import { compareTree, sha256 } from './diff.ts';
import { type RepositoryLock, writeAlone } from './lock.ts';
import { manifestText, readManifest } from './manifest.ts';
import { finishEarlier, replaceAll, type Sums, type Texts } from './replace.ts';

/**
 * What writing `tree` into the repository at `root` would do, sorted by path; writes nothing.
 * Throws PantherError for a damaged or newer manifest, a directory in a file's place, and a
 * symbolic link that leads out of the repository.
 */
export async function diffTree(root: string, tree: FileTree, version = VERSION): Promise<Change[]> {
  return compareTree(root, tree, await readManifest(root, version));
}

export interface WriteOptions {
  /** Version of the tool, for the manifest. */
  version: string;
  /** Replace owned files that were edited, and files that are not ours. */
  force: boolean;
  /** Held already by who made the tree of what stands there; else it is taken for this one writing. */
  lock?: RepositoryLock | undefined;
}

/**
 * Writes `tree` into the repository at `root` and says what became of each path. Nothing is
 * written where nothing differs; nothing of the user's is removed.
 *
 * A host is there whole or not at all, whatever cuts the run short. Throws PantherError('refused')
 * before anything is written where an edited or foreign file is in the way, unless forced, and where
 * another run is writing there.
 */
export async function writeTree(
  root: string,
  tree: FileTree,
  { lock, ...options }: WriteOptions,
): Promise<Change[]> {
  const work = () => writeLocked(root, tree, options);
  return lock === undefined ? writeAlone(root, work) : work();
}

async function writeLocked(
  root: string,
  tree: FileTree,
  { version, force }: Omit<WriteOptions, 'lock'>,
): Promise<Change[]> {
  const manifest = await readManifest(root, version);
  const changes = compareTree(root, tree, manifest);
  if (!force) refuseEdited(changes);
  const texts = textsToWrite(changes);
  const sums: Sums = { ...manifest?.files };
  for (const { path, kind, after } of changes) {
    if (tree[path]?.ownership !== 'owned') delete sums[path];
    else if (kind !== 'kept') sums[path] = sha256(after);
  }
  const isAsBefore = manifest?.tool === version && areSame(manifest.files, sums);
  if (texts.size === 0 && isAsBefore) finishEarlier(root);
  else await replaceAll(root, { texts, sums, manifest: manifestText(version, sums) });
  return changes;
}

function areSame(some: Sums, others: Sums): boolean {
  const paths = Object.keys(some);
  return (
    paths.length === Object.keys(others).length &&
    paths.every((path) => some[path] === others[path])
  );
}

/** The texts of all changes but of those that leave a file as it is. */
function textsToWrite(changes: readonly Change[]): Texts {
  return new Map(
    changes.flatMap(({ path, kind, after }) =>
      kind === 'unchanged' || kind === 'kept' ? [] : [[path, after] as const],
    ),
  );
}

/** Throws PantherError('refused') that names every edited and foreign file among the changes. */
export function refuseEdited(changes: readonly Change[]): void {
  const paths = (kind: Change['kind']): string =>
    changes.flatMap((change) => (change.kind === kind ? [change.path] : [])).join(', ');
  const found = [
    [paths('edited'), 'edited by hand'],
    [paths('foreign'), 'not written by panther-discover'],
  ].flatMap(([list, what]) => (list === '' ? [] : [`${list} (${what})`]));
  if (found.length === 0) return;
  throw new PantherError(
    'refused',
    `these files would be replaced: ${found.join('; ')}. --dry-run shows how, --force does it`,
  );
}
