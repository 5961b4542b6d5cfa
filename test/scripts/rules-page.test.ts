import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';
import { auditSections, effectsOf, rulesPage } from '../../scripts/rules-page/page.ts';
import { RULES } from '../../src/plan/rules/registry.ts';

const rows = auditSections().flatMap(({ rows: own }) => own);

test('docs/rules.md is what the rules and data/rules.yaml say (npm run docs)', (t) => {
  t.is(readFileSync('docs/rules.md', 'utf8'), rulesPage());
});

test('every rule is named beside a fact, and every name is a rule', (t) => {
  const named = new Set(rows.flatMap(({ rules = [] }) => rules));
  t.deepEqual(
    RULES.map(({ id }) => id).filter((id) => !named.has(id)),
    [],
  );
  const ids = new Set(RULES.map(({ id }) => id));
  t.deepEqual(
    [...named].filter((id) => !ids.has(id)),
    [],
  );
});

test('every module that is named is there', (t) => {
  for (const module of rows.flatMap(({ modules = [] }) => modules)) {
    t.true(existsSync(`modules/nixos/${module}.nix`), module);
  }
});

test('a fact has what sees to it, or the reason why nothing does, and never both', (t) => {
  for (const { fact, rules = [], modules = [], none } of rows) {
    t.is(rules.length + modules.length === 0, none !== undefined, fact);
  }
  t.is(new Set(rows.map(({ fact }) => fact)).size, rows.length);
});

test('every rule is seen to do something to one of the machines', (t) => {
  t.deepEqual(
    RULES.filter((rule) => effectsOf(rule).length === 0).map(({ id }) => id),
    [],
  );
});
