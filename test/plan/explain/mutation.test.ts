import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { know, plan as planOf, readAnswers } from '../../../src/main.ts';
import { Answers } from '../../../src/model/answers.ts';
import { Capture } from '../../../src/model/capture.ts';
import { PantherError } from '../../../src/model/errors.ts';
import type { Facts } from '../../../src/model/facts.ts';
import type { HostPlan } from '../../../src/model/plan.ts';
import { matchProfiles } from '../../../src/profiles/match.ts';
import { shippedProfiles } from '../../../src/profiles/registry.ts';
import { mutants } from './mutants.ts';
import { type Said, said } from './said.ts';

for (const name of ['yoga', 'zephyrus', 'hetzner-vps', 'contabo-vps']) {
  test(`${name}: whatever one fact changes, the explanation of the change names that fact`, async (t) => {
    const { facts, answers } = await machine(name);
    const before = said(planned(facts, answers), facts);
    const tally = { tried: 0, changed: 0, refused: 0 };
    const unnamed = new Map<string, string>();
    for (const mutant of mutants(facts)) {
      tally.tried += 1;
      const after = orRefusal(() => said(planned(mutant.facts, answers), mutant.facts));
      if (after === null) {
        tally.refused += 1;
        continue;
      }
      const differences = [...missing(before, after), ...missing(after, before)];
      if (differences.length > 0) tally.changed += 1;
      for (const subject of new Set(differences.map((each) => each.subject))) {
        const named = differences.some(
          (each) =>
            each.subject === subject && each.cites.some((path) => concerns(path, mutant.path)),
        );
        const where = `${subject} does not name ${mutant.path.replace(/\[.*\]/, '[]')}`;
        if (!named && !unnamed.has(where)) unnamed.set(where, `${mutant.path} ${mutant.change}`);
      }
    }
    t.log(`${tally.tried} mutants: ${tally.changed} change the plan, ${tally.refused} are refused`);
    t.deepEqual(
      [...unnamed].map(([where, how]) => `${where} (${how})`),
      [],
    );
    t.true(tally.changed > 20, 'the mutants do change plans');
  });
}

async function machine(name: string): Promise<{ facts: Facts; answers: Answers }> {
  const capture = Capture.parse(
    JSON.parse(readFileSync(join('hardware-discovery', name, 'capture.json'), 'utf8')),
  );
  const { facts } = await know({ kind: 'capture', capture });
  const path = `hosts/${name}/answers.yaml`;
  const answers = Answers.parse(await readAnswers(readFileSync(path, 'utf8'), path));
  return { facts, answers };
}

function planned(facts: Facts, answers: Answers): HostPlan {
  return planOf({ facts, match: matchProfiles(facts, shippedProfiles()) }, answers);
}

/** A machine that cannot be planned is refused in so many words; anything else is a bug. */
function orRefusal<T>(attempt: () => T): T | null {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof PantherError) return null;
    throw error;
  }
}

function missing(from: readonly Said[], other: readonly Said[]): Said[] {
  const there = new Set(other.map(({ what }) => what));
  return from.filter(({ what }) => !there.has(what));
}

/** Whether a cited path names a fact: the fact itself, what it is part of, or a part of what is gone. */
function concerns(cited: string, fact: string): boolean {
  return cited === fact || isBelow(fact, cited) || isBelow(cited, fact);
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(`${above}.`) || path.startsWith(`${above}[`);
}
