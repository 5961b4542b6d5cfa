import { byCodeUnit } from './part.ts';

export type Sources = Readonly<Record<string, readonly string[]>>;

/**
 * The readings a fact came from: those of its path, or else of the longest path above it.
 * `a[k].f` stands below `a[k]`, and that below `a`.
 */
export function sourcesFor(sources: Sources, path: string): readonly string[] {
  let at: string | null = path;
  while (at !== null) {
    const found = sources[at];
    if (found !== undefined) return found;
    at = above(at);
  }
  return [];
}

function above(path: string): string | null {
  if (path.endsWith(']')) return path.slice(0, path.indexOf('['));
  const dot = path.lastIndexOf('.');
  // A dot inside of brackets belongs to the key: pci[0000:01:00.0].
  return dot > path.lastIndexOf(']') && dot > 0
    ? path.slice(0, dot)
    : path.includes('[')
      ? path.slice(0, path.indexOf('['))
      : null;
}

/**
 * Both witnesses' readings. Where the other one is more exact about a path than the base, the base's
 * readings for what stands above it count too.
 */
export function unitedSources(base: Sources, other: Sources): Record<string, string[]> {
  const united: Record<string, string[]> = {};
  for (const [path, ids] of Object.entries(base)) united[path] = [...ids];
  for (const [path, ids] of Object.entries(other)) {
    united[path] = [...new Set([...sourcesFor(base, path), ...ids])].sort(byCodeUnit);
  }
  return united;
}

/** Sources under the names that the merged records go by; those of a name mapped to null go. */
export function sourcesByName(
  sources: Sources,
  names: Readonly<Record<string, ReadonlyMap<string, string | null>>>,
): Record<string, string[]> {
  const moved: Record<string, string[]> = {};
  for (const [path, ids] of Object.entries(sources)) {
    const found = path.includes('[') ? /^([a-z]+)\[([^\]]*)\](.*)$/i.exec(path) : null;
    const name = names[found?.[1] ?? '']?.get(found?.[2] ?? '');
    if (name === null) continue;
    const key = found === null || name === undefined ? path : `${found[1]}[${name}]${found[3]}`;
    const known = moved[key];
    moved[key] = known === undefined ? [...ids] : [...new Set([...known, ...ids])];
  }
  return moved;
}
