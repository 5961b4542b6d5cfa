import type { Capture } from '../src/model/capture.ts';

const HASH = /h:([0-9a-f]{12})/g;

/**
 * A committed capture as it may have been before it was redacted: every hash becomes an identifier
 * of the kind that stands in such a place, equal hashes equal ones where the kind is the same.
 */
export function unredacted(committed: Capture): { capture: Capture; planted: string[] } {
  const planted = new Set<string>();
  const plant = (text: string): string =>
    text.replace(HASH, (_hash, digits: string, at: number) => {
      const before = text.slice(Math.max(0, at - 60), at);
      const identifier = identifierFor(before, digits);
      planted.add(identifier);
      return identifier;
    });
  const readings = JSON.parse(plant(JSON.stringify(committed.readings)));
  return { capture: { ...committed, redacted: false, readings }, planted: [...planted] };
}

/** What a reader of the text in front of it would expect. */
function identifierFor(before: string, digits: string): string {
  const pairs = digits.match(/../g) ?? [];
  if (/(?:uuid|guid\w*)[^"']{0,30}["'=:{/\\ ]$|luks-$|efivars\/\w+-$/i.test(before)) {
    const middle = `${digits.slice(8)}-4${digits.slice(1, 4)}-8${digits.slice(5, 8)}`;
    return `${digits.slice(0, 8)}-${middle}-${digits}`;
  }
  if (/Device Serial Number $/.test(before)) return ['3c', '5a', ...pairs].join('-');
  if (/EUI-64: +$/.test(before)) return `001b44 ${digits.slice(2)}`;
  if (/(?:hwaddr|address)[^,]{0,30}$/i.test(before)) return ['3c', ...pairs.slice(1)].join(':');
  return `S${digits.toUpperCase()}Z1`;
}
