import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import {
  contentReader,
  type GitFile,
  indexedFiles,
  isInGit,
  stagedFiles,
  topOf,
} from '../machine/git.ts';
import { PantherError } from '../model/errors.ts';
import type { IdentifierPlace } from '../model/host-check.ts';
import { MANIFEST_PATH } from '../model/tree.ts';
import { readRepositoryFile } from '../write/repository.ts';
import { answersPathOf, lookAt } from './identifiers.ts';

/** Bytes that are looked at; a longer file is no recording that the tool reads. */
export const MOST_BYTES = 64 * 2 ** 20;
const TOO_LONG = 'it is longer than 64 MiB';
const OF_ROOTS = [':(glob)**/.panther/manifest.json'] as const;
const ANSWERS = [':(glob)**/hosts/*/answers.yaml', ':(glob)**/fixtures/*/answers.yaml'] as const;

/** Hears what is looked at. */
type Tell = (detail: string) => void;

/** What the search through some files came to. */
export interface Scan {
  /** How many were looked at. */
  files: number;
  found: IdentifierPlace[];
  /** Files that may hold an identifier and could not be looked at. */
  unread: { path: string; why: string }[];
  /** How many are no recordings and of no machine: nothing more was asked of them. */
  others: number;
}

/** A file, with its path from the PantherOS repository that it belongs to. */
interface Subject {
  /** As it is told. */
  shown: string;
  path: string;
  /** Null: it is too long. */
  bytes: () => Promise<Uint8Array | null>;
  answers: ReadonlyMap<string, string>;
}

/**
 * Identifiers in what the next commit would bring, as it is staged and not as it lies in the folder: all of
 * it, wherever in the repository `folder` is. Throws PantherError: `missing` without git, `input` outside a
 * repository.
 */
export async function scanStaged(folder: string, tell: Tell): Promise<Scan> {
  if (!(await isInGit(folder))) {
    throw new PantherError('input', `${folder}: is in no git repository, or git is not installed`);
  }
  const top = await topOf(folder);
  const [staged, answers, manifests] = await Promise.all([
    stagedFiles(top),
    indexedFiles(top, ANSWERS),
    indexedFiles(top, OF_ROOTS),
  ]);
  const read = await contentReader(top, idsOf(staged), MOST_BYTES);
  const readAnswers = await contentReader(top, idsOf(answers), MOST_BYTES);
  const texts: [path: string, text: string][] = [];
  for (const { path, id } of answers) texts.push([path, `${(await readAnswers(id)) ?? ''}`]);
  const roots = rootsAmong(top, staged, manifests);
  const answersBelow = new Map(
    [...roots].map((root) => {
      const below = texts.filter(([path]) => path.startsWith(root));
      return [root, new Map(below.map(([path, text]) => [path.slice(root.length), text]))];
    }),
  );
  const subjects = staged.map((file): Subject => {
    const root = rootOf(file.path, roots);
    return {
      shown: file.path,
      path: root === null ? `../${file.path}` : file.path.slice(root.length),
      bytes: () => read(file.id),
      answers: answersBelow.get(root ?? '') ?? new Map(),
    };
  });
  return scanOf(subjects, false, tell);
}

/** Identifiers in files that somebody names; null: one that is too long. They may lie outside of `root`. */
export async function scanFiles(
  root: string,
  files: ReadonlyMap<string, Uint8Array | null>,
  tell: Tell,
): Promise<Scan> {
  const subjects: Subject[] = [];
  for (const [name, bytes] of files) {
    const own = ownRootOf(resolve(name)) ?? root;
    const path = relative(own, resolve(name));
    const place = answersPathOf(path);
    const text = place === null ? null : await readRepositoryFile(own, place);
    const answers = new Map(place === null || text === null ? [] : [[place, text]]);
    subjects.push({ shown: name, path, bytes: async () => bytes, answers });
  }
  return scanOf(subjects, true, tell);
}

/** One after the other, so that somebody who waits sees which one it is at. */
async function scanOf(subjects: readonly Subject[], areNamed: boolean, tell: Tell): Promise<Scan> {
  const scan: Scan = { files: 0, found: [], unread: [], others: 0 };
  const sorted = [...subjects].sort((a, b) => (a.shown < b.shown ? -1 : 1));
  for (const [index, { shown, path, bytes, answers }] of sorted.entries()) {
    tell(`${index + 1} of ${sorted.length}, ${shown}`);
    const held = await bytes();
    const look =
      held === null
        ? { state: 'unread' as const, why: TOO_LONG }
        : lookAt(path, held, answers, areNamed);
    if (look.state === 'passed') scan.others += 1;
    else if (look.state === 'unread') scan.unread.push({ path: shown, why: look.why });
    else {
      scan.files += 1;
      scan.found.push(...look.found.map((found) => ({ path: shown, ...found })));
    }
  }
  return scan;
}

/**
 * Where PantherOS repositories begin within a git repository, as what stands before their paths: wherever a
 * manifest is committed or lies. Without any it is the top.
 */
function rootsAmong(
  top: string,
  staged: readonly GitFile[],
  manifests: readonly GitFile[],
): ReadonlySet<string> {
  const roots = manifests.map(({ path }) => path.slice(0, -MANIFEST_PATH.length));
  const lying = [...new Set(staged.flatMap(({ path }) => prefixesOf(path)))].filter((prefix) =>
    existsSync(join(top, prefix, MANIFEST_PATH)),
  );
  const all = new Set([...roots, ...lying]);
  return all.size === 0 ? new Set(['']) : all;
}

function idsOf(files: readonly GitFile[]): string[] {
  return files.map(({ id }) => id);
}

/** The nearest one that holds a path; null: none does. */
function rootOf(path: string, roots: ReadonlySet<string>): string | null {
  return prefixesOf(path).find((prefix) => roots.has(prefix)) ?? null;
}

/** `a/b/c` → `a/b/`, `a/`, and nothing. */
function prefixesOf(path: string): string[] {
  const at = path.lastIndexOf('/', path.length - 2) + 1;
  return at === 0 ? [''] : [path.slice(0, at), ...prefixesOf(path.slice(0, at))];
}

function ownRootOf(path: string): string | null {
  const folder = dirname(path);
  if (folder === path) return null;
  return existsSync(join(folder, MANIFEST_PATH)) ? folder : ownRootOf(folder);
}
