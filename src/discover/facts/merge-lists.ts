/** The first one's fields, with the other's where they are null; lists count as known. */
export function filled<T extends object>(base: T, other: T): T {
  const result = { ...base };
  for (const key of Object.keys(other) as (keyof T)[]) {
    result[key] ??= other[key];
  }
  return result;
}

/**
 * Every record of the base, filled from the record of the other list that is the same thing, then
 * those of the other list that are not in the base. A record is used once.
 */
export function unite<T extends object>(
  base: readonly T[],
  others: readonly T[],
  isSame: (known: T, other: T) => boolean,
): T[] {
  const left = [...others];
  const result = base.map((known) => {
    const at = left.findIndex((other) => isSame(known, other));
    const [other] = at < 0 ? [] : left.splice(at, 1);
    return other === undefined ? known : filled(known, other);
  });
  return [...result, ...left];
}

/** `unite` for records that a key tells apart. */
export function uniteBy<T extends object>(
  base: readonly T[],
  others: readonly T[],
  keyOf: (item: T) => string,
): T[] {
  const byKey = new Map(others.map((other) => [keyOf(other), other]));
  const result = base.map((known) => {
    const other = byKey.get(keyOf(known));
    byKey.delete(keyOf(known));
    return other === undefined ? known : filled(known, other);
  });
  return [...result, ...byKey.values()];
}
