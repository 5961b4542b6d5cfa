import { isDeepStrictEqual } from 'node:util';
import { sameMachine } from '../discover/same-machine.ts';
import type { Known } from '../main.ts';
import type { GivenAnswers } from '../model/answers.ts';
import type { Capture } from '../model/capture.ts';
import { PantherError } from '../model/errors.ts';
import type { HostPlan } from '../model/plan.ts';
import type { FileTree } from '../model/tree.ts';
import { answerDifferences } from '../plan/answers/differences.ts';
import { answersYaml, completedAnswersYaml, parseAnswersYaml } from '../plan/answers.ts';
import { readRepositoryFile, readRepositoryJson } from '../write/repository.ts';
import { recordedFacts } from './recorded-facts.ts';

/**
 * A host of that name that was recorded of another machine is never taken over, nor are its answers.
 * Where nothing tells the two apart, the name must have been given by a person (`byName`).
 * Throws PantherError('answer'), for a person must say which name the new machine gets.
 */
export async function refuseOtherMachine(
  root: string,
  host: string,
  { recorded, capture: now }: Pick<Known, 'recorded' | 'capture'>,
  byName: boolean,
): Promise<void> {
  const folder = `hardware-discovery/${host}`;
  const before = await recordedFacts(root, host);
  if (before === null || isDeepStrictEqual(before, recorded)) return;
  const there = (await readRepositoryJson(root, `${folder}/capture.json`)) as Capture | null;
  const verdict = sameMachine({ facts: before, capture: there }, { facts: recorded, capture: now });
  if (verdict === 'same' || (verdict !== 'different' && byName)) return;
  const what =
    verdict === 'different'
      ? 'records another machine (or one hashed with another key)'
      : verdict === 'uncompared'
        ? 'may record another machine: identifiers not compared, they were hashed with another key'
        : 'may record another machine: nothing in it tells the two apart';
  throw new PantherError(
    'answer',
    `${folder} ${what}; give the host's name with --host, or remove hosts/${host} and ${folder}`,
  );
}

/**
 * The answers that the host was made with go into its answers.yaml: a file that lacks some is
 * completed. One that answers otherwise is the user's word: PantherError('refused'), unless forced.
 */
export async function keepAnswers(root: string, host: HostPlan, force: boolean): Promise<FileTree> {
  const path = `hosts/${host.host}/answers.yaml`;
  const text = await readRepositoryFile(root, path);
  if (text === null) return {};
  const stored = await parseAnswersYaml(text, path);
  const { changed, missing } = answerDifferences(stored, host.answers);
  if (changed.length > 0 && !force) {
    throw new PantherError(
      'refused',
      `${path} answers ${changed.join(', ')} otherwise; change it there, or give --force to have it rewritten`,
    );
  }
  if (changed.length > 0) {
    return { [path]: { content: answersYaml(host.answers), ownership: 'once', replace: true } };
  }
  if (missing.length === 0 && stored.rules === host.answers.rules) return {};
  const content = await completedAnswersYaml(text, host.answers);
  return { [path]: { content, ownership: 'once', replace: true } };
}

/** A plan tells no machine: it is written over a host only where the answers are the same. */
export async function refuseOtherAnswers(root: string, { host, answers }: HostPlan): Promise<void> {
  const path = `hosts/${host}/answers.yaml`;
  const text = await readRepositoryFile(root, path);
  if (text === null || isDeepStrictEqual(await parseAnswersYaml(text, path), answers)) return;
  throw new PantherError(
    'answer',
    `${path} holds other answers than the plan; start from the capture, or remove hosts/${host}`,
  );
}

/** What was read last, for a run over many hosts that share config/panther.yaml. */
let lastRead: { text: string; path: string; answers: GivenAnswers } | null = null;

/** The answers that stand in a file of the repository; none where it is not there. */
export async function storedAnswers(root: string, path: string): Promise<GivenAnswers> {
  const text = await readRepositoryFile(root, path);
  if (text === null) return {};
  if (lastRead?.text === text && lastRead.path === path) return lastRead.answers;
  const answers = await parseAnswersYaml(text, path);
  if (!path.startsWith('hosts/')) lastRead = { text, path, answers };
  return answers;
}
