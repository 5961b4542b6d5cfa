import { currentEntry } from './facter-older.ts';

/** One device entry of a nixos-facter report, with the hardware class that it stands under. */
export interface FacterEntry {
  hardwareClass: string;
  fields: FacterFields;
}

export type FacterFields = Readonly<Record<string, unknown>>;

const NOTHING: FacterFields = {};
const HEXADECIMAL = /^(?:0x)?[0-9a-f]{1,13}$/i;

/**
 * Every device entry of a report, whatever class it stands under. `hardware` is an object of lists;
 * a plain list of entries that name their classes themselves is read too. What is no entry is
 * passed over.
 */
export function facterEntries(report: unknown): FacterEntry[] {
  const hardware = fieldsOf(report)['hardware'];
  if (Array.isArray(hardware)) {
    return hardware.filter(isFields).map((fields) => entryOf(classOf(fields), fields));
  }
  const entries: FacterEntry[] = [];
  for (const [hardwareClass, list] of Object.entries(fieldsOf(hardware))) {
    if (!Array.isArray(list)) continue;
    for (const fields of list) if (isFields(fields)) entries.push(entryOf(hardwareClass, fields));
  }
  return entries;
}

/** The value as an object; anything else reads as an object without fields. */
export function fieldsOf(value: unknown): FacterFields {
  return isFields(value) ? value : NOTHING;
}

/** The objects of a list; an object that stands alone reads as a list of one. */
export function fieldListOf(value: unknown): FacterFields[] {
  if (Array.isArray(value)) return value.filter(isFields);
  return isFields(value) ? [value] : [];
}

/** The strings of a list, sorted by code unit, each once. */
export function textListOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return [...new Set(value.filter((item): item is string => typeof item === 'string'))].sort();
}

/** Text without blanks around it; null when there is none. */
export function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
}

/** A whole number that is not negative, or null. */
export function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

export function flagOf(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

/** The number of an id `{hex, name, value}`. Reports leave out `hex` at times, never `value`. */
export function idNumber(value: unknown): number | null {
  const fields = fieldsOf(value);
  const number = countOf(fields['value']);
  if (number !== null) return number;
  const hex = textOf(fields['hex']);
  return hex !== null && HEXADECIMAL.test(hex) ? Number.parseInt(hex, 16) : null;
}

/** A 16-bit id as four hex digits. A vendor that is plain text (virtio) has none. */
export function idHex4(value: unknown): string | null {
  return hexOf(idNumber(value), 4);
}

/** An 8-bit number as two hex digits, whether it stands alone or as an id. */
export function hex2(value: unknown): string | null {
  return hexOf(typeof value === 'number' ? countOf(value) : idNumber(value), 2);
}

function hexOf(number: number | null, digits: number): string | null {
  if (number === null || number >= 16 ** digits) return null;
  return number.toString(16).padStart(digits, '0');
}

function entryOf(hardwareClass: string, fields: FacterFields): FacterEntry {
  return { hardwareClass, fields: currentEntry(hardwareClass, fields) };
}

function classOf(fields: FacterFields): string {
  const named = textOf(fields['class']) ?? textOf(fields['hardware_class']);
  if (named !== null) return named;
  const list = fields['class_list'];
  return (Array.isArray(list) ? textOf(list[0]) : null) ?? 'unknown';
}

function isFields(value: unknown): value is FacterFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
