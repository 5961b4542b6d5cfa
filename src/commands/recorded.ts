import { join } from 'node:path';
import {
  type Change,
  capture,
  type Derivation,
  derive,
  type RecordedCase,
  readAnswers,
  readRepositoryFile,
  render,
} from '../main.ts';
import type { FileTree } from '../model/tree.ts';

/** A recorded case with its answers, derived anew as far as the plan. */
export async function derivationOf(root: string, recorded: RecordedCase): Promise<Derivation> {
  const text = await readRepositoryFile(root, recorded.answers);
  const layers = [text === null ? {} : await readAnswers(text, recorded.answers)];
  const host = recorded.fixture ? null : recorded.name;
  const place = join(root, recorded.expected);
  const entry = await capture([join(root, recorded.capture)]);
  return derive(entry, place, { host, layers, own: true });
}

/** What a recorded case leads to, derived anew. A fixture keeps the host, its report and the report's pictures only. */
export async function rederive(root: string, recorded: RecordedCase): Promise<FileTree> {
  const tree = await render(await derivationOf(root, recorded));
  const kept = Object.entries(tree).filter(
    ([path]) =>
      !recorded.fixture || /^hosts\/|\/(report\.md|evidence\.svg|layout\.svg)$/.test(path),
  );
  return Object.fromEntries(kept.map(([path, file]) => [`${recorded.expected}${path}`, file]));
}

/** Files of a recorded case that are not what the tool would write today. */
export async function driftOf(root: string, recorded: RecordedCase): Promise<Change[]> {
  const tree = await rederive(root, recorded);
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

/** Whether two answers.yaml name the same version of a user's own profile. */
function sameProfile(before: string, after: string): boolean {
  const hash = (text: string) => /^profileHash: *(\S+)/m.exec(text)?.[1];
  return hash(before) === hash(after);
}
