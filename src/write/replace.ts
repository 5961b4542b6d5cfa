import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MANIFEST_PATH } from '../model/tree.ts';
import { bounded } from './bounded.ts';
import { sha256 } from './diff.ts';
import { writeFailure } from './failure.ts';
import { flushPath, writeFlushed, writeUnflushed } from './flush.ts';
import {
  clearAway,
  PENDING_PATH,
  pendingText,
  readPending,
  removeLeftovers,
  removeOwn,
  temporaryPath,
} from './pending.ts';
import { checkFolders, makeFolder, withAncestors } from './place.ts';

export type Texts = Map<string, string>;
/** Owned path → sha256 of what stands there afterwards. */
export type Sums = Record<string, string>;

/** How many files are flushed at a time. */
const AT_A_TIME = 16;

const answersOfHost = /^hosts\/[^/]+\/answers\.yaml$/;
const proposal = /^openspec\/changes\//;
const entryOfHost = /^hosts\/[^/]+\/default\.nix$/;

/** What is to stand in a repository afterwards. */
export interface Replacement {
  /** Path → text of every file that is written. */
  texts: Texts;
  /** Path → sha256 of every owned file as it stands afterwards. */
  sums: Sums;
  /** The manifest's text. */
  manifest: string;
  /** Files of ours that go. */
  removed?: readonly string[];
}

/**
 * Writes files so that a host is there whole or not at all. Every file is filled under a temporary
 * name and flushed before any takes its place; then answers come first, a host's default.nix after
 * all else of it, and the manifest last: until it stands, a rerun knows what was begun.
 */
export async function replaceAll(
  root: string,
  { texts, sums, manifest, removed = [] }: Replacement,
): Promise<void> {
  const written = [MANIFEST_PATH, ...texts.keys()];
  const folders = new Set(written.flatMap((path) => withAncestors(dirname(path))));
  const present = checkFolders(root, [dirname(MANIFEST_PATH), ...folders]);
  const place = (path: string): string => join(root, path);
  try {
    makeFolder(root);
    for (const folder of folders) if (!present.has(folder)) makeFolder(place(folder));
    note(root, texts, sums);
    texts.set(MANIFEST_PATH, manifest);
    try {
      await fill(root, texts);
      const { first, last } = inOrder(texts.keys());
      takePlace(root, first);
      // Before a host becomes visible, all else of it must last.
      for (const path of removed) removeOwn(place(path));
      await flushFolders(root, [...first, ...removed]);
      takePlace(root, last);
      await flushFolders(root, last);
    } catch (error) {
      clearAway([...texts.keys()].map((path) => temporaryPath(place(path))));
      throw error;
    }
    removeOwn(place(PENDING_PATH));
  } catch (error) {
    throw writeFailure(error, `cannot write to ${root}`);
  }
}

/** Clears up behind a run that was cut short when all of it stood already. */
export function finishEarlier(root: string): void {
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
  try {
    writeUnflushed(temporaryPath(place), pendingText(earlier, sums));
    renameSync(temporaryPath(place), place);
  } catch (error) {
    clearAway([temporaryPath(place)]);
    throw error;
  }
}

/** Fills and flushes the temporary file of every path. */
async function fill(root: string, texts: Texts): Promise<void> {
  // The note is flushed along with them: it must last before any of them takes its place.
  await bounded([null, ...texts], AT_A_TIME, async (entry) => {
    if (entry === null) return await flushPath(join(root, PENDING_PATH));
    const [path, text] = entry;
    await writeFlushed(temporaryPath(join(root, path)), text, modeOf(text));
  });
}

/** A script can be run: git passes over a hook that cannot. */
function modeOf(text: string): number {
  return text.startsWith('#!') ? 0o777 : 0o666;
}

/**
 * Answers first, so that a rerun finds what was drawn, and proposals next, so that it still sees what
 * they propose; each host's default.nix and the manifest last.
 */
function inOrder(paths: Iterable<string>): Record<'first' | 'last', string[]> {
  const answers: string[] = [];
  const proposals: string[] = [];
  const rest: string[] = [];
  const entries: string[] = [];
  for (const path of paths) {
    if (answersOfHost.test(path)) answers.push(path);
    else if (proposal.test(path)) proposals.push(path);
    else if (entryOfHost.test(path)) entries.push(path);
    else if (path !== MANIFEST_PATH) rest.push(path);
  }
  return { first: [...answers, ...proposals, ...rest], last: [...entries, MANIFEST_PATH] };
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
