import { dirname, join } from 'node:path';
import { PantherError } from '../model/errors.ts';
import { type FileTree, MANIFEST_PATH, type RepositoryManifest } from '../model/tree.ts';
import type { Change } from './change.ts';
import { compareTree, sha256 } from './diff.ts';
import { writeAlone } from './lock.ts';
import { manifestText, readOlderManifest } from './manifest.ts';
import { checkFolders, isRelativePath, occupantOf } from './place.ts';
import { replaceAll, type Sums, type Texts } from './replace.ts';
import { readRepositoryFile } from './repository.ts';
import { refuseEdited } from './tree.ts';

/** What an upgrade makes of a repository. */
export interface RepositoryUpgrade {
  /** Version of the tool that wrote last. */
  from: string;
  /** Sorted by path. Of files that go, `removed`; one that was edited since stays and is `kept`. */
  changes: Change[];
}

export interface UpgradeOptions {
  /** Version of the tool that upgrades. */
  version: string;
  /** Replace owned files that were edited, and files that are not ours. */
  force: boolean;
}

/**
 * What upgrading the repository at `root` to `tree` would do; writes nothing. A file that the older
 * tool wrote and the tree does not hold is dropped. Throws PantherError('refused') where no
 * panther-discover ever wrote, or a newer one did.
 */
export async function compareUpgrade(
  root: string,
  tree: FileTree,
  options: UpgradeOptions,
): Promise<RepositoryUpgrade> {
  const manifest = await manifestOf(root, options.version);
  const changes = compareTree(root, tree, manifest);
  const dropped = await droppedFiles(root, tree, manifest);
  const sorted = [...changes, ...dropped].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { from: manifest.tool, changes: sorted };
}

/**
 * Upgrades the repository. Files that were edited stay, and stay known as edited, unless forced.
 * Throws PantherError('refused') before anything is written where a file that is not ours stands in
 * the place of a new one, and where another run is writing there.
 */
export async function writeUpgrade(
  root: string,
  tree: FileTree,
  options: UpgradeOptions,
): Promise<RepositoryUpgrade> {
  await manifestOf(root, options.version);
  return writeAlone(root, () => upgradeLocked(root, tree, options));
}

async function upgradeLocked(
  root: string,
  tree: FileTree,
  options: UpgradeOptions,
): Promise<RepositoryUpgrade> {
  const upgrade = await compareUpgrade(root, tree, options);
  const manifest = await manifestOf(root, options.version);
  const { changes } = upgrade;
  if (!options.force) refuseEdited(changes.filter(({ kind }) => kind !== 'edited'));
  const texts: Texts = new Map();
  const sums: Sums = { ...manifest.files };
  const removed: string[] = [];
  for (const { path, kind, after } of changes) {
    const file = tree[path];
    if (file === undefined) {
      delete sums[path];
      if (kind === 'removed') removed.push(path);
      continue;
    }
    if (kind === 'edited' && !options.force) continue;
    if (kind !== 'unchanged' && kind !== 'kept') texts.set(path, after);
    if (file.ownership !== 'owned') delete sums[path];
    else if (kind !== 'kept') sums[path] = sha256(after);
  }
  const next = manifestText(options.version, sums);
  await replaceAll(root, { texts, sums, manifest: next, removed });
  return upgrade;
}

async function manifestOf(root: string, version: string): Promise<RepositoryManifest> {
  const manifest = await readOlderManifest(root, version);
  if (manifest !== null) return manifest;
  throw new PantherError(
    'refused',
    `${join(root, MANIFEST_PATH)} is not there: panther-discover never wrote this repository; name one with --out`,
  );
}

/**
 * Files of ours that the newer tool has no use for. Of a host that the tree does not hold, everything
 * stays: it was not derived anew, and its recording may be the only one.
 */
async function droppedFiles(
  root: string,
  tree: FileTree,
  { files }: RepositoryManifest,
): Promise<Change[]> {
  const paths = Object.keys(files).filter((path) => {
    const host = /^(?:hosts|hardware-discovery)\/([^/]+)\//.exec(path)?.[1];
    const isDerived = host === undefined || Object.hasOwn(tree, `hosts/${host}/default.nix`);
    return isDerived && !Object.hasOwn(tree, path);
  });
  if (!paths.every(isRelativePath)) {
    throw new PantherError('input', `${join(root, MANIFEST_PATH)} is damaged (files); restore it`);
  }
  const folders = checkFolders(root, new Set(paths.map((path) => dirname(path))));
  const dropped: Change[] = [];
  for (const path of paths) {
    if (!folders.has(dirname(path)) || occupantOf(join(root, path)) !== 'file') continue;
    const before = (await readRepositoryFile(root, path)) ?? '';
    const sum = files[path];
    const kind = sha256(before) === sum ? 'removed' : 'kept';
    dropped.push({ path, kind, before, after: kind === 'removed' ? '' : before });
  }
  return dropped;
}
