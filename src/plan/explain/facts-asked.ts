import type { Capture } from '../../model/capture.ts';
import type { Facts } from '../../model/facts.ts';
import type { HostPlan } from '../../model/plan.ts';
import { factValue } from '../fact-path.ts';
import { byCodeUnit } from '../layout/disk-kind.ts';
import { gapFacts } from './gap-facts.ts';
import { explainFacts, type Source } from './known.ts';
import type { ExplainedReading, FactAsked } from './types.ts';

/** What of facts is not about the machine itself. */
const BESIDE: ReadonlySet<string> = new Set(['schema', 'sources', 'gaps']);

/**
 * The facts that a question is about, with what follows from each: a path (`cpu.vendor`), all of a
 * subject (`gpus`), a device by its address, port or name, by its ids (`10de:24a0`), or by the driver
 * or kernel module that runs it.
 */
export function factsAsked(source: Source, asked: string): FactAsked[] {
  const { facts, plan } = source;
  if (facts === null) return [];
  const paths = pathsAsked(facts, asked.replace(/^facts\./, ''));
  return explainFacts(source, paths).map((fact) => ({
    ...fact,
    follows: follows(plan, viewsOf(facts, fact.path)),
  }));
}

/** A reading by its id, or a command by its name, with the facts that were taken from it. */
export function readingsAsked({ facts, capture }: Source, asked: string): ExplainedReading[] {
  const wanted = [asked, `command:${asked}`];
  const ids = readingIds(facts, capture).filter((id) => wanted.includes(id));
  return ids.map((id) => {
    const reading = capture?.readings[id];
    const taken = Object.entries(facts?.sources ?? {}).filter(([, from]) => from.includes(id));
    return {
      id,
      status: reading?.status ?? null,
      facts: taken.map(([path]) => path).sort(byCodeUnit),
    };
  });
}

/** The names of facts and readings that can be asked for. */
export function factNames({ facts, capture }: Source): string[] {
  const subjects = Object.keys(facts ?? {}).filter((name) => !BESIDE.has(name));
  const paths = subjects.flatMap((name) => [name, ...pathsBelow(facts as Facts, name)]);
  return [...paths, ...readingIds(facts, capture)];
}

function readingIds(facts: Facts | null, capture: Capture | null): string[] {
  const known = Object.values(facts?.sources ?? {}).flat();
  return [...new Set([...Object.keys(capture?.readings ?? {}), ...known])].sort(byCodeUnit);
}

function pathsAsked(facts: Facts, asked: string): string[] {
  if (asked === '' || BESIDE.has(asked.split(/[.[]/)[0] ?? '')) return [];
  const value = factValue(facts, asked);
  if (value !== undefined) {
    const below = pathsBelow(facts, asked);
    return below.length > 0 ? below : [asked];
  }
  return lists(facts).flatMap(([list, items]) =>
    items.filter((item) => isDevice(item, asked)).map((item) => `${list}[${keyOf(item)}]`),
  );
}

/** The fields of a subject, or the devices of a list; none of a plain value or of an empty list. */
function pathsBelow(facts: Facts, path: string): string[] {
  if (path.includes('[') || path.includes('.')) return [];
  const value = factValue(facts, path);
  if (Array.isArray(value)) {
    return value.flatMap((item) => (keyOf(item) === null ? [] : [`${path}[${keyOf(item)}]`]));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).map((field) => `${path}.${field}`);
}

type Device = Record<string, unknown>;

function lists(facts: Facts): [list: string, items: Device[]][] {
  return Object.entries(facts).flatMap(([name, value]): [string, Device[]][] => {
    if (!Array.isArray(value) || BESIDE.has(name)) return [];
    const items: readonly unknown[] = value;
    return [[name, items.filter((item): item is Device => keyOf(item) !== null)]];
  });
}

function keyOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return null;
  const { address, path, name } = item as Device;
  const key = address ?? path ?? name;
  return typeof key === 'string' ? key : null;
}

function isDevice(item: Device, asked: string): boolean {
  const key = keyOf(item);
  if (key === asked || key === `0000:${asked}`) return true;
  const { vendor, device, product, driver, modules, interfaces } = item;
  const ids = [`${vendor}:${device}`, `${vendor}:${product}`];
  if (ids.includes(asked.toLowerCase())) return true;
  const faces = Array.isArray(interfaces) ? interfaces.map((face: Device) => face['driver']) : [];
  const drivers = [driver, ...faces, ...(Array.isArray(modules) ? modules : [])];
  // A module is the same with a dash and with an underscore.
  return drivers.some((one) => typeof one === 'string' && plain(one) === plain(asked));
}

function plain(module: string): string {
  return module.replaceAll('-', '_');
}

/** A device under the names of all lists that have it: a GPU is a PCI function as well. */
function viewsOf(facts: Facts, path: string): string[] {
  const [, key, field = ''] = /\[([^\]]+)\](.*)$/.exec(path) ?? [];
  if (key === undefined) return [path];
  return lists(facts).flatMap(([list, items]) =>
    items.some((item) => keyOf(item) === key) ? [`${list}[${key}]${field}`] : [],
  );
}

/** Everything in a plan that names one of the paths, what is above it or below it. */
function follows(plan: HostPlan, views: readonly string[]): string[] {
  const concerns = (paths: readonly string[]) =>
    paths.some((one) => views.some((view) => isRelated(one, view)));
  const found = [
    ...plan.profile.evidence
      .filter(({ facts }) => concerns(facts))
      .map(() => `profile ${plan.profile.id}`),
    ...plan.settings.filter(({ facts }) => concerns(facts)).map(({ option }) => option.join('.')),
    ...plan.imports
      .filter(({ facts }) => concerns(facts))
      .map(({ module }) => `nixos-hardware ${module}`),
    ...plan.warnings.filter(({ facts }) => concerns(facts)).map(({ code }) => `warning ${code}`),
    ...plan.gaps.filter((gap) => concerns(gapFacts(gap))).map(({ code }) => `gap ${code}`),
  ];
  return [...new Set(found)].sort(byCodeUnit);
}

function isRelated(cited: string, path: string): boolean {
  return cited === path || isBelow(cited, path) || isBelow(path, cited);
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(above) && ['.', '['].includes(path[above.length] ?? '');
}
