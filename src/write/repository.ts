import { lstatSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PantherError } from '../model/errors.ts';
import { MANIFEST_PATH, RepositoryManifest } from '../model/tree.ts';
import { errorCode } from './failure.ts';
import { readInside } from './read-file.ts';

/** Where a run writes without `--out`, outside a PantherOS repository. */
const DEFAULT_OUT = './pantheros';

/**
 * The root of the repository a run works on: `--out`, else the current directory when it is a
 * PantherOS repository, else ./pantheros, which need not exist yet.
 */
export async function repositoryRoot(cwd: string, out: string | undefined): Promise<string> {
  if (out !== undefined) return resolve(cwd, out);
  return isThere(join(cwd, MANIFEST_PATH)) ? cwd : resolve(cwd, DEFAULT_OUT);
}

/** A text file of the repository, or null when it is not there. Throws as `readInside` does. */
export async function readRepositoryFile(root: string, path: string): Promise<string | null> {
  return readInside(root, path);
}

/** A JSON file of the repository, parsed, or null when it is not there. */
export async function readRepositoryJson(root: string, path: string): Promise<unknown> {
  const text = await readRepositoryFile(root, path);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PantherError('input', `${path}: is not JSON; restore it or remove it`, {
      cause: error,
    });
  }
}

/** A recorded machine with its answers and the folder that holds what it leads to. */
export interface RecordedCase {
  name: string;
  capture: string;
  answers: string;
  /** Where hosts/ and hardware-discovery/ of it stand, relative to the repository. */
  expected: string;
  fixture: boolean;
}

/** Every recorded host and fixture of a repository, or those that are named; it is an error where there is none. */
export async function recordedCases(
  root: string,
  only: readonly string[],
): Promise<RecordedCase[]> {
  const cases = await casesIn(root);
  const unknown = only.find((name) => !cases.some((recorded) => recorded.name === name));
  if (unknown !== undefined) {
    throw new PantherError('input', `${root}: no host or fixture named ${JSON.stringify(unknown)}`);
  }
  if (cases.length === 0) {
    throw new PantherError(
      'input',
      `${root}: holds no hosts/ and no fixtures/; run check in a repository`,
    );
  }
  return only.length === 0 ? cases : cases.filter(({ name }) => only.includes(name));
}

/**
 * The same of a repository that may hold none. A host that lost a part, its default.nix too, is one still:
 * nobody would miss it otherwise. One that is gone whole is none.
 */
export async function casesIn(root: string): Promise<RecordedCase[]> {
  const hosts = (await hostNames(root)).map((name) => ({
    name,
    capture: `hardware-discovery/${name}/capture.json`,
    answers: `hosts/${name}/answers.yaml`,
    expected: '',
    fixture: false,
  }));
  const fixtures = directoriesWith(join(root, 'fixtures'), OF_FIXTURE).map((name) => ({
    name,
    capture: `fixtures/${name}/capture.json`,
    answers: `fixtures/${name}/answers.yaml`,
    expected: `fixtures/${name}/expected/`,
    fixture: true,
  }));
  return [...hosts, ...fixtures];
}

const OF_HOST = ['default.nix', 'answers.yaml', 'disko.nix', 'hardware.nix'] as const;
const OF_RECORDING = ['capture.json', 'facts.json'] as const;
const OF_FIXTURE = ['capture.json', 'answers.yaml'] as const;

/** A folder of hosts/ with none of those files is a person's own, unless the tool wrote its default.nix. */
async function hostNames(root: string): Promise<string[]> {
  const found = new Set([
    ...directoriesWith(join(root, 'hosts'), OF_HOST),
    ...directoriesWith(join(root, 'hardware-discovery'), OF_RECORDING),
  ]);
  const others = directoriesWith(join(root, 'hosts'), ['.']).filter((name) => !found.has(name));
  if (others.length > 0) {
    const manifest = RepositoryManifest.safeParse(await readRepositoryJson(root, MANIFEST_PATH));
    const files = manifest.success ? manifest.data.files : {};
    for (const name of others) if (`hosts/${name}/default.nix` in files) found.add(name);
  }
  return [...found].sort();
}

/** The user's own profiles: config/profiles/<id>/profile.yaml, by id. */
export async function ownProfileFiles(
  root: string,
): Promise<{ id: string; path: string; text: string }[]> {
  const ids = directoriesWith(join(root, 'config/profiles'), ['profile.yaml']);
  return Promise.all(
    ids.map(async (id) => {
      const path = `config/profiles/${id}/profile.yaml`;
      return { id, path, text: (await readRepositoryFile(root, path)) ?? '' };
    }),
  );
}

/** Names of the directories in a directory that hold one of those files, or `.`: any; sorted. */
function directoriesWith(parent: string, files: readonly string[]): string[] {
  return looking(parent, () => readdirSync(parent), [])
    .filter((name) => files.some((file) => isThere(`${join(parent, name)}/${file}`)))
    .sort();
}

function isThere(path: string): boolean {
  return looking(path, () => lstatSync(path, { throwIfNoEntry: false }) !== undefined, false);
}

/** What nobody may look at is not absent: a host would go unseen. */
function looking<T>(path: string, look: () => T, absent: T): T {
  try {
    return look();
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return absent;
    throw new PantherError('input', `${path}: cannot be read (${code ?? 'unknown error'})`, {
      cause: error,
    });
  }
}
