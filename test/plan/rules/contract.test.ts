import test from 'ava';
import { RULES } from '../../../src/plan/rules/registry.ts';
import type { Rule, RuleContext } from '../../../src/plan/rules/rule.ts';
import { MACHINES } from './machines.ts';

/** Rules that every host needs. */
const ALWAYS = [
  'host/name',
  'host/state-version',
  'host/regional',
  'host/user',
  'boot/firmware',
  'filesystems/root-reset',
  'platform/host-platform',
];

function fires(rule: Rule, context: RuleContext): boolean {
  return Object.values(rule.apply(context)).some((list) => list.length > 0);
}

test('every rule has an id of its own, of the form subject/name', (t) => {
  const ids = RULES.map(({ id }) => id);
  t.is(new Set(ids).size, ids.length);
  for (const id of ids) t.regex(id, /^[a-z]+\/[a-z0-9-]+$/);
});

test('every rule says where it comes from and why, in one printable line', (t) => {
  for (const { id, source, reason } of RULES) {
    t.regex(source, /^[\x20-\x7e]{3,}$/, id);
    t.regex(reason, /^[\x20-\x7e]+\.$/, id);
  }
});

for (const rule of RULES) {
  test(`${rule.id} fires for one machine and not for another`, (t) => {
    const machines = Object.values(MACHINES);
    t.true(machines.some((machine) => fires(rule, machine)));
    t.is(
      machines.every((machine) => fires(rule, machine)),
      ALWAYS.includes(rule.id),
    );
  });
}

test('what rules say holds nothing that a machine said', (t) => {
  const texts = Object.values(MACHINES).flatMap((machine) =>
    RULES.flatMap((rule) => {
      const { settings = [], modules = [], warnings = [], gaps = [] } = rule.apply(machine);
      return [
        ...settings.map(({ reason }) => reason),
        ...modules.map(({ reason }) => reason),
        ...warnings.map(({ text }) => text),
        ...gaps.map(({ text }) => text),
      ].filter((text) => text !== undefined);
    }),
  );
  for (const text of new Set(texts)) {
    t.regex(text, /^[\x20-\x7e]+$/);
    t.notRegex(text, /0000:|nvme0|dead|beef/);
  }
});

test('no rule changes what it looks at', (t) => {
  for (const [name, machine] of Object.entries(MACHINES)) {
    const before = JSON.stringify(machine);
    for (const rule of RULES) rule.apply(machine);
    t.is(JSON.stringify(machine), before, name);
  }
});
