import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { VERSION } from '../assets/read.ts';
import { PantherError } from '../model/errors.ts';
import { type FileTree, MANIFEST_PATH } from '../model/tree.ts';
import { bounded } from './bounded.ts';
import type { Change } from './change.ts';
import { compareTree, sha256 } from './diff.ts';
import { writeFailure } from './failure.ts';
import { flushPath, writeFlushed, writeUnflushed } from './flush.ts';
import { manifestText, readManifest } from './manifest.ts';
import {
  PENDING_PATH,
  pendingText,
  readPending,
  removeLeftovers,
  removeOwn,
  temporaryPath,
} from './pending.ts';
import { checkFolders, makeFolder, withAncestors } from './place.ts';

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
}

type Texts = Map<string, string>;
/** Owned path → sha256 of what stands there afterwards. */
type Sums = Record<string, string>;

/** How many files are flushed at a time. */
const AT_A_TIME = 16;

const answersOfHost = /^hosts\/[^/]+\/answers\.yaml$/;
const entryOfHost = /^hosts\/[^/]+\/default\.nix$/;

/**
 * Writes `tree` into the repository at `root` and says what became of each path. Nothing is
 * written where nothing differs; nothing of the user's is removed.
 *
 * Every file is filled under a temporary name and flushed before any takes its place; then answers
 * come first, a host's default.nix after all else of it, and the manifest last, so that a host is
 * there whole or not at all. Throws PantherError('refused') before anything is written where an
 * edited or foreign file is in the way, unless forced.
 */
export async function writeTree(
  root: string,
  tree: FileTree,
  { version, force }: WriteOptions,
): Promise<Change[]> {
  const manifest = await readManifest(root, version);
  const changes = compareTree(root, tree, manifest);
  if (!force) refuseEdited(changes);
  const texts: Texts = new Map(changes.filter(isWritten).map(({ path, after }) => [path, after]));
  const sums: Sums = { ...manifest?.files };
  for (const [path, { content, ownership }] of Object.entries(tree)) {
    if (ownership === 'owned') sums[path] = sha256(content);
    else delete sums[path];
  }
  const next = manifestText(version, sums);
  const before = manifest === null ? null : manifestText(manifest.tool, manifest.files);
  if (texts.size > 0 || next !== before) await replaceAll(root, texts, sums, next);
  else finishEarlier(root);
  return changes;
}

function isWritten({ kind }: Change): boolean {
  return kind !== 'unchanged' && kind !== 'kept';
}

function refuseEdited(changes: readonly Change[]): void {
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

async function replaceAll(root: string, texts: Texts, sums: Sums, manifest: string): Promise<void> {
  checkFolders(root, [dirname(MANIFEST_PATH)]);
  const folders = new Set([dirname(MANIFEST_PATH), ...[...texts.keys()].map((p) => dirname(p))]);
  const place = (path: string): string => join(root, path);
  try {
    for (const folder of folders) makeFolder(place(folder));
    note(root, texts, sums);
    texts.set(MANIFEST_PATH, manifest);
    await fill(root, texts);
    const { first, last } = inOrder(texts.keys());
    takePlace(root, first);
    // Before a host becomes visible, all else of it must last.
    await flushFolders(root, first);
    takePlace(root, last);
    await flushFolders(root, last);
    removeOwn(place(PENDING_PATH));
  } catch (error) {
    throw writeFailure(error, `cannot write to ${root}`);
  }
}

/** Clears up behind a run that was cut short when all of it stood already. */
function finishEarlier(root: string): void {
  const earlier = readPending(root);
  if (earlier === null) return;
  removeLeftovers(root, earlier);
  removeOwn(join(root, PENDING_PATH));
}

/** Notes what is about to be written, after cleaning up behind runs that were cut short. */
function note(root: string, texts: Texts, known: Sums): void {
  const earlier = readPending(root);
  removeLeftovers(root, earlier ?? {});
  const sums = new Map([...texts].map(([path, text]) => [path, known[path] ?? sha256(text)]));
  const place = join(root, PENDING_PATH);
  writeUnflushed(temporaryPath(place), pendingText(earlier, sums));
  renameSync(temporaryPath(place), place);
}

/** Fills and flushes the temporary file of every path; removes them again where one fails. */
async function fill(root: string, texts: Texts): Promise<void> {
  try {
    // The note is flushed along with them: it must last before any of them takes its place.
    await bounded([null, ...texts], AT_A_TIME, async (entry) => {
      if (entry === null) return await flushPath(join(root, PENDING_PATH));
      const [path, text] = entry;
      await writeFlushed(temporaryPath(join(root, path)), text);
    });
  } catch (error) {
    for (const path of texts.keys()) removeOwn(temporaryPath(join(root, path)));
    throw error;
  }
}

/** Answers first, so that a rerun finds what was drawn; each host's default.nix and the manifest last. */
function inOrder(paths: Iterable<string>): Record<'first' | 'last', string[]> {
  const answers: string[] = [];
  const rest: string[] = [];
  const entries: string[] = [];
  for (const path of paths) {
    if (answersOfHost.test(path)) answers.push(path);
    else if (entryOfHost.test(path)) entries.push(path);
    else if (path !== MANIFEST_PATH) rest.push(path);
  }
  return { first: [...answers, ...rest], last: [...entries, MANIFEST_PATH] };
}

function takePlace(root: string, paths: readonly string[]): void {
  for (const path of paths) {
    const place = join(root, path);
    renameSync(temporaryPath(place), place);
  }
}

/** Makes renames last: a folder's entries are flushed like a file. */
async function flushFolders(root: string, paths: readonly string[]): Promise<void> {
  const folders = new Set(['.', ...paths.flatMap((path) => withAncestors(dirname(path)))]);
  await bounded(folders, AT_A_TIME, (folder) => flushPath(join(root, folder)));
}
