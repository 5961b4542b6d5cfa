/**
 * The pipeline, step by step, in order:
 *
 *     machine ──capture──▶ Capture ──read──▶ Facts ──match──▶ Match ──plan──▶ HostPlan ──render──▶ FileTree ──write──▶ disk
 *
 * Commands call these steps; nothing else passes values between the rooms. The first one, capture, is in
 * main/entry.ts.
 */
import { randomUUID } from 'node:crypto';
import { VERSION } from './assets/read.ts';
import { crossCheck } from './discover/cross-check.ts';
import { readFacts } from './discover/facts/facts.ts';
import { redactCapture } from './discover/redact.ts';
import { renderHost } from './emit/host.ts';
import { printNix } from './emit/nix/print.ts';
import { layoutChecks } from './emit/picture/checks.ts';
import { drawingOf, speaksUtf8 } from './emit/picture/drawing.ts';
import { drawLayout } from './emit/picture.ts';
import { renderRepository } from './emit/repository.ts';
import { layoutSvg } from './emit/svg/layout.ts';
import { unseenDisks } from './emit/unseen.ts';
import { capture, type Entry } from './main/entry.ts';
import {
  keepAnswers,
  refuseOtherAnswers,
  refuseOtherMachine,
  storedAnswers,
} from './main/recorded-host.ts';
import { type Answers, type GivenAnswers, HostName } from './model/answers.ts';
import type { Capture } from './model/capture.ts';
import type { Facts } from './model/facts.ts';
import type { Match } from './model/match.ts';
import type { HostPlan } from './model/plan.ts';
import type { FileTree } from './model/tree.ts';
import {
  answersYaml,
  mergeGiven,
  parseAnswersYaml,
  parseSet,
  settingKeys,
  settleAnswers,
} from './plan/answers.ts';
import { explainPlan } from './plan/explain.ts';
import { planHost } from './plan/plan.ts';
import { matchProfiles } from './profiles/match.ts';
import { type ProfileSet, profileSet } from './profiles/own.ts';
import { profileNamed, shippedProfiles } from './profiles/registry.ts';
import { type Change, textDiff } from './write/change.ts';
import { hashingKey, stateDirectory } from './write/hashing-key.ts';
import { type RepositoryLock, writeAlone } from './write/lock.ts';
import {
  casesIn,
  ownProfileFiles,
  type RecordedCase,
  readRepositoryFile,
  recordedCases,
  repositoryRoot,
} from './write/repository.ts';
import { writePlainFile, writePrivateFile } from './write/single.ts';
import { diffTree, writeTree } from './write/tree.ts';

/** One machine, known. `recorded` are the facts as they may be committed: identifiers hashed. */
export interface Known {
  capture: Capture | null;
  facts: Facts;
  recorded: Facts;
  match: Match;
  /** What it was held against; the shipped profiles where it is left out. */
  profiles?: ProfileSet | undefined;
}

/** What a person or a script said: which host, and answers by rank, the strongest last. */
export interface Wishes {
  host: string | null;
  layers: readonly GivenAnswers[];
  /** The host is derived anew from its own record: whose it is, is not asked. */
  own?: boolean;
}

/**
 * A host, planned, with what it was planned from; `known` is null when the plan itself was given.
 * `recording` is the capture as it was made, identifiers included.
 */
export interface Derivation {
  recording: Capture | null;
  known: Known | null;
  plan: HostPlan;
}

/** Everything up to the plan, without writing: knows the machine, settles the answers, plans the host. */
export async function derive(entry: Entry, root: string, wishes: Wishes): Promise<Derivation> {
  if (entry.kind === 'plan') return { recording: null, known: null, plan: entry.plan };
  const known = await know(entry, await profilesOf(root));
  const answers = await answer(known, root, wishes);
  const recording = entry.kind === 'capture' ? entry.capture : null;
  return { recording, known, plan: plan(known, answers) };
}

/** read and match: from a recording or from facts to a machine that is known. */
export async function know(
  entry: Exclude<Entry, { kind: 'plan' }>,
  profiles?: ProfileSet,
): Promise<Known> {
  if (entry.kind === 'facts') {
    const { facts } = entry;
    return { capture: null, facts, recorded: facts, match: match(facts, profiles), profiles };
  }
  // The first time a key is made for it, and while that reaches the disk there is enough to do.
  const redacting = redact(entry.capture);
  redacting.catch(() => undefined);
  const facts = read(entry);
  const ranked = match(facts, profiles);
  const redacted = await redacting;
  const recorded = redacted === entry.capture ? facts : readFacts(redacted);
  return { capture: redacted, facts, recorded, match: ranked, profiles };
}

/** read: what a machine is, as facts. */
export function read(entry: Exclude<Entry, { kind: 'plan' }>): Facts {
  return entry.kind === 'facts' ? entry.facts : readFacts(entry.capture);
}

/** Identifiers become keyed hashes; a recording that is redacted already stays as it is. */
export async function redact(recording: Capture): Promise<Capture> {
  if (recording.redacted) return recording;
  return redactCapture(recording, await hashingKey(stateDirectory(process.env)));
}

/** The shipped profiles, and those that the user keeps in config/profiles of the repository. */
export async function profilesOf(root: string): Promise<ProfileSet> {
  return profileSet(await ownProfileFiles(root));
}

/** match: every profile ranked for a machine; without a set, the shipped ones. */
export function match(facts: Facts, set?: ProfileSet): Match {
  return matchProfiles(facts, set?.profiles ?? shippedProfiles());
}

/**
 * Every answer and default that the plan will use. Weakest first: config/panther.yaml of the
 * repository, the host's own answers.yaml, then the layers. Exit 3 names what a person must say.
 */
export async function answer(
  known: Known,
  root: string,
  wishes: Wishes,
  drawUuid: () => string = randomUUID,
): Promise<Answers> {
  const config = await storedAnswers(root, 'config/panther.yaml');
  const said = mergeGiven(config, ...wishes.layers);
  const host = wishes.host ?? said.host ?? said.profile ?? known.match.profile;
  const named = HostName.safeParse(host).success ? { host: host as string } : {};
  const byName = wishes.host !== null || said.host !== undefined;
  if (named.host !== undefined && !wishes.own) {
    await refuseOtherMachine(root, named.host, known, byName);
  }
  const stored = named.host ? await storedAnswers(root, `hosts/${named.host}/answers.yaml`) : {};
  return settleAnswers({
    facts: known.facts,
    match: known.match,
    profiles: known.profiles?.profiles ?? shippedProfiles(),
    profileHashes: known.profiles?.hashes,
    given: mergeGiven(config, stored, ...wishes.layers, named),
    drawUuid,
  });
}

/** plan: everything that the host is made of, as data. */
export function plan(
  known: Pick<Known, 'facts' | 'match' | 'profiles'>,
  answers: Answers,
): HostPlan {
  const { facts, match: ranked, profiles } = known;
  const profile = profileNamed(answers.profile, profiles?.profiles ?? shippedProfiles());
  return planHost({ facts, match: ranked, profile, answers });
}

/**
 * render: the files of one host, `hosts/<host>/**` from the plan alone, and its record if known.
 */
export async function render(derivation: Pick<Derivation, 'known' | 'plan'>): Promise<FileTree> {
  const { plan: hostPlan } = derivation;
  const host = renderHost(hostPlan, answersYaml(hostPlan.answers));
  const told = toldOf(derivation);
  if (told.facts === null) return host;
  const { renderRecord } = await import('./emit/record.ts');
  return { ...host, ...renderRecord({ ...told, facts: told.facts }) };
}

/**
 * What a record and its report tell of: the plan as the recorded facts give it, for those of the machine
 * itself name people. A run that began with a plan knows nothing else.
 */
export function toldOf({ known, plan: hostPlan }: Pick<Derivation, 'known' | 'plan'>): {
  plan: HostPlan;
  facts: Facts | null;
  match: Match | null;
  capture: Capture | null;
} {
  if (known === null) return { plan: hostPlan, facts: null, match: null, capture: null };
  const { recorded: facts, profiles, capture: recording } = known;
  if (facts === known.facts) {
    return { plan: hostPlan, facts, match: known.match, capture: recording };
  }
  const ranked = match(facts, profiles);
  const told = plan({ facts, match: ranked, profiles }, hostPlan.answers);
  return { plan: told, facts, match: ranked, capture: recording };
}

/** render: everything else of a PantherOS repository. */
export function renderSurroundings(): FileTree {
  return renderRepository();
}

/** write: the whole tree, or nothing where an edited or foreign file is in the way. */
export function writeChanges(
  root: string,
  tree: FileTree,
  force: boolean,
  lock?: RepositoryLock,
): Promise<Change[]> {
  return writeTree(root, tree, { version: VERSION, force, lock });
}

/** What `writeChanges` would do, and the unified diff of it. */
export async function showChanges(
  root: string,
  tree: FileTree,
): Promise<{ changes: Change[]; diff: string }> {
  const changes = await diffTree(root, tree);
  const written = changes.filter(({ kind }) => kind !== 'kept' && kind !== 'unchanged');
  const diffs = await Promise.all(written.map(textDiff));
  return { changes, diff: diffs.join('') };
}

/** Keeps the unredacted recording of a host outside the repository, readable by its owner only. */
export async function keepRecording(host: string, recording: Capture): Promise<void> {
  if (recording.redacted) return;
  const directory = `${stateDirectory(process.env)}/captures`;
  await writePrivateFile(directory, `${host}.json`, `${JSON.stringify(recording)}\n`);
}

/** explain: why the plan is as it is. */
export const explain = explainPlan;

export {
  type Change,
  capture,
  casesIn,
  crossCheck,
  drawingOf,
  drawLayout,
  type Entry,
  keepAnswers,
  layoutChecks,
  layoutSvg,
  type ProfileSet,
  parseAnswersYaml as readAnswers,
  parseSet as readSettings,
  printNix,
  type RecordedCase,
  readRepositoryFile,
  recordedCases,
  refuseOtherAnswers,
  repositoryRoot,
  settingKeys,
  speaksUtf8,
  textDiff,
  unseenDisks,
  writeAlone,
  writePlainFile,
};
