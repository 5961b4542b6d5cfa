import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { plan as planOf, readAnswers, render } from '../../../src/main.ts';
import { Answers } from '../../../src/model/answers.ts';
import { PantherError } from '../../../src/model/errors.ts';
import { Facts } from '../../../src/model/facts.ts';
import type { HostPlan } from '../../../src/model/plan.ts';
import { explainPlan } from '../../../src/plan/explain.ts';
import { matchProfiles } from '../../../src/profiles/match.ts';
import { shippedProfiles } from '../../../src/profiles/registry.ts';

/** No word of the project's own, so that wherever it turns up, a machine said it. */
const MARK = 'ZQ7X';
const HOSTS = ['yoga', 'zephyrus', 'hetzner-vps', 'contabo-vps'];

const hostile = fc
  .tuple(fc.string({ maxLength: 12 }), fc.constantFrom('\n', '\u2028', "''", '${', '*/', '#', ' '))
  .map(([text, end]) => `${text}${end}${MARK}${end}${text}`);

test('whatever a machine says, no reason, warning or comment of its host repeats it', async (t) => {
  let planned = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...HOSTS),
      fc.array(fc.tuple(fc.nat(), hostile), { minLength: 1, maxLength: 40 }),
      async (host, changes) => {
        const plan = await planWith(host, changes);
        if (plan === null) return;
        planned += 1;
        const whole = explainPlan(plan, null, null);
        const texts = [
          ...plan.settings.map(({ reason }) => reason),
          ...plan.modules.map(({ reason }) => reason),
          ...plan.imports.map(({ reason }) => reason),
          ...plan.warnings.map(({ text }) => text),
          ...plan.gaps.map(({ text }) => text),
          ...whole.layout.map(({ reason }) => reason),
          ...(await comments(plan)),
        ];
        for (const text of texts) t.notRegex(text, /ZQ7X/);
      },
    ),
    { numRuns: 60 },
  );
  t.true(planned > 10, 'such machines do get a plan');
});

/** A recorded host, some of whose strings are the hostile ones; null where it is refused. */
async function planWith(
  host: string,
  changes: readonly (readonly [number, string])[],
): Promise<HostPlan | null> {
  const text = readFileSync(join('hardware-discovery', host, 'facts.json'), 'utf8');
  const facts = JSON.parse(text) as Record<string, unknown>;
  const places = stringsIn({ ...facts, schema: null, gaps: null, sources: null });
  for (const [at, value] of changes) {
    const place = places[at % places.length];
    if (place === undefined) continue;
    const [holder, key] = place;
    const before = holder[key];
    holder[key] = value;
    if (!Facts.safeParse(facts).success) holder[key] = before;
  }
  const known = Facts.parse(facts);
  const path = `hosts/${host}/answers.yaml`;
  const answers = Answers.parse(await readAnswers(readFileSync(path, 'utf8'), path));
  try {
    return planOf({ facts: known, match: matchProfiles(known, shippedProfiles()) }, answers);
  } catch (error) {
    if (error instanceof PantherError) return null;
    throw error;
  }
}

type Holder = Record<string, unknown>;

function stringsIn(value: unknown): [Holder, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'string' ? [[value as Holder, key] as [Holder, string]] : stringsIn(item),
  );
}

/** What stands in comments of the emitted Nix: from a `#` at the beginning of a line to its end. */
async function comments(plan: HostPlan): Promise<string[]> {
  const tree = await render({ known: null, plan });
  return Object.entries(tree)
    .filter(([path]) => path.endsWith('.nix'))
    .flatMap(([, { content }]) => content.split('\n'))
    .filter((line) => line.trimStart().startsWith('#'));
}
