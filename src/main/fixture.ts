import { jsonText } from '../emit/json.ts';
import type { Derivation } from '../main.ts';
import { Capture } from '../model/capture.ts';
import { PantherError } from '../model/errors.ts';
import { answersYaml } from '../plan/answers.ts';
import type { Change } from '../write/change.ts';
import { filesIn, updateFolder, writeNewFolder } from '../write/folder.ts';
import { type RecordedCase, readRepositoryFile } from '../write/repository.ts';
import { identifiersInFiles } from './identifiers.ts';
import { driftFrom, rederive, treeOf } from './rederive.ts';
import { refuseIdentifiers } from './refuse-identifiers.ts';

/** Where a fixture keeps what it is made of and what it leads to. */
export function fixtureCase(name: string): RecordedCase {
  const folder = `fixtures/${name}`;
  return {
    name,
    capture: `${folder}/capture.json`,
    answers: `${folder}/answers.yaml`,
    expected: `${folder}/expected/`,
    fixture: true,
  };
}

/**
 * The files of a new fixture: the redacted recording, the answers, and the host and report that they lead
 * to. Throws PantherError: `usage` for a source without a recording, and `refused` where an identifier is
 * left, which it names by file and place and never by value.
 */
export async function fixtureFiles(
  recorded: RecordedCase,
  derivation: Derivation,
): Promise<Record<string, string>> {
  const capture = derivation.known?.capture;
  if (capture == null) {
    throw new PantherError('usage', 'a fixture needs a recording; give a source that is one');
  }
  const tree = await treeOf(recorded, derivation);
  const files: Record<string, string> = {
    [recorded.capture]: jsonText(Capture, capture),
    [recorded.answers]: answersYaml(derivation.plan.answers),
  };
  for (const [path, { content }] of Object.entries(tree)) files[path] = content;
  refuseLeft(recorded, files);
  return files;
}

/** Writes a new fixture, whole or not at all. Throws PantherError('refused') for one that is there. */
export async function writeFixture(
  root: string,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await writeNewFolder(root, `fixtures/${name}`, below(`fixtures/${name}/`, files));
}

/** What deriving a fixture anew would change; sorted by path, a file that nothing makes any more is `removed`. */
export async function fixtureChanges(root: string, recorded: RecordedCase): Promise<Change[]> {
  if ((await readRepositoryFile(root, recorded.answers)) === null) {
    throw new PantherError(
      'input',
      `${recorded.answers}: is not there, and says what the host is made of; restore it, or add the fixture anew`,
    );
  }
  const { tree } = await rederive(root, recorded);
  const drift = await driftFrom(root, tree);
  const folder = recorded.expected.replace(/\/$/, '');
  const dropped = filesIn(root, folder)
    .map((path) => `${folder}/${path}`)
    .filter((path) => !Object.hasOwn(tree, path));
  const removed = await Promise.all(
    dropped.map(async (path): Promise<Change> => {
      const before = await readRepositoryFile(root, path);
      return { path, kind: 'removed', before, after: '' };
    }),
  );
  return [...drift, ...removed].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Writes those changes. Throws PantherError('refused') before, where one would bring an identifier. */
export async function updateFixture(
  root: string,
  recorded: RecordedCase,
  changes: readonly Change[],
): Promise<void> {
  const written = changes.filter(({ kind }) => kind !== 'removed');
  const texts = Object.fromEntries(written.map(({ path, after }) => [path, after]));
  const answers = await readRepositoryFile(root, recorded.answers);
  refuseLeft(recorded, {
    ...texts,
    ...(answers === null ? {} : { [recorded.answers]: answers }),
  });
  const folder = `fixtures/${recorded.name}`;
  const removed = changes.filter(({ kind }) => kind === 'removed').map(({ path }) => path);
  await updateFolder(
    root,
    folder,
    below(`${folder}/`, texts),
    removed.map((path) => path.slice(folder.length + 1)),
  );
}

function below(start: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path.slice(start.length), text]),
  );
}

function refuseLeft({ answers }: RecordedCase, files: Readonly<Record<string, string>>): void {
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  refuseIdentifiers(identifiersInFiles(bytes, new Map([[answers, files[answers] ?? '']])));
}
