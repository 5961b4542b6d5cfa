import { join } from 'node:path';
import { repositoryFiles, VERSION } from '../assets/read.ts';
import { formerTexts } from '../emit/former-files.ts';
import { renderRepository } from '../emit/repository.ts';
import { derive, keepAnswers, render } from '../main.ts';
import { PantherError } from '../model/errors.ts';
import type { FileTree } from '../model/tree.ts';
import { newAnswerKeys } from '../plan/answers/new-keys.ts';
import { parseAnswersYaml } from '../plan/answers.ts';
import { sha256 } from '../write/diff.ts';
import { casesIn, type RecordedCase, readRepositoryFile } from '../write/repository.ts';
import { compareUpgrade, type RepositoryUpgrade, writeUpgrade } from '../write/upgrade.ts';
import { capture } from './entry.ts';
import { layoutChanges } from './layout-change.ts';
import { proposeChange } from './proposal.ts';

const CONFIG = 'config/panther.yaml';

/** Something that an upgrade leaves to a person. */
export interface UpgradeFinding {
  code: 'layout-differs' | 'not-recorded' | 'incomplete';
  host: string;
  text: string;
}

/** What a repository becomes with this version of the tool. */
export interface UpgradePlan {
  tree: FileTree;
  /** Each leaves its host as it is. */
  findings: UpgradeFinding[];
  /** What a person may want to know, a sentence each. */
  notes: string[];
}

/**
 * Derives every host of a repository anew, and everything around them; writes nothing. A host whose
 * disk layout would come out otherwise is left as it is: it may be installed.
 *
 * Throws PantherError: `answer` with what each host now needs to be told, `input` for a damaged file or an answer
 * that cannot be.
 */
export async function planUpgrade(
  root: string,
  tell: (host: string) => void = () => undefined,
): Promise<UpgradePlan> {
  const { tree, notes } = await upgradedSurroundings(root);
  const findings: UpgradeFinding[] = [];
  const questions: string[] = [];
  for (const recorded of await hostsOf(root)) {
    tell(recorded.name);
    try {
      const outcome = await upgradedHost(root, recorded);
      if ('finding' in outcome) findings.push(outcome.finding);
      else {
        Object.assign(tree, outcome.tree);
        notes.push(...outcome.notes);
      }
    } catch (error) {
      if (!(error instanceof PantherError)) throw error;
      const said = `${recorded.answers}: ${error.message}`;
      if (error.failure === 'usage') throw new PantherError('input', said);
      if (error.failure !== 'answer') throw error;
      questions.push(said);
    }
  }
  if (questions.length > 0) {
    throw new PantherError(
      'answer',
      [...questions, 'Write each answer into the file that is named.'].join('\n'),
    );
  }
  return { tree, findings, notes };
}

/** What the upgrade would do to each file; writes nothing. */
export function showUpgrade(
  root: string,
  plan: UpgradePlan,
  force: boolean,
): Promise<RepositoryUpgrade> {
  return compareUpgrade(root, plan.tree, { version: VERSION, force });
}

/** Upgrades the repository. Throws PantherError('refused') before it writes where it must not. */
export function applyUpgrade(
  root: string,
  plan: UpgradePlan,
  force: boolean,
): Promise<RepositoryUpgrade> {
  return writeUpgrade(root, plan.tree, { version: VERSION, force });
}

/** None in a repository that has no host yet: it is upgraded all the same. */
async function hostsOf(root: string): Promise<RecordedCase[]> {
  return (await casesIn(root)).filter(({ fixture }) => !fixture);
}

async function upgradedHost(
  root: string,
  { name, capture: recording }: RecordedCase,
): Promise<{ tree: FileTree; notes: string[] } | { finding: UpgradeFinding }> {
  if ((await readRepositoryFile(root, recording)) === null) {
    const text = `${recording} is not there: hosts/${name} cannot be derived anew and stays as it is`;
    return { finding: { code: 'not-recorded', host: name, text } };
  }
  if ((await readRepositoryFile(root, `hosts/${name}/default.nix`)) === null) {
    const text = `hosts/${name}/default.nix is not there: restore it, or remove hosts/${name} and hardware-discovery/${name}; what there is of the host stays as it is`;
    return { finding: { code: 'incomplete', host: name, text } };
  }
  const derivation = await derive(await capture([join(root, recording)]), root, {
    host: name,
    layers: [],
    own: true,
  });
  const tree = await render(derivation);
  if (await layoutChanges(root, name, tree)) {
    const text = `hosts/${name}/disko.nix would describe other disks than it does: hosts/${name} stays as it is; where it is not installed yet, run the main job with --host ${name} again`;
    return { finding: { code: 'layout-differs', host: name, text } };
  }
  const proposal = await proposeChange(root, derivation, tree);
  return {
    tree: { ...tree, ...proposal.tree, ...(await keepAnswers(root, derivation.plan, false)) },
    notes: proposal.notes,
  };
}

/** config/panther.yaml is replaced where nobody wrote into it, and read by the rules of today where somebody did. */
async function upgradedSurroundings(root: string): Promise<Omit<UpgradePlan, 'findings'>> {
  const tree = renderRepository();
  const template = repositoryFiles()[CONFIG] ?? '';
  const text = await readRepositoryFile(root, CONFIG);
  if (text === null || text === template) return { tree, notes: [] };
  if (formerTexts(CONFIG).includes(sha256(text))) {
    tree[CONFIG] = { content: template, ownership: 'once', replace: true };
    return { tree, notes: [] };
  }
  await parseAnswersYaml(text, CONFIG);
  const keys = newAnswerKeys(text, template);
  if (keys.length === 0) return { tree, notes: [] };
  return { tree, notes: [`${CONFIG} is yours and stays; it may now hold ${keys.join(', ')}`] };
}
