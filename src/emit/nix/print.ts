import type { SettingValue } from '../../model/plan.ts';
import { nixAttributeName, nixString } from './string.ts';

/** Widest line that the printer makes where it has a choice. */
export const LINE_WIDTH = 100;

const attributePath = /^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)*$/;
const relativePath = /^\.{1,2}(\/[A-Za-z0-9._-]+)+$/;

/** How attribute sets are laid out. */
export interface PrintOptions {
  /** `sorted`: by name, for values whose order says nothing. `given`: as in the value. */
  order: 'sorted' | 'given';
  /** Comment lines, without indentation, to stand above the attribute at this path. */
  commentOn?: (path: readonly string[]) => readonly string[];
}

interface Place {
  indent: string;
  /** Where on its line the value begins. */
  column: number;
  path: readonly string[];
}

/**
 * Nix text of a value, in the style of RFC 166. Its first line has no indentation; the following
 * lines have `indent`. `column` tells where on its line the value will stand.
 * Throws for a value that Nix cannot express.
 */
export function printNix(
  value: SettingValue,
  indent: string,
  column = indent.length,
  options: PrintOptions = { order: 'sorted' },
): string {
  return print(value, { indent, column, path: [] }, options);
}

/** Like `printNix`, with the parentheses that an argument or a list element needs. */
export function printNixArgument(value: SettingValue, indent: string, column: number): string {
  const text = printNix(value, indent, column);
  return text.startsWith('-') ? `(${text})` : text;
}

/** An option or attribute path: segments joined by dots, quoted where they are no identifiers. */
export function printAttrPath(segments: readonly string[]): string {
  return segments.map(nixAttributeName).join('.');
}

function print(value: SettingValue, place: Place, options: PrintOptions): string {
  if (typeof value === 'string') return nixString(value);
  if (typeof value === 'number') return printNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return printList(value, place, options);
  if ('attrs' in value) return printAttributes(value.attrs, place, options);
  if ('pkg' in value) return `pkgs.${dotted(value.pkg)}`;
  if ('ref' in value) return dotted(value.ref);
  if (!relativePath.test(value.path)) throw new Error('a path setting is not a relative path');
  return value.path;
}

function printNumber(value: number): string {
  if (Number.isInteger(value)) {
    if (!Number.isSafeInteger(value)) throw new Error(`${value} is out of range for a setting`);
    return String(value === 0 ? 0 : value);
  }
  if (!Number.isFinite(value)) throw new Error(`${value} cannot be a setting`);
  const text = String(value);
  // Nix reads 1e-7 as a name; a float needs its point.
  return text.includes('.') ? text : text.replace('e', '.0e');
}

function printList(
  items: readonly SettingValue[],
  { indent, column, path }: Place,
  options: PrintOptions,
): string {
  if (items.length === 0) return '[ ]';
  const inner = `${indent}  `;
  const printed = items.map((item) => {
    const text = print(item, { indent: inner, column: inner.length, path }, options);
    return text.startsWith('-') ? `(${text})` : text;
  });
  const line = `[ ${printed.join(' ')} ]`;
  if (!line.includes('\n') && column + line.length < LINE_WIDTH) return line;
  return `[\n${printed.map((text) => `${inner}${text}\n`).join('')}${indent}]`;
}

function printAttributes(
  attributes: Readonly<Record<string, SettingValue>>,
  { indent, path }: Place,
  options: PrintOptions,
): string {
  const names = Object.keys(attributes);
  if (names.length === 0) return '{ }';
  if (options.order === 'sorted') names.sort();
  const inner = `${indent}  `;
  const bindings = names.map((name) => {
    const below = [...path, name];
    const lead = `${inner}${nixAttributeName(name)} =`;
    const value = attributes[name] as SettingValue;
    const text =
      textLines(value, inner, lead.length) ??
      ` ${print(value, { indent: inner, column: lead.length + 1, path: below }, options)}`;
    const comments = options.commentOn?.(below) ?? [];
    return `${comments.map((line) => `${inner}${line}\n`).join('')}${lead}${text};\n`;
  });
  return `{\n${bindings.join('')}${indent}}`;
}

/** A long text of several lines as a sum of them, so that a person can read it; else null. */
function textLines(value: SettingValue, indent: string, column: number): string | null {
  if (typeof value !== 'string' || column + value.length < LINE_WIDTH) return null;
  const parts = value.split(/(?<=\n)/);
  if (parts.length === 1) return null;
  return `\n${indent}  ${parts.map(nixString).join(`\n${indent}  + `)}`;
}

function dotted(path: string): string {
  if (!attributePath.test(path)) throw new Error('a reference in a setting is not a plain path');
  return printAttrPath(path.split('.'));
}
