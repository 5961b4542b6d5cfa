import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { agree, type Line } from './subjects.ts';

/** Subject → why the two differ, for every machine or by machine. */
type Reasons = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/**
 * docs/comparison.md: a table a machine. Throws an Error that names a difference nobody explained, or
 * an explanation of none.
 */
export function comparisonPage(lines: readonly Line[]): string {
  const { introduction, reasons } = parse(
    readFileSync('scripts/compare-facter/reasons.yaml', 'utf8'),
  ) as { introduction: string; reasons: Reasons };
  const used = new Set<string>();
  const hosts = [...new Set(lines.map(({ host }) => host))];
  const tables = hosts.map((host) => {
    const rows = lines.filter((line) => line.host === host).map((line) => row(line, reasons, used));
    return [
      `## ${host}`,
      '',
      '| | nixos-facter | PantherOS | why |',
      '| --- | --- | --- | --- |',
      ...rows,
      '',
    ].join('\n');
  });
  const idle = given(reasons).filter((key) => !used.has(key));
  if (idle.length > 0) throw new Error(`reasons.yaml: nothing differs on ${idle.join(', ')}`);
  return `${introduction}\n${tables.join('\n')}`;
}

function row(line: Line, reasons: Reasons, used: Set<string>): string {
  const said = [line.subject.title, cell(line.facter), cell(line.panther)];
  return `| ${[...said, agree(line) ? 'the same' : reason(line, reasons, used)].join(' | ')} |`;
}

/** Names of interfaces stand as the machine gave them: nothing may end the code or the cell. */
function cell(texts: readonly string[]): string {
  const shown = texts.map((text) => `\`${text.replaceAll(/[^A-Za-z0-9 ._:,=@+-]/g, '?')}\``);
  return shown.length === 0 ? '–' : shown.join(' ');
}

function reason({ host, subject }: Line, reasons: Reasons, used: Set<string>): string {
  const found = reasons[subject.id];
  const text = typeof found === 'string' ? found : found?.[host];
  if (text === undefined) throw new Error(`reasons.yaml: no reason for ${subject.id} of ${host}`);
  used.add(typeof found === 'string' ? subject.id : `${subject.id}.${host}`);
  return text;
}

function given(reasons: Reasons): string[] {
  return Object.entries(reasons).flatMap(([id, found]) =>
    typeof found === 'string' ? [id] : Object.keys(found).map((host) => `${id}.${host}`),
  );
}
