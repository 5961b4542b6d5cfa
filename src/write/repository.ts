import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PantherError } from '../model/errors.ts';
import { MANIFEST_PATH } from '../model/tree.ts';
import { readInside } from './read-file.ts';

/** Where a run writes without `--out`, outside a PantherOS repository. */
const DEFAULT_OUT = './pantheros';

/**
 * The root of the repository a run works on: `--out`, else the current directory when it is a
 * PantherOS repository, else ./pantheros, which need not exist yet.
 */
export async function repositoryRoot(cwd: string, out: string | undefined): Promise<string> {
  if (out !== undefined) return resolve(cwd, out);
  return isFile(join(cwd, MANIFEST_PATH)) ? cwd : resolve(cwd, DEFAULT_OUT);
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

/** Every recorded host and fixture of a repository, or those that are named. */
export async function recordedCases(
  root: string,
  only: readonly string[],
): Promise<RecordedCase[]> {
  const hosts = (await directoriesWith(join(root, 'hosts'), 'default.nix')).map((name) => ({
    name,
    capture: `hardware-discovery/${name}/capture.json`,
    answers: `hosts/${name}/answers.yaml`,
    expected: '',
    fixture: false,
  }));
  const fixtures = (await directoriesWith(join(root, 'fixtures'), 'capture.json')).map((name) => ({
    name,
    capture: `fixtures/${name}/capture.json`,
    answers: `fixtures/${name}/answers.yaml`,
    expected: `fixtures/${name}/expected/`,
    fixture: true,
  }));
  const cases = [...hosts, ...fixtures];
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

/** The user's own profiles: config/profiles/<id>/profile.yaml, by id. */
export async function ownProfileFiles(
  root: string,
): Promise<{ id: string; path: string; text: string }[]> {
  const ids = await directoriesWith(join(root, 'config/profiles'), 'profile.yaml');
  return Promise.all(
    ids.map(async (id) => {
      const path = `config/profiles/${id}/profile.yaml`;
      return { id, path, text: (await readRepositoryFile(root, path)) ?? '' };
    }),
  );
}

/** Names of the directories in a directory that hold a file of that name; sorted. */
async function directoriesWith(parent: string, file: string): Promise<string[]> {
  return namesIn(parent)
    .filter((name) => isFile(join(parent, name, file)))
    .sort();
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}
