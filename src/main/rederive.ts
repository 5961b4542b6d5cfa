import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Derivation, derive, render } from '../main.ts';
import type { FileTree } from '../model/tree.ts';
import { parseAnswersYaml } from '../plan/answers.ts';
import type { Change } from '../write/change.ts';
import { placeInside } from '../write/read-file.ts';
import { type RecordedCase, readRepositoryFile } from '../write/repository.ts';
import { capture, type Entry } from './entry.ts';

/** Of a fixture the host, its report and the report's pictures are kept. */
const OF_FIXTURE = /^hosts\/|\/(report\.md|evidence\.svg|layout\.svg)$/;

/** What a recorded case leads to today, with paths from the root of the repository. */
export interface Rederived {
  tree: FileTree;
  derivation: Derivation;
}

/** Derives a recorded case anew as far as the plan. */
export async function deriveRecorded(root: string, recorded: RecordedCase): Promise<Derivation> {
  return deriveCase(root, recorded, await recordingOf(root, recorded));
}

/** Derives a recorded case anew from its recording and its answers; writes nothing. */
export async function rederive(root: string, recorded: RecordedCase): Promise<Rederived> {
  const derivation = await deriveRecorded(root, recorded);
  return { derivation, tree: await treeOf(recorded, derivation) };
}

/** The host of a recorded case as another machine, or another state of it, would have it. */
export async function deriveCase(
  root: string,
  recorded: RecordedCase,
  entry: Entry,
  answersText?: string | null,
): Promise<Derivation> {
  // A host's own answers are read with it; those of another time, and of a fixture, stand elsewhere.
  const isOwn = answersText === undefined && !recorded.fixture;
  const text = isOwn ? null : (answersText ?? (await readRepositoryFile(root, recorded.answers)));
  const layers = text === null ? [] : [await parseAnswersYaml(text, recorded.answers)];
  const host = recorded.fixture ? null : recorded.name;
  placeInside(root, recorded.expected);
  return derive(entry, join(root, recorded.expected), { host, layers, own: true });
}

/** The files of a recorded case, with paths from the root of the repository. */
export async function treeOf(recorded: RecordedCase, derivation: Derivation): Promise<FileTree> {
  const kept = Object.entries(await render(derivation)).filter(
    ([path]) => !recorded.fixture || OF_FIXTURE.test(path),
  );
  return Object.fromEntries(kept.map(([path, file]) => [`${recorded.expected}${path}`, file]));
}

/** Files of a recorded case that are not what the tool would write today. */
export async function driftOf(root: string, recorded: RecordedCase): Promise<Change[]> {
  return driftFrom(root, (await rederive(root, recorded)).tree);
}

/** The same, of what was derived already. */
export async function driftFrom(root: string, tree: FileTree): Promise<Change[]> {
  const changes = await Promise.all(
    Object.entries(tree).map(async ([path, { content, ownership }]): Promise<Change> => {
      const before = await readRepositoryFile(root, path);
      // The user's own file, but for what it says of their profile: the host was made with that one.
      const theirs = ownership === 'once' && before !== null && sameProfile(before, content);
      return { path, kind: theirs ? 'kept' : 'updated', before, after: content };
    }),
  );
  return changes.filter(({ kind, before, after }) => kind !== 'kept' && before !== after);
}

/** The recording; of a host that was made of facts alone, those. */
async function recordingOf(root: string, recorded: RecordedCase): Promise<Entry> {
  const facts = recorded.capture.replace(/capture\.json$/, 'facts.json');
  const isThere = (path: string) => existsSync(join(root, path));
  const made = !recorded.fixture && !isThere(recorded.capture) && isThere(facts);
  const path = made ? facts : recorded.capture;
  // What it is, and for how long a pipe is waited for, is left to whoever reads recordings.
  placeInside(root, path);
  return capture([join(root, path)]);
}

/** Whether two answers.yaml name the same version of a user's own profile. */
function sameProfile(before: string, after: string): boolean {
  const hash = (text: string) => /^profileHash: *(\S+)/m.exec(text)?.[1];
  return hash(before) === hash(after);
}
