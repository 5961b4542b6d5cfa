import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { readFacts } from '../../../src/discover/facts/facts.ts';
import { Capture } from '../../../src/model/capture.ts';
import { assemble } from '../../../src/plan/assemble.ts';
import { RULES } from '../../../src/plan/rules/registry.ts';
import type { Rule, RuleContext } from '../../../src/plan/rules/rule.ts';
import { matchProfiles } from '../../../src/profiles/match.ts';
import { shippedProfiles } from '../../../src/profiles/registry.ts';
import { composedMachines } from '../../nix/machines/compose.ts';
import { context, KEY } from './builders.ts';
import { MACHINES } from './machines.ts';

/** Every recorded machine of the project, under the profile that it matches. */
function recorded(): Record<string, RuleContext> {
  const folders = ['hardware-discovery', 'fixtures'].flatMap((root) =>
    readdirSync(root).map((name) => join(root, name)),
  );
  const machines: Record<string, RuleContext> = {};
  for (const folder of folders) {
    if (!readdirSync(folder).includes('capture.json')) continue;
    const capture = Capture.parse(JSON.parse(readFileSync(join(folder, 'capture.json'), 'utf8')));
    const facts = readFacts(capture);
    const { profile, traits } = matchProfiles(facts, shippedProfiles());
    const given = { sshKeys: [KEY], encryption: 'luks' as const };
    const as = profile ?? 'workstation';
    machines[folder] = context(as, facts, traits, given);
  }
  return machines;
}

const all = { ...MACHINES, ...recorded() };

test('recorded machines are among those whose plans are compared', (t) => {
  t.true(Object.keys(all).length >= Object.keys(MACHINES).length + 5);
});

test('the order of the rules changes no plan', (t) => {
  const expected = new Map(
    Object.entries(all).map(([name, machine]) => [name, JSON.stringify(assemble(machine, RULES))]),
  );
  const shuffled = fc.shuffledSubarray([...RULES], { minLength: RULES.length });
  fc.assert(
    fc.property(shuffled, (rules: Rule[]) => {
      for (const [name, machine] of Object.entries(all)) {
        t.is(JSON.stringify(assemble(machine, rules)), expected.get(name) ?? 'none', name);
      }
    }),
    { numRuns: 15 },
  );
});

test('nor that of any composed machine', (t) => {
  const machines = composedMachines().map(({ name, capture, guest }) => {
    const facts = readFacts(capture);
    const { profile, traits } = matchProfiles(facts, shippedProfiles());
    const encryption = guest ? ('none' as const) : ('luks' as const);
    return [
      name,
      context(profile ?? 'workstation', facts, traits, { sshKeys: [KEY], encryption }),
    ] as const;
  });
  t.true(machines.length >= 100);
  const reversed = [...RULES].reverse();
  const turned = [...RULES.slice(RULES.length / 2), ...RULES.slice(0, RULES.length / 2)];
  for (const [name, machine] of machines) {
    const expected = JSON.stringify(assemble(machine, RULES));
    t.is(JSON.stringify(assemble(machine, reversed)), expected, name);
    t.is(JSON.stringify(assemble(machine, turned)), expected, name);
  }
});

test('two rules that contradict each other end in an error that names both, in any order', (t) => {
  const machine = MACHINES['yoga'] as RuleContext;
  const rule = (id: string, value: string, priority: 'default' | 'normal'): Rule => ({
    id,
    source: 'test',
    reason: 'Test.',
    apply: () => ({
      settings: [
        { option: ['x'], value, priority, merge: 'unique', part: 'hardware', facts: ['cpu'] },
      ],
    }),
  });
  const [first, second] = [rule('a/one', 'one', 'default'), rule('b/two', 'two', 'default')];
  const strong = rule('c/three', 'three', 'normal');
  for (const rules of [
    [first, second],
    [second, first],
  ]) {
    t.throws(() => assemble(machine, rules), { message: /a\/one and b\/two contradict.*x/ });
  }
  for (const rules of [
    [first, strong],
    [strong, first],
  ]) {
    t.deepEqual(
      assemble(machine, rules).settings.map(({ value }) => value),
      ['three'],
    );
  }
});
