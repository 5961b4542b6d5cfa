import type { Identity } from './facts.ts';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A size for a reader: 953.9 GiB, 1 MiB, or "size unknown". */
export function shownBytes(bytes: number | null): string {
  if (bytes === null) return 'size unknown';
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = value.toFixed(1);
  return `${digits.endsWith('.0') ? digits.slice(0, -2) : digits} ${UNITS[unit]}`;
}

/** A number with the noun that fits it. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** How many files are not what they should be. */
export function filesDiffer(count: number): string {
  return count === 1 ? 'a file differs' : `${count} files differ`;
}

/** A weight for and against, in a column of its own. */
export function signed(weight: number): string {
  return `${weight < 0 ? '' : '+'}${weight}`.padStart(4);
}

/** What a machine is called, in the maker's words and not yet escaped; null: nobody named it. */
export function machineName({
  vendor,
  product,
  version,
  boardName,
}: Pick<Identity, 'vendor' | 'product' | 'version' | 'boardName'>): string | null {
  // Lenovo alone keeps the name in the version and a number in the product.
  const lenovo = vendor === 'LENOVO' ? version : null;
  const model = lenovo ?? product ?? version ?? boardName;
  const words = [vendor, model].filter((part) => part !== null);
  return words.length === 0 ? null : words.join(' ');
}

/** A string that hardware made, for a terminal: printable ASCII alone, cut to a length. */
export function shownText(text: string, limit: number): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '?').trim();
  return plain.length > limit ? `${plain.slice(0, limit - 1)}~` : plain;
}

/** Controls that JSON leaves as they are, and marks that reorder or hide text. */
const ACTING =
  /[\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0]|\u034f|[\ufe00-\ufe0f]|\udb40[\udc00-\udfff]/g;

/** Looked for first: a long text has few of them, and to find these takes a tenth of the time. */
const UNUSUAL = /[^\n\x20-\x7e]+/g;

/** JSON of the same value, in which nothing acts on a terminal or hides from a reviewer. */
export function inertJson(json: string): string {
  return json.replace(UNUSUAL, (run) =>
    run.replace(ACTING, (mark) => mark.replace(/[\s\S]/g, escaped)),
  );
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A text of several lines as it is, but for what acts on a terminal: that becomes a question mark. */
export function inertText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
  return text.replace(/[\u0000-\u0009\u000b-\u001f]/g, '?').replace(ACTING, '?');
}
