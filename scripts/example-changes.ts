import { join } from 'node:path';
import { renderChange } from '../src/emit/openspec/change.ts';
import { deltaOf, deltaText } from '../src/emit/openspec/delta.ts';
import { HOST_REQUIREMENTS, hostRequirements } from '../src/emit/openspec/host-requirements.ts';
import { drawLayout } from '../src/emit/picture.ts';
import { unseenDisks } from '../src/emit/unseen.ts';
import { compareKnown } from '../src/main/changes.ts';
import {
  capture,
  derive,
  type Known,
  readAnswers,
  readRepositoryFile,
  toldOf,
} from '../src/main.ts';
import type { HostPlan } from '../src/model/plan.ts';
import { keptPaths } from '../src/plan/explain/persisted.ts';

/** Where the examples stand that a reviewer of a change of the proposals can read. */
export const EXAMPLES = 'test/emit/openspec';

/**
 * What OpenSpec gets for a host of this repository: the change that adds it, and the one that follows
 * when its NVIDIA GPU is gone and a TPM was seen. By path below `EXAMPLES`.
 */
export async function exampleChanges(host: string): Promise<Record<string, string>> {
  const text = await readRepositoryFile('.', `hosts/${host}/answers.yaml`);
  const layers = [text === null ? {} : await readAnswers(text, host)];
  const entry = await capture([join('hardware-discovery', host, 'capture.json')]);
  const wishes = { host, layers, own: true };
  const { known, plan } = await derive(entry, 'no-such-repository', wishes);
  if (known === null) throw new Error(`${host}: its capture holds a plan`);
  const first = changeOf(null, known, plan, null, `add-host-${host}`);
  const standing = `# machine-${host} Specification\n\n${deltaText(
    deltaOf(hostRequirements(plan, keptPaths(plan)), null, HOST_REQUIREMENTS),
    'What it is made of.',
  ).replace('## ADDED Requirements', '## Requirements')}`;
  const facts = {
    ...known.facts,
    gpus: known.facts.gpus.filter(({ maker }) => maker !== 'nvidia'),
    pci: known.facts.pci.filter(({ vendor }) => vendor !== '10de'),
    firmware: { ...known.facts.firmware, tpm: '2.0' as const },
  };
  const changed = await derive({ kind: 'facts', facts }, 'no-such-repository', wishes);
  if (changed.known === null) throw new Error('facts are known');
  const second = changeOf(known, changed.known, changed.plan, standing, `change-host-${host}`);
  return { ...first, ...second };
}

function changeOf(
  before: Known | null,
  known: Known,
  plan: HostPlan,
  standing: string | null,
  id: string,
): Record<string, string> {
  const told = toldOf({ known, plan }).plan;
  const files = renderChange({
    id,
    plan: told,
    facts: known.recorded,
    kept: keptPaths(told),
    isNew: standing === null,
    standing,
    hardware: before === null ? [] : compareKnown(before, known).changes,
    waiting: null,
    causes: ['The machine was recorded again, and is not what it was.'],
    picture: drawLayout(told.layout, 80, unseenDisks(told)),
  });
  return Object.fromEntries(
    Object.entries(files ?? {}).map(([path, text]) => [`${id}/${path}`, text]),
  );
}
