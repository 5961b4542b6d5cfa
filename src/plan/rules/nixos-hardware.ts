import { table } from '../../assets/read.ts';
import type { Facts } from '../../model/facts.ts';
import { NOTHING, type Rule } from './rule.ts';

/** A model that nixos-hardware has a module for; what a field means stands in the table. */
interface Row {
  module: string;
  vendor: string;
  names?: string[];
  types?: string[];
  boards?: string[];
  cpu?: 'intel' | 'amd';
  nvidia?: boolean;
}

const FACTS = ['identity', 'cpu.vendor', 'gpus'];

export const exactModel: Rule = {
  id: 'model/exact',
  source: 'NixOS/nixos-hardware, flake.nix',
  reason: 'nixos-hardware has a module for exactly this model.',
  apply: ({ facts }) => {
    const row = models().exact.find((candidate) => fits(candidate, facts));
    if (row === undefined) return NOTHING;
    return { imports: [{ module: row.module, facts: FACTS }] };
  },
};

export const nearestModel: Rule = {
  id: 'model/nearest',
  source: 'NixOS/nixos-hardware, flake.nix',
  reason: 'nixos-hardware knows a sibling of this model only.',
  apply: ({ facts }) => {
    const { exact, nearest } = models();
    if (exact.some((candidate) => fits(candidate, facts))) return NOTHING;
    const row = nearest.find((candidate) => fits(candidate, facts));
    if (row === undefined) return NOTHING;
    return {
      gaps: [
        {
          code: 'nixos-hardware.nearest',
          subject: 'identity',
          text: `nixos-hardware has no module for this model; the nearest is ${row.module}, of a sibling, and nothing of it is imported.`,
        },
      ],
    };
  },
};

let read: { exact: Row[]; nearest: Row[] } | null = null;

function models(): { exact: Row[]; nearest: Row[] } {
  read ??= table('nixos-hardware') as { exact: Row[]; nearest: Row[] };
  return read;
}

const MAKERS: Readonly<Record<string, string>> = { GenuineIntel: 'intel', AuthenticAMD: 'amd' };

function fits(row: Row, { identity, cpu, gpus }: Facts): boolean {
  if (!same(identity.vendor, row.vendor)) return false;
  if (row.cpu !== undefined && MAKERS[cpu.vendor ?? ''] !== row.cpu) return false;
  const nvidia = gpus.some(({ maker }) => maker === 'nvidia');
  if (row.nvidia !== undefined && nvidia !== row.nvidia) return false;
  const { product, version, family, boardName } = identity;
  return (
    (row.names ?? []).some((name) => [product, version, family].some((own) => same(own, name))) ||
    (row.types ?? []).some((type) => product?.startsWith(type)) ||
    (row.boards ?? []).some((board) => boardName?.startsWith(board))
  );
}

function same(one: string | null, other: string): boolean {
  return one?.trim().toLowerCase() === other.toLowerCase();
}
