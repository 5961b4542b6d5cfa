import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { RULES } from '../../src/plan/rules/registry.ts';
import type { Rule } from '../../src/plan/rules/rule.ts';
import { MACHINES } from '../../test/plan/rules/machines.ts';

/** A fact and what sees to it; `none` says why nothing does. */
export interface AuditRow {
  fact: string;
  rules?: string[];
  modules?: string[];
  none?: string;
  note?: string;
}

export interface AuditSection {
  title: string;
  rows: AuditRow[];
}

/** The facts of data/rules.yaml, in its order. */
export function auditSections(): AuditSection[] {
  return (parse(readFileSync('data/rules.yaml', 'utf8')) as { sections: AuditSection[] }).sections;
}

/** What a rule does to any of the machines that the tests know: options, modules, warnings, gaps. */
export function effectsOf(rule: Rule): string[] {
  const found = new Set<string>();
  for (const machine of Object.values(MACHINES)) {
    const {
      settings = [],
      modules = [],
      imports = [],
      warnings = [],
      gaps = [],
      holes = [],
    } = rule.apply(machine);
    for (const { option } of settings) found.add(`\`${option.join('.')}\``);
    if (modules.length > 0) found.add('modules of PantherOS');
    if (imports.length > 0) found.add('a module of nixos-hardware');
    for (const { code } of warnings) found.add(`warning \`${code}\``);
    for (const { code } of gaps) found.add(`gap \`${code}\``);
    for (const { code } of holes) found.add(`error \`${code}\``);
  }
  return [...found].sort();
}

const HEAD = `# From a hardware fact to a setting

Made from \`data/rules.yaml\` and \`src/plan/rules\` by \`npm run docs\`; do not edit.

Each row is something that a machine has, and what follows: the rules that look at it with the options
they set and what they rest on, the [modules](modules.md) that see to it without a rule, or why nothing
follows. A gap says what a person may do; it sets nothing. What a host got, and from which reading:
\`panther-discover explain\`.
`;

export function rulesPage(): string {
  const rules = new Map(RULES.map((rule) => [rule.id, rule]));
  const parts = auditSections().map(({ title, rows }) => {
    const lines = rows.map((row) => `| ${[row.fact, ...cellsOf(row, rules)].join(' | ')} |`);
    return `\n## ${title}\n\n| Fact | By | What follows | Rests on |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`;
  });
  return HEAD + parts.join('');
}

function cellsOf(row: AuditRow, rules: ReadonlyMap<string, Rule>): string[] {
  const own = (row.rules ?? []).map((id) => {
    const rule = rules.get(id);
    if (rule === undefined) throw new Error(`data/rules.yaml: no rule ${id}`);
    return rule;
  });
  const by = [
    ...own.map(({ id }) => `\`${id}\``),
    ...(row.modules ?? []).map((module) => `module \`${module}\``),
  ];
  const follows = [
    ...own.flatMap(effectsOf),
    ...(own.length === 0 && row.modules ? ['see there'] : []),
  ];
  const said = row.none ?? row.note;
  return [
    by.length === 0 ? 'no rule' : by.join('<br>'),
    [...new Set(follows), ...(said === undefined ? [] : [said])].join('<br>'),
    [...new Set(own.map(({ source }) => source))].map(plain).join('<br>') || '–',
  ];
}

/** A source as a table's cell: a star would begin a stress there. */
function plain(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('*', '\\*');
}
