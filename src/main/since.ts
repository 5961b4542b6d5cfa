import { readFacts } from '../discover/facts/facts.ts';
import { documentFrom } from '../discover/source/document.ts';
import { changedSince, commitOf, contentsOf, filesAt } from '../machine/git.ts';
import type { Capture } from '../model/capture.ts';
import { PantherError } from '../model/errors.ts';
import type { Facts } from '../model/facts.ts';
import type { Cause, HostHistory } from '../model/host-check.ts';
import type { RecordedCase } from '../write/repository.ts';
import { type HostCheck, OF_HOSTS, planOf } from './check.ts';
import { differencesOf, type HostState, hostFiles } from './host-state.ts';

/** A revision that a repository is compared with. */
export interface Base {
  root: string;
  commit: string;
  /** Paths of hosts that are other now. */
  changed: readonly string[];
  /** Ids of the files at the revision, by path. */
  files: ReadonlyMap<string, string>;
}

/** Throws PantherError: `missing` without git, `input` outside a repository or for no revision. */
export async function openBase(root: string, revision: string): Promise<Base> {
  const commit = await commitOf(root, revision);
  const [changed, files] = await Promise.all([
    changedSince(root, commit, OF_HOSTS),
    filesAt(root, commit, OF_HOSTS),
  ]);
  return { root, commit, changed, files: new Map(files.map(({ path, id }) => [path, id])) };
}

/** Hosts and fixtures that were there at the revision and are not any more; sorted. */
export function removedSince({ files }: Base, cases: readonly RecordedCase[]): string[] {
  const names = [...files.keys()].flatMap(
    (path) =>
      /^hosts\/([^/]+)\/default\.nix$/.exec(path)?.[1] ??
      /^fixtures\/([^/]+)\/capture\.json$/.exec(path)?.[1] ??
      [],
  );
  return names.filter((name) => !cases.some((recorded) => recorded.name === name)).sort();
}

/** What became of a case since the revision; null where nothing of it changed. */
export async function historyOf(
  base: Base,
  recorded: RecordedCase,
  { derived }: HostCheck,
): Promise<HostHistory | null> {
  const isOwn = (path: string) => foldersOf(recorded).some((folder) => path.startsWith(folder));
  const changed = base.changed.filter(isOwn);
  if (changed.length === 0) return null;
  const paths = [...base.files.keys()].filter(isOwn);
  if (!paths.some((path) => path === recorded.capture || path.endsWith('/default.nix'))) {
    return { state: 'new', causes: [], differences: null };
  }
  const contents = await contentsOf(
    base.root,
    paths.map((path) => base.files.get(path) as string),
  );
  const texts = Object.fromEntries(
    paths.map((path) => [
      path,
      contents.get(base.files.get(path) as string)?.toString('utf8') ?? '',
    ]),
  );
  const differences =
    derived === null ? null : differencesOf(await stateAt(base, recorded, texts), derived);
  return { state: 'changed', causes: causesIn(recorded, base.changed, changed), differences };
}

function foldersOf({ name, fixture }: RecordedCase): string[] {
  return fixture ? [`fixtures/${name}/`] : [`hosts/${name}/`, `hardware-discovery/${name}/`];
}

/** The case as it was: its files, and what its recording said. */
async function stateAt(
  { root }: Base,
  recorded: RecordedCase,
  texts: Readonly<Record<string, string>>,
): Promise<HostState> {
  const machine = machineOf(texts[recorded.capture] ?? texts[factsPath(recorded)] ?? null);
  const { facts, capture } = machine;
  const answers = texts[recorded.answers] ?? null;
  const plan = facts === null ? null : await planOf(root, recorded, facts, answers);
  return { files: hostFiles(texts), facts, capture, plan };
}

function factsPath({ capture }: RecordedCase): string {
  return capture.replace(/capture\.json$/, 'facts.json');
}

function machineOf(text: string | null): { facts: Facts | null; capture: Capture | null } {
  const none = { facts: null, capture: null };
  if (text === null) return none;
  try {
    const document = documentFrom(Buffer.from(text), 'the recording of then', 'check');
    if (document.kind === 'capture') {
      return { facts: readFacts(document.capture), capture: document.capture };
    }
    return document.kind === 'facts' ? { facts: document.facts, capture: null } : none;
  } catch (error) {
    // A recording of a schema that is not read any more, or one that was broken then.
    if (error instanceof PantherError) return none;
    throw error;
  }
}

function causesIn(recorded: RecordedCase, all: readonly string[], own: readonly string[]): Cause[] {
  const causes: Cause[] = [];
  if (own.includes(recorded.capture)) {
    causes.push({ code: 'capture', text: `another recording: ${recorded.capture}` });
  }
  const answers = [recorded.answers, 'config/panther.yaml'].filter((path) => all.includes(path));
  if (answers.length > 0)
    causes.push({ code: 'answers', text: `other answers: ${answers.join(', ')}` });
  if (causes.length === 0) {
    const manifest = all.includes('.panther/manifest.json');
    causes.push(
      manifest
        ? { code: 'tool', text: 'the same recording and answers, written anew by the tool' }
        : { code: 'edited', text: `other files alone: ${own.join(', ')}` },
    );
  }
  return causes;
}
