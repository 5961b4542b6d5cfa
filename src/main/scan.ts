import { contentsOf, indexedFiles, isInGit, stagedFiles } from '../machine/git.ts';
import { PantherError } from '../model/errors.ts';
import type { IdentifierPlace } from '../model/host-check.ts';
import { readRepositoryFile } from '../write/repository.ts';
import { answersPathOf, identifiersInFiles } from './identifiers.ts';

/** Bytes that are looked at; a longer file is no recording. */
const MOST_BYTES = 64 * 2 ** 20;
const ANSWERS = [':(glob)hosts/*/answers.yaml', ':(glob)fixtures/*/answers.yaml'] as const;

/** Hears what is looked at. */
type Tell = (detail: string) => void;

/** How many files were looked at, and what stands in them. */
export interface Scan {
  files: number;
  found: IdentifierPlace[];
}

/**
 * Identifiers in what the next commit would bring, as it is staged and not as it lies in the folder.
 * Throws PantherError: `missing` without git, `input` outside a repository.
 */
export async function scanStaged(root: string, tell: Tell): Promise<Scan> {
  if (!(await isInGit(root))) {
    throw new PantherError('input', `${root}: is in no git repository, or git is not installed`);
  }
  const [staged, answers] = await Promise.all([stagedFiles(root), indexedFiles(root, ANSWERS)]);
  const ids = [...staged, ...answers].map(({ id }) => id);
  const contents = await contentsOf(root, [...new Set(ids)]);
  const bytes = ({ id }: { id: string }) => contents.get(id) ?? Buffer.of();
  const files = new Map(staged.map((file) => [file.path, bytes(file)]));
  const texts = new Map(answers.map((file) => [file.path, bytes(file).toString('utf8')]));
  return { files: files.size, found: identifiersIn(files, texts, false, tell) };
}

/** Identifiers in files that somebody names, by their paths from the root of the repository. */
export async function scanFiles(
  root: string,
  files: ReadonlyMap<string, Uint8Array>,
  tell: Tell,
): Promise<Scan> {
  const answers = new Map<string, string>();
  for (const path of files.keys()) {
    const place = answersPathOf(path);
    const text = place === null ? null : await readRepositoryFile(root, place);
    if (place !== null && text !== null) answers.set(place, text);
  }
  return { files: files.size, found: identifiersIn(files, answers, true, tell) };
}

/** File by file, so that somebody who waits sees which one it is at. */
function identifiersIn(
  files: ReadonlyMap<string, Uint8Array>,
  answers: ReadonlyMap<string, string>,
  areNamed: boolean,
  tell: Tell,
): IdentifierPlace[] {
  return [...files.keys()].sort().flatMap((path, index) => {
    tell(`${index + 1} of ${files.size}, ${path}`);
    const bytes = files.get(path) as Uint8Array;
    if (bytes.length > MOST_BYTES) return [];
    return identifiersInFiles(new Map([[path, bytes]]), answers, areNamed);
  });
}
