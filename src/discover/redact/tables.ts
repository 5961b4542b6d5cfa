import { isIdentifier, type Replace } from './identifiers.ts';
import { isOrdinaryLabel } from './labels.ts';

/** Columns of lsblk that hold identifiers; what follows them is found by its position. */
const COLUMNS = /(?<!\S)(?:UUID|PARTUUID|PTUUID|SERIAL|WWN|LABEL|PARTLABEL)(?!\S)/g;
const HEADER = /^NAME .*(?<!\S)(?:UUID|PARTUUID|PTUUID|SERIAL|WWN|LABEL|PARTLABEL)(?!\S)/m;
/** lsblk has fewer. */
const MOST_COLUMNS = 32;
/** The width of `h:` and 12 hex digits. */
const HASH_WIDTH = 14;

/** Replaces identifiers in tables as lsblk prints them, so that every column stays where it was. */
export function redactTables(text: string, replace: Replace): string {
  if (!text.includes('NAME ') || !HEADER.test(text)) return text;
  const lines = text.split('\n');
  const redacted: string[] = [];
  for (let at = 0; at < lines.length; ) {
    let end = at + 1;
    if (HEADER.test(lines[at] as string)) {
      while (end < lines.length && !/^(?:\s*$|===)/.test(lines[end] as string)) end += 1;
      for (const line of redactTable(lines.slice(at, end), replace)) redacted.push(line);
    } else redacted.push(lines[at] as string);
    at = end;
  }
  return redacted.join('\n');
}

function redactTable(table: string[], replace: Replace): string[] {
  const columns = [...(table[0] as string).matchAll(COLUMNS)].slice(0, MOST_COLUMNS);
  // From right to left: widening a column moves only what was done already.
  return columns.reduceRight(
    (lines, column) => redactColumn(lines, column.index, column[0].endsWith('LABEL'), replace),
    table,
  );
}

function redactColumn(
  table: string[],
  start: number,
  isLabel: boolean,
  replace: Replace,
): string[] {
  const values = table.map((line) => valueAt(line, start));
  const width = values.reduce((most, value) => Math.max(most, value.length), 0);
  const isSecret = (value: string): boolean =>
    isLabel ? !isOrdinaryLabel(value) : isIdentifier(value);
  const wider = values.slice(1).some(isSecret) ? Math.max(0, HASH_WIDTH - width) : 0;
  return table.map((line, row) => {
    if (line.length < start) return line;
    const value = values[row] as string;
    const rest = line.slice(start + width);
    const shown =
      row > 0 && isSecret(value) ? replace(value, isLabel ? 'volume label' : 'uuid') : value;
    const cell = rest === '' ? shown : shown.padEnd(width + wider);
    return line.slice(0, start) + cell + rest;
  });
}

function valueAt(line: string, start: number): string {
  if (line.length <= start) return '';
  if (start > 0 && !/\s/.test(line.charAt(start - 1))) return '';
  return /^\S*/.exec(line.slice(start))?.[0] ?? '';
}
