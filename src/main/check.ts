import { identifiersInRecording } from '../discover/identifiers/recording.ts';
import { checkMarkdown } from '../emit/changes/check-markdown.ts';
import { differenceLines, hostLines, identifierLines } from '../emit/changes/host-lines.ts';
import { changedSince, commitOf, isInGit } from '../machine/git.ts';
import { PantherError } from '../model/errors.ts';
import { Facts } from '../model/facts.ts';
import type { Cause, HostDifferences, IdentifierPlace } from '../model/host-check.ts';
import type { HostPlan } from '../model/plan.ts';
import type { RepositoryManifest } from '../model/tree.ts';
import type { Change } from '../write/change.ts';
import { sha256 } from '../write/diff.ts';
import { readOlderManifest } from '../write/manifest.ts';
import { placeInside } from '../write/read-file.ts';
import { type RecordedCase, readRepositoryFile, readRepositoryJson } from '../write/repository.ts';
import { belowRoot } from './below-root.ts';
import { causesOf, type Provenance } from './causes.ts';
import { differencesOf, type HostState, hostFiles } from './host-state.ts';
import { allowedBy, identifiersInFiles } from './identifiers.ts';
import { deriveCase, driftFrom, type Rederived, rederive } from './rederive.ts';

/** Folders and files that hosts are made of and make up. */
export const OF_HOSTS = ['hosts', 'hardware-discovery', 'fixtures', 'config', '.panther'] as const;

/** A repository as `check` looks at it; what git says is asked for once, and only where it matters. */
export interface Repository {
  root: string;
  manifest: RepositoryManifest | null;
  uncommitted: () => Promise<ReadonlySet<string> | null>;
}

/** A recorded case, derived anew and compared with what is committed. */
export interface HostCheck {
  name: string;
  fixture: boolean;
  /** Files that differ. */
  drift: Change[];
  causes: Cause[];
  identifiers: IdentifierPlace[];
  /** What the committed host becomes; null where it holds, or cannot be derived. */
  differences: HostDifferences | null;
  /** The host as it is derived today; null where it cannot be. */
  derived: HostState | null;
}

/** Opens a repository. Throws PantherError for a damaged manifest, and for one of a newer tool. */
export async function openRepository(root: string): Promise<Repository> {
  let asked: Promise<ReadonlySet<string> | null> | null = null;
  return {
    root,
    manifest: await readOlderManifest(root),
    uncommitted: () => {
      asked ??= uncommittedIn(root);
      return asked;
    },
  };
}

/** Derives a case anew. A host that cannot be derived is a finding of its own, and ends no run. */
export async function checkHost(
  repository: Repository,
  recorded: RecordedCase,
): Promise<HostCheck> {
  const { root } = repository;
  const about = { name: recorded.name, fixture: recorded.fixture };
  const answersText = await readRepositoryFile(root, recorded.answers);
  // A recording that leads out of the repository ends the run; one that is broken is a finding.
  placeInside(root, recorded.capture);
  let made: Rederived;
  try {
    made = await rederive(root, recorded);
  } catch (error) {
    if (!(error instanceof PantherError)) throw error;
    const captureText = await readRepositoryFile(root, recorded.capture);
    const provenance = await provenanceOf(repository);
    const causes = causesOf({ recorded, drift: [], captureText, answersText }, provenance).filter(
      ({ code }) => ['tool', 'rules', 'capture'].includes(code),
    );
    const text = `it cannot be derived anew: ${belowRoot(error.message, root)}`;
    const all: Cause[] = [...causes, { code: 'not-derived', text }];
    return { ...about, drift: [], causes: all, identifiers: [], differences: null, derived: null };
  }
  const drift = await driftFrom(root, made.tree);
  const derived = derivedState(made);
  const identifiers = identifiersOf(recorded, made, drift, answersText);
  const captureText = await readRepositoryFile(root, recorded.capture);
  const identifierCauses: Cause[] =
    identifiers.length === 0 ? [] : [{ code: 'identifier', text: identifierText(identifiers) }];
  if (drift.length === 0) {
    const silent = silentChange(repository, recorded, captureText);
    const all = [...identifierCauses, ...silent];
    return { ...about, drift, causes: all, identifiers, differences: null, derived };
  }
  const causes = causesOf(
    { recorded, drift, captureText, answersText },
    await provenanceOf(repository),
  );
  const before = await committedState(root, recorded, drift, derived);
  const isSameRecording = !causes.some(({ code }) => code === 'capture');
  const differences = differencesOf(before, derived, isSameRecording ? READ_OTHERWISE : []);
  const { hardware } = differences;
  return {
    ...about,
    drift,
    causes: [...identifierCauses, ...causes],
    identifiers,
    differences: {
      ...differences,
      notes: (hardware?.changes.length ?? 0) > 0 ? differences.notes : [],
    },
    derived,
  };
}

/** A recording that somebody replaced and that leads to the same host: the next run would refuse it. */
function silentChange(
  { manifest }: Repository,
  { capture, fixture }: RecordedCase,
  text: string | null,
): Cause[] {
  const sum = fixture ? undefined : manifest?.files[capture];
  if (sum === undefined || text === null || sha256(text) === sum) return [];
  const what = `changed recording: ${capture} was edited, and leads to the same host`;
  return [{ code: 'capture', text: what }];
}

const READ_OTHERWISE = [
  'Nothing says that the recording changed: this version of the tool reads it otherwise, or facts.json was edited',
];

async function provenanceOf({ manifest, uncommitted }: Repository): Promise<Provenance> {
  return { manifest, uncommitted: await uncommitted() };
}

async function uncommittedIn(root: string): Promise<ReadonlySet<string> | null> {
  if (!(await isInGit(root))) return null;
  try {
    return new Set(await changedSince(root, await commitOf(root, 'HEAD'), OF_HOSTS));
  } catch (error) {
    // A repository without a commit yet.
    if (error instanceof PantherError) return null;
    throw error;
  }
}

/** The host that a derivation makes. */
export function derivedState({ tree, derivation }: Rederived): HostState {
  const texts = Object.fromEntries(
    Object.entries(tree).map(([path, { content }]) => [path, content]),
  );
  return {
    files: hostFiles(texts),
    facts: derivation.known?.recorded ?? null,
    capture: derivation.known?.capture ?? null,
    plan: derivation.plan,
  };
}

/** The host as it is committed: files and facts as they stand there, and the plan that those facts lead to. */
async function committedState(
  root: string,
  recorded: RecordedCase,
  drift: readonly Change[],
  derived: HostState,
): Promise<HostState> {
  const changed = Object.fromEntries(drift.map(({ path, before }) => [path, before]));
  const gone = drift.filter(({ before }) => before === null).map(({ path }) => path);
  const files = { ...derived.files, ...hostFiles(changed) };
  for (const path of gone) delete files[path.slice(path.lastIndexOf('/') + 1)];
  const path = recorded.capture.replace(/capture\.json$/, 'facts.json');
  const facts = recorded.fixture
    ? null
    : Facts.safeParse(await readRepositoryJson(root, path).catch(() => null));
  if (facts === null || !facts.success) {
    return { files, facts: null, capture: null, plan: null };
  }
  const plan = await planOf(root, recorded, facts.data);
  return { files, facts: facts.data, capture: null, plan };
}

/** The plan of facts that were recorded before; null where the answers do not fit them. */
export async function planOf(
  root: string,
  recorded: RecordedCase,
  facts: Facts,
  answersText?: string | null,
): Promise<HostPlan | null> {
  try {
    return (await deriveCase(root, recorded, { kind: 'facts', facts }, answersText)).plan;
  } catch (error) {
    if (error instanceof PantherError) return null;
    throw error;
  }
}

/** In the recording itself, and in files that are not just what the recording leads to. */
function identifiersOf(
  recorded: RecordedCase,
  { derivation }: Rederived,
  drift: readonly Change[],
  answersText: string | null,
): IdentifierPlace[] {
  const files = new Map<string, Uint8Array>();
  if (answersText !== null) files.set(recorded.answers, Buffer.from(answersText));
  for (const { path, before } of drift) {
    if (before !== null && path !== recorded.capture) files.set(path, Buffer.from(before));
  }
  const { recording } = derivation;
  const allowed = allowedBy(answersText ?? '');
  const inRecording =
    recording === null
      ? []
      : identifiersInRecording(recording, (value) => allowed.values.has(value));
  return [
    ...inRecording.map((found) => ({ path: recorded.capture, ...found })),
    ...identifiersInFiles(files, new Map([[recorded.answers, answersText ?? '']])),
  ];
}

function identifierText(found: readonly IdentifierPlace[]): string {
  const paths = [...new Set(found.map(({ path }) => path))].join(', ');
  return `identifiers of the machine stand in ${paths}`;
}

export { checkMarkdown, differenceLines, hostLines, identifierLines };
