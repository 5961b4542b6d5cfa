import { redactWhole } from './fields.ts';
import { type IdentifierKind, isIdentifier, type Replace } from './identifiers.ts';

/** Keys of another tool's report whose value is an identifier. */
const KEYS: Readonly<Record<string, IdentifierKind>> = {
  serial: 'serial',
  serial_number: 'serial',
  uuid: 'uuid',
  wwid: 'world wide name',
  asset: 'asset tag',
  asset_tag: 'asset tag',
  hostname: 'host name',
  essid: 'network name',
};
const MAX_DEPTH = 64;

/**
 * A report with identifiers replaced in every string of it: `replace` for the keys that hold one,
 * `redactText` for all other strings. Deeper than any real report, a value is dropped.
 */
export function redactReport(
  value: unknown,
  replace: Replace,
  redactText: (text: string) => string,
  depth = 0,
): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) {
    return value.map((element) => redactReport(element, replace, redactText, depth + 1));
  }
  const entries = Object.entries(value).map(([key, field]): [string, unknown] => {
    const kind = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    if (kind !== undefined && typeof field === 'string') {
      return [key, redactWhole(field, kind, replace)];
    }
    if (kind === 'serial' && typeof field === 'number' && isIdentifier(String(field)))
      return [key, 0];
    return [key, redactReport(field, replace, redactText, depth + 1)];
  });
  return Object.fromEntries(entries);
}
