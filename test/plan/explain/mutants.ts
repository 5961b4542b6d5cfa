import { type Facts, Facts as FactsSchema } from '../../../src/model/facts.ts';

/** A machine of which one fact is not what it was: which fact, by its path, and what was done to it. */
export interface Mutant {
  path: string;
  change: string;
  facts: Facts;
}

const NOT_FACTS = new Set(['schema', 'sources', 'gaps']);
const KEYS = ['address', 'path', 'name'] as const;

/** Lists of which every element is tried; of longer ones, every nth. */
const WHOLE_LIST = 12;

/**
 * Every fact of a machine removed and damaged, one at a time: leaves become null or another plausible
 * value, elements of lists are dropped. What is no Facts any more is left out.
 */
export function* mutants(facts: Facts): Generator<Mutant> {
  for (const subject of Object.keys(facts)) {
    if (!NOT_FACTS.has(subject)) yield* mutateAt(facts, [subject], subject);
  }
}

function* mutateAt(
  facts: Facts,
  at: readonly (string | number)[],
  path: string,
): Generator<Mutant> {
  const value = valueAt(facts, at);
  if (Array.isArray(value)) {
    if (value.length > 0) yield* mutant(facts, at, path, 'emptied', []);
    const step = Math.max(1, Math.ceil(value.length / WHOLE_LIST));
    for (let index = 0; index < value.length; index += step) {
      const item: unknown = value[index];
      const inner = itemPath(path, item);
      const rest = value.filter((_, other) => other !== index);
      yield* mutant(facts, at, inner, 'dropped', rest);
      if (typeof item === 'object' && item !== null) {
        for (const field of Object.keys(item)) {
          // The name of a list's element is the element: under another one it is another.
          const isKey = inner.endsWith(`[${(item as Record<string, unknown>)[field]}]`);
          const below = inner === path || isKey ? inner : `${inner}.${field}`;
          yield* mutateAt(facts, [...at, index, field], path.includes('[') ? path : below);
        }
      }
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const field of Object.keys(value))
      yield* mutateAt(facts, [...at, field], `${path}.${field}`);
  } else {
    for (const [change, other] of others(value, path))
      yield* mutant(facts, at, path, change, other);
  }
}

/** What else a scalar could be: nothing known, and another value of its kind. */
function others(value: unknown, path: string): [change: string, value: unknown][] {
  const field =
    path
      .split(/[.[\]]/)
      .filter(Boolean)
      .at(-1) ?? '';
  const known = (PLAUSIBLE[field] ?? []).filter((other) => other !== value);
  const changes: [string, unknown][] = known.map((other) => [`to ${String(other)}`, other]);
  if (value !== null) changes.push(['removed', null]);
  if (typeof value === 'boolean') changes.push(['turned', !value]);
  if (value === null) changes.push(['seen', true]);
  if (typeof value === 'number')
    changes.push(['halved', Math.floor(value / 2)], ['raised', value * 2 + 1]);
  if (typeof value === 'string' && value !== '')
    changes.push(['another', `${value.slice(0, -1)}${value.endsWith('1') ? '2' : '1'}`]);
  return changes;
}

const PLAUSIBLE: Readonly<Record<string, readonly unknown[]>> = {
  vendor: ['GenuineIntel', 'AuthenticAMD', '10de', '1af4'],
  mode: ['uefi', 'bios'],
  tpm: ['2.0', '1.2', 'none'],
  kind: ['none', 'kvm', 'microsoft', 'vmware', 'wireless', 'ethernet'],
  provider: ['hetzner', 'contabo', 'generic'],
  form: ['laptop', 'desktop', 'server'],
  architecture: ['aarch64'],
  transport: ['nvme', 'sata', 'usb', 'mmc', 'virtio', 'scsi'],
  maker: ['nvidia', 'amd', 'intel', 'bmc'],
  class: ['010802', '0100', '0108', '030000', '0c0340'],
  unfit: ['small'],
  bus: ['usb', 'i2c', 'isa', 'bluetooth'],
  totalBytes: [2 ** 30],
};

function* mutant(
  facts: Facts,
  at: readonly (string | number)[],
  path: string,
  change: string,
  value: unknown,
): Generator<Mutant> {
  const copy = structuredClone(facts);
  const holder = valueAt(copy, at.slice(0, -1)) as Record<string | number, unknown>;
  holder[at.at(-1) ?? ''] = value;
  const parsed = FactsSchema.safeParse(copy);
  if (parsed.success) yield { path, change, facts: parsed.data };
}

function itemPath(path: string, item: unknown): string {
  if (path.includes('[') || typeof item !== 'object' || item === null) return path;
  for (const name of KEYS) {
    const key = (item as Record<string, unknown>)[name];
    if (typeof key === 'string') return `${path}[${key}]`;
  }
  return path;
}

function valueAt(value: unknown, at: readonly (string | number)[]): unknown {
  return at.reduce<unknown>(
    (holder, key) => (holder as Record<string | number, unknown>)[key],
    value,
  );
}
