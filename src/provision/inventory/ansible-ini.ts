import { type AnsibleGroups, groupNamed, hostsOfGroups } from './ansible.ts';
import { type Draft, onLine, type Problem } from './draft.ts';

const SECTION = /^\[([A-Za-z0-9_.-]+)(?::(vars|children))?\]$/;
const PAIR = /^([A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(.*)$/s;

/** An Ansible inventory in its INI spelling; a plain list of addresses is one too. */
export function readAnsibleIni(text: string): Draft {
  const groups: AnsibleGroups = new Map();
  const problems: Problem[] = [];
  let section = { name: 'ungrouped', kind: 'hosts' };
  for (const [index, whole] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    const number = index + 1;
    const line = whole.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    if (line.startsWith('[') && line.endsWith(']')) {
      const [, name, kind = 'hosts'] = SECTION.exec(line) ?? [];
      if (name === undefined) {
        problems.push({ line: number, text: 'is no section such as [web] or [web:vars]' });
        section = { name: 'ungrouped', kind: 'nothing' };
      } else {
        groupNamed(groups, name);
        section = { name, kind };
      }
      continue;
    }
    const problem = addLine(groups, section, line, number);
    if (problem !== null) problems.push({ line: number, text: problem });
  }
  const { hosts, problems: more } = hostsOfGroups(groups);
  return { hosts, problems: [...problems, ...more] };
}

/** Takes one line of a section in; returns what is wrong with it. */
function addLine(
  groups: AnsibleGroups,
  { name, kind }: { name: string; kind: string },
  line: string,
  number: number,
): string | null {
  const group = groupNamed(groups, name);
  if (kind === 'nothing') return null;
  if (kind === 'children') {
    const child = line.replace(/\s[#;].*$/, '').trim();
    if (!/^[A-Za-z0-9_.-]+$/.test(child)) return 'is no name of a group';
    groupNamed(groups, child);
    group.children.push({ name: child, line: number });
    return null;
  }
  if (kind === 'vars') {
    const [, key, value] = PAIR.exec(line) ?? [];
    if (key === undefined) return 'should be variable=value';
    group.variables.push({ values: record([[key, literal(value ?? '')]]), line: onLine(number) });
    return null;
  }
  const words = shellWords(line);
  if (words === null) return 'a quotation mark has no partner';
  const [pattern = '', ...rest] = words;
  const pairs: [string, unknown][] = [];
  for (const word of rest) {
    const [, key, value] = PAIR.exec(word) ?? [];
    if (key === undefined) return `${JSON.stringify(word)}: should be variable=value`;
    pairs.push([key, literal(value ?? '')]);
  }
  group.hosts.push({ pattern, variables: { values: record(pairs), line: onLine(number) } });
  return null;
}

function record(pairs: readonly [string, unknown][]): Record<string, unknown> {
  return Object.fromEntries(pairs);
}

/** What a value means: JSON where it is some, without the quotation marks around a Python string. */
function literal(value: string): unknown {
  const text = value.trim();
  if (/^[[{]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  const [, , inner] = /^(['"])(.*)\1$/s.exec(text) ?? [];
  return inner ?? text;
}

/** Words as a POSIX shell parts them, without anything that it would expand; null: an open quote. */
function shellWords(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const mark = line[at] ?? '';
    if (quote !== null) {
      if (mark === quote) quote = null;
      else if (mark === '\\' && quote === '"' && /["\\]/.test(line[at + 1] ?? '')) {
        at += 1;
        word += line[at] ?? '';
      } else word += mark;
    } else if (mark === "'" || mark === '"') {
      quote = mark;
      word ??= '';
    } else if (mark === '\\' && at + 1 < line.length) {
      at += 1;
      word = (word ?? '') + (line[at] ?? '');
    } else if (/\s/.test(mark)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (mark === '#' && word === null) {
      break;
    } else word = (word ?? '') + mark;
  }
  if (quote !== null) return null;
  return word === null ? words : [...words, word];
}
