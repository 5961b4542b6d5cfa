import test from 'ava';
import fc from 'fast-check';
import { assemble } from '../../src/plan/assemble.ts';
import { hardwareDefault, hardwareList, hostFixed } from '../../src/plan/rules/draft.ts';
import { RULES } from '../../src/plan/rules/registry.ts';
import type { DraftSetting, Rule } from '../../src/plan/rules/rule.ts';
import { MACHINES, machine } from './rules/machines.ts';

function rule(id: string, ...settings: DraftSetting[]): Rule {
  return { id, source: 'a test', reason: `Because of ${id}.`, apply: () => ({ settings }) };
}

test('the order of the rules makes no difference', (t) => {
  for (const [name, context] of Object.entries(MACHINES)) {
    const expected = JSON.stringify(assemble(context, RULES));
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...RULES], { minLength: RULES.length }),
        (shuffled) => JSON.stringify(assemble(context, shuffled)) === expected,
      ),
      { numRuns: 5 },
    );
    t.pass(name);
  }
});

test('two rules that want different values name each other', (t) => {
  const rules = [
    rule('a/one', hardwareDefault('x.y', true, [])),
    rule('b/two', hardwareDefault('x.y', false, [])),
  ];
  t.throws(() => assemble(machine('yoga'), rules), {
    instanceOf: Error,
    message: 'rules a/one and b/two contradict each other about x.y',
  });
});

test('a higher priority settles it', (t) => {
  const rules = [
    rule('a/one', hardwareDefault('x.y', true, [])),
    rule('b/two', hostFixed('x.y', false, [])),
  ];
  const { settings } = assemble(machine('yoga'), rules);
  t.deepEqual(
    settings.map(({ rule, value }) => [rule, value]),
    [['b/two', false]],
  );
});

test('rules that agree give one setting, with the reason of the first', (t) => {
  const rules = [
    rule('b/two', hardwareDefault('x.y', true, [])),
    rule('a/one', hardwareDefault('x.y', true, [])),
  ];
  const { settings } = assemble(machine('yoga'), rules);
  t.deepEqual(
    settings.map(({ rule, reason }) => [rule, reason]),
    [['a/one', 'Because of a/one.']],
  );
});

test('list elements are joined, each once and with the rule that gave it', (t) => {
  const rules = [
    rule('a/one', hardwareList('x.y', ['p', 'q'], ['cpu.vendor'])),
    rule('b/two', hardwareList('x.y', ['q', 'r'], [])),
    rule('c/three', hardwareList('x.y', ['r'], [])),
  ];
  const { settings } = assemble(machine('yoga'), rules);
  t.deepEqual(
    settings.map(({ rule, value }) => [rule, value]),
    [
      ['a/one', ['p', 'q']],
      ['b/two', ['r']],
    ],
  );
});

test('an option that is a list for one rule and whole for another is a contradiction', (t) => {
  const rules = [
    rule('a/one', hardwareList('x.y', ['p'], [])),
    { ...rule('b/two'), apply: () => ({ settings: [hostFixed('x.y', ['p'], [])] }) },
  ];
  t.throws(() => assemble(machine('yoga'), rules), { message: /a\/one and b\/two/ });
});

test('a module that the profile and a rule choose is listed once, with the profile’s reason', (t) => {
  const { modules } = assemble(machine('contabo'), RULES);
  const names = modules.map(({ module }) => module);
  t.deepEqual(names, [...new Set(names)].sort());
  t.is(modules.find(({ module }) => module === 'services/ssh')?.rule, 'modules/profile');
});

test('keys on a personal machine bring SSH along, and LUKS its module', (t) => {
  const { modules } = assemble(machine('amdDesktop'), RULES);
  const names = modules.map(({ module }) => module);
  for (const module of ['services/ssh', 'security/ssh', 'filesystems/encryption']) {
    t.true(names.includes(module), module);
  }
});
