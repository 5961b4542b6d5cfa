import { table } from '../../assets/read.ts';
import type { Subvolume } from '../../model/layout.ts';
import type { HostPlan } from '../../model/plan.ts';
import type { ExplainedPath } from './types.ts';

/** A row of the table of persisted paths: what keeps it, and which modules switch that on. */
export interface PersistedPath {
  path: string;
  when?: string;
  modules?: string[];
  optionally?: string[];
  why: string;
}

let read: readonly PersistedPath[] | null = null;

/** The paths that the module filesystems/impermanence keeps, and why. */
export function persistedPaths(): readonly PersistedPath[] {
  read ??= (table('persisted') as { paths: PersistedPath[] }).paths;
  return read;
}

/** What keeps a path (or a folder above it) in this plan; a subvolume's contents are kept as a whole. */
export function explainPersisted(plan: HostPlan, asked: string): ExplainedPath[] {
  const path = asked.length > 1 ? asked.replace(/\/+$/, '') : asked;
  if (!path.startsWith('/')) return [];
  const kept = persistedPaths()
    .filter((entry) => lies(path, entry.path))
    .map((entry) => ({
      path: entry.path,
      keptBy: 'modules/nixos/filesystems/impermanence/state.nix',
      why: entry.why,
      when: entry.when ?? null,
      by: switchedOnBy(plan, entry),
    }));
  return [...kept, ...onSubvolume(plan, path)];
}

/** Every path that outlives a reset of the root on this host, subvolumes first, each with its reason. */
export function keptPaths(plan: HostPlan): { path: string; why: string }[] {
  const always = ({ when, modules, optionally }: PersistedPath): boolean =>
    when === undefined && modules === undefined && optionally === undefined;
  const listed = persistedPaths().filter(
    (entry) => always(entry) || switchedOnBy(plan, entry).length > 0,
  );
  return [
    ...mountedSubvolumes(plan)
      .filter(({ mountpoint }) => mountpoint !== '/')
      .map(({ mountpoint, reason }) => ({ path: mountpoint, why: reason })),
    ...listed.map(({ path, why }) => ({ path, why })),
  ];
}

/** `/persist` and the like: mounted from a subvolume of their own, which no reset touches. */
function onSubvolume(plan: HostPlan, path: string): ExplainedPath[] {
  const [under] = mountedSubvolumes(plan)
    .filter(({ mountpoint }) => mountpoint !== '/' && lies(path, mountpoint))
    .sort((a, b) => b.mountpoint.length - a.mountpoint.length);
  if (under === undefined) return [];
  const { mountpoint, name, reason } = under;
  return [
    {
      path: mountpoint,
      keptBy: `subvolume ${name} in hosts/${plan.host}/disko.nix`,
      why: reason,
      when: null,
      by: [],
    },
  ];
}

function mountedSubvolumes({ layout }: HostPlan): Subvolume[] {
  return layout.disks
    .flatMap(({ partitions }) => partitions.map(({ content }) => content))
    .concat((layout.arrays ?? []).map(({ content }) => content))
    .map((content) => (content?.kind === 'luks' ? content.content : content))
    .flatMap((content) => (content?.kind === 'btrfs' ? content.subvolumes : []));
}

function switchedOnBy({ modules, settings }: HostPlan, entry: PersistedPath): string[] {
  const chosen = new Set(modules.map(({ module }) => module));
  const option = entry.when ?? null;
  return [
    ...(entry.modules ?? []).filter((module) => chosen.has(module)).map((name) => `module ${name}`),
    ...(entry.optionally ?? [])
      .filter((module) => chosen.has(module))
      .map((name) => `module ${name}, if its options say so`),
    ...settings
      .filter((setting) => setting.option.join('.') === option && setting.value === true)
      .map(({ rule }) => `rule ${rule}`),
  ];
}

function lies(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}
