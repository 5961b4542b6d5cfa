import { isDeepStrictEqual } from 'node:util';
import { withoutComments } from '../emit/nix/comment.ts';
import { type ChangeInput, capabilityOf, renderChange } from '../emit/openspec/change.ts';
import { isSealed, renewedChange } from '../emit/openspec/seal.ts';
import { drawLayout } from '../emit/picture.ts';
import { unseenDisks } from '../emit/unseen.ts';
import { type Derivation, toldOf } from '../main.ts';
import type { Capture } from '../model/capture.ts';
import type { Facts } from '../model/facts.ts';
import type { HardwareChange } from '../model/hardware-change.ts';
import type { HostPlan } from '../model/plan.ts';
import { PROPOSAL_SEAL } from '../model/proposal.ts';
import type { FileTree } from '../model/tree.ts';
import { parseAnswersYaml } from '../plan/answers.ts';
import { keptPaths } from '../plan/explain/persisted.ts';
import { changeFolders, changePath } from '../write/change-folders.ts';
import { readPending } from '../write/pending.ts';
import { readRepositoryFile, readRepositoryJson } from '../write/repository.ts';
import { recordedFacts } from './recorded-facts.ts';

/** The OpenSpec change that a host comes with. */
export interface Proposal {
  /** Its files; empty where nothing is to be written. */
  tree: FileTree;
  /** What a person may want to know, a sentence each. */
  notes: string[];
}

const NONE: Proposal = { tree: {}, notes: [] };

/**
 * The change proposal of a host: for one that is new or comes out otherwise than it stands, and again
 * for one whose proposal still waits. An archived change never comes back, and what somebody edited
 * stays. `host` are the files that the host is about to get.
 */
export async function proposeChange(
  root: string,
  { known, plan }: Pick<Derivation, 'known' | 'plan'>,
  host: FileTree,
): Promise<Proposal> {
  const isThere = (await readRepositoryFile(root, `hosts/${plan.host}/default.nix`)) !== null;
  const { pending, archived } = changeFolders(root);
  const waiting = pending.find((id) => isChangeOf(id, plan.host));
  if (waiting !== undefined) {
    // The seal is the first thing that stands in a folder of ours: without it, it is somebody's own.
    const seal = await readRepositoryFile(root, changePath(waiting, PROPOSAL_SEAL));
    if (!isSealed(seal)) return NONE;
    // A plan by itself tells no machine: it leaves the proposal that a recording led to.
    if (known === null && isThere) return NONE;
  }
  // What a proposal that adds a host says of its disks may change without the host.
  const isOpen = waiting !== undefined && isAddition(waiting);
  if (!isOpen && isThere && !(await comesOutOtherwise(root, plan.host, host))) return NONE;
  const id = waiting ?? nextId(isThere ? 'change' : 'add', plan.host, archived);
  const { plan: told, facts } = toldOf({ known, plan });
  const files = renderChange({
    id,
    plan: told,
    facts,
    kept: keptPaths(told),
    isNew: isAddition(id),
    standing: await readRepositoryFile(root, `openspec/specs/${capabilityOf(plan.host)}/spec.md`),
    ...(await historyOf(root, { facts, capture: known?.capture ?? null }, plan, id)),
    picture: drawLayout(told.layout, 80, unseenDisks(told)),
  });
  if (files === null) return waiting === undefined ? NONE : { tree: {}, notes: [moot(id)] };
  const there = new Map<string, string | null>();
  for (const path of [...Object.keys(files), PROPOSAL_SEAL]) {
    there.set(path, await readRepositoryFile(root, changePath(id, path)));
  }
  // What a run that was cut short left out was not removed by anybody.
  const wasWritten = waiting !== undefined && isThere && readPending(root) === null;
  const renewed = renewedChange(plan.host, files, (path) => there.get(path) ?? null, wasWritten);
  return {
    tree: Object.fromEntries(
      Object.entries(renewed.files).map(([path, content]) => [
        changePath(id, path),
        { content, ownership: 'once', replace: true },
      ]),
    ),
    notes: renewed.stale.map(
      (path) =>
        `${changePath(id, path)} was edited and stays as it is; it no longer tells of the host as it comes out now`,
    ),
  };
}

/** `add-host-web`, `change-host-web`; where such a one was archived, `change-2-host-web` and so on. */
function nextId(verb: 'add' | 'change', host: string, archived: readonly string[]): string {
  const before = archived.filter((id) => isChangeOf(id, host) && id.startsWith(`${verb}-`)).length;
  return before === 0 ? `${verb}-host-${host}` : `${verb}-${before + 1}-host-${host}`;
}

function isChangeOf(id: string, host: string): boolean {
  return /^(?:add|change)(?:-[0-9]+)?-host-(.+)$/.exec(id)?.[1] === host;
}

function isAddition(id: string): boolean {
  return id.startsWith('add-');
}

function moot(id: string): string {
  return `openspec/changes/${id} asks for what the specification says already; remove or archive it`;
}

/** Whether Nix would see another host than it does. */
async function comesOutOtherwise(root: string, host: string, tree: FileTree): Promise<boolean> {
  const nix = new RegExp(`^hosts/${host}/[a-z]+\\.nix$`);
  for (const [path, { content, ownership }] of Object.entries(tree)) {
    if (ownership !== 'owned' || !nix.test(path)) continue;
    const before = await readRepositoryFile(root, path);
    if (before === null || withoutComments(before) !== withoutComments(content)) return true;
  }
  return false;
}

/**
 * Why a host that stands comes out otherwise now, as far as the repository tells; what led to a change
 * that waits already led to this one too.
 */
async function historyOf(
  root: string,
  now: { facts: Facts | null; capture: Capture | null },
  { host, answers }: HostPlan,
  id: string,
): Promise<Pick<ChangeInput, 'causes' | 'hardware' | 'waiting'>> {
  const waiting = await readRepositoryFile(root, changePath(id, 'proposal.md'));
  const causes = CAUSES.filter((cause) => waiting?.includes(cause));
  const hardware = await hardwareChanges(root, host, now);
  if (hardware !== null) causes.push(MACHINE);
  const path = `hosts/${host}/answers.yaml`;
  const text = await readRepositoryFile(root, path);
  const stored = text === null ? {} : await parseAnswersYaml(text, path);
  if (stored.rules !== undefined && stored.rules !== answers.rules) causes.push(RULES);
  return {
    causes: causes.length > 0 ? [...new Set(causes)] : [OTHERS],
    hardware: hardware ?? [],
    waiting,
  };
}

/** What became of a machine since the record that stands; null where it is the same, or not known. */
async function hardwareChanges(
  root: string,
  host: string,
  { facts, capture }: { facts: Facts | null; capture: Capture | null },
): Promise<HardwareChange[] | null> {
  const before = await recordedFacts(root, host);
  if (facts === null || before === null || isDeepStrictEqual(before, facts)) return null;
  const path = `hardware-discovery/${host}/capture.json`;
  const recording = (await readRepositoryJson(root, path)) as Capture | null;
  const { compareHardware } = await import('../discover/changes/changes.ts');
  return compareHardware({ facts: before, capture: recording }, { facts, capture }).changes;
}

const MACHINE = 'The machine was recorded again, and is not what it was.';
const RULES = 'The rules of the tool moved on.';
const OTHERS = 'The machine and the rules are the same: an answer, a profile or the tool changed.';
const CAUSES: readonly string[] = [MACHINE, RULES, OTHERS];
