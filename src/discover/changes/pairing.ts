/** What became of the members of a list: those that are in both, and what is left of either. */
export interface Pairing<T> {
  pairs: { before: T; after: T; by: number }[];
  removed: T[];
  added: T[];
}

/** What two members have in common when they are one and the same; null: nothing to go by. */
export type Key<T> = (member: T) => string | null;

/**
 * Pairs two lists by one key after the other, the most telling first; `by` is the number of the key.
 * Members with equal keys are paired in their order, as far as there are enough, and only where `may`
 * allows it.
 */
export function pair<T>(
  before: readonly T[],
  after: readonly T[],
  keys: readonly Key<T>[],
  may: (before: T, after: T, by: number) => boolean = () => true,
): Pairing<T> {
  let removed = [...before];
  let added = [...after];
  const pairs: Pairing<T>['pairs'] = [];
  for (const [by, key] of keys.entries()) {
    const waiting = new Map<string, T[]>();
    for (const member of added) {
      const value = key(member);
      if (value !== null) waiting.set(value, [...(waiting.get(value) ?? []), member]);
    }
    const taken = new Set<T>();
    removed = removed.filter((member) => {
      const value = key(member);
      const candidates = value === null ? [] : (waiting.get(value) ?? []);
      const found = candidates.find((other) => !taken.has(other) && may(member, other, by));
      if (found === undefined) return true;
      taken.add(found);
      pairs.push({ before: member, after: found, by });
      return false;
    });
    added = added.filter((member) => !taken.has(member));
  }
  return { pairs, removed, added };
}
