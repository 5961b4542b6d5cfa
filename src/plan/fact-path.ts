import type { Facts } from '../model/facts.ts';

/** The keys by which the elements of a list of facts are named. */
const KEYS = ['address', 'path', 'name'] as const;
const PATH = /^([A-Za-z]+)(?:\.([A-Za-z]+))?(?:\[([^\]]+)\])?(?:\.([A-Za-z]+))?$/;

/** The value at a fact path such as `cpu.vendor` or `pci[0000:01:00.0].driver`; undefined: no such path. */
export function factValue(facts: Facts, path: string): unknown {
  const parts = PATH.exec(path);
  if (parts === null) return undefined;
  const [, subject = '', inner, key, field] = parts;
  let value: unknown = own(facts, subject);
  if (inner !== undefined) value = own(value, inner);
  if (key !== undefined) {
    if (!Array.isArray(value)) return undefined;
    value = value.find((item) => KEYS.some((name) => own(item, name) === key));
  }
  return field === undefined ? value : own(value, field);
}

/** The readings behind a fact path: its own, or those of the longest path above it that has any. */
export function factReadings(facts: Facts, path: string): string[] {
  for (let at = path; at !== ''; at = above(at)) {
    const readings = own(facts.sources, at);
    if (Array.isArray(readings)) return readings;
  }
  return [];
}

/** `pci[0000:01:00.0].driver` → `pci[0000:01:00.0]` → `pci` → nothing. */
function above(path: string): string {
  if (path.endsWith(']')) return path.slice(0, path.indexOf('['));
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf(']') ? path.slice(0, dot) : '';
}

function own(holder: unknown, key: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key))
    return undefined;
  return (holder as Record<string, unknown>)[key];
}
