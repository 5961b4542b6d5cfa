/** The paths of all strings in a value, each with what it holds. */
export function stringPaths(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value === 'string') return [[...path]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => stringPaths(item, [...path, key]));
}

/** A copy of the value with another string at each path that `text` gives one for. */
export function withStrings<T>(value: T, text: (path: readonly string[]) => string | null): T {
  const changed = (item: unknown, path: readonly string[]): unknown => {
    if (typeof item === 'string') return text(path) ?? item;
    if (Array.isArray(item)) return item.map((one, index) => changed(one, [...path, `${index}`]));
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(
      Object.entries(item).map(([key, one]) => [key, changed(one, [...path, key])]),
    );
  };
  return changed(value, []) as T;
}
