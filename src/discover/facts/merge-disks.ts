import type { Gap } from '../../model/facts.ts';
import type { Disk, Holding } from '../../model/hardware.ts';
import { fitDisks, mayBeSameDisk } from './fit-disks.ts';
import { filled } from './merge-lists.ts';
import { byCodeUnit } from './part.ts';

export interface UnitedDisks {
  disks: Disk[];
  /** Other witness's name → the name that holds; null: left out. */
  names: Map<string, string | null>;
  gaps: Gap[];
}

/**
 * Unites the disks that two witnesses saw, perhaps in different boots, where kernel names may have
 * changed places. What fits one disk only is united under the trusted witness's name. What cannot
 * be told apart, or goes by a name that is another disk's here, is not guessed at: it is a gap, and
 * only what holds of all candidates alike is kept.
 */
export function uniteDisks(base: readonly Disk[], others: readonly Disk[]): UnitedDisks {
  if (base.length === 0) return { disks: [...others], names: new Map(), gaps: [] };
  const { pairs, loose } = fitDisks(base, others);
  const names = new Map<string, string | null>();
  for (const [other, known] of pairs) names.set(other.name, known.name);
  const partners = new Map([...pairs].map(([other, known]) => [known, other]));
  const disks = base.map((known) => {
    const other = partners.get(known);
    return other === undefined ? known : unitedDisk(known, withNames(other, names));
  });
  const gaps: Gap[] = [];
  for (const other of loose) {
    const mayBeKnown = base.some((known) => !partners.has(known) && mayBeSameDisk(known, other));
    const isTaken = base.some((known) => known.name === other.name);
    if (!mayBeKnown && !isTaken) {
      disks.push(withNames(other, names));
      continue;
    }
    names.set(other.name, null);
    gaps.push({
      code: 'disk.witness',
      subject: `disks[${other.name}]`,
      text: 'A disk that another recording names cannot be told to be one of the disks seen here, so what that recording says of it was left out.',
    });
  }
  shareHoldings(disks, base, loose, partners);
  return { disks: disks.sort((a, b) => byCodeUnit(a.name, b.name)), names, gaps };
}

/**
 * When as many disks are left on either side, each of the one side is one of the other. A filesystem
 * that lies on all of the one side then lies on all of the other, whichever is which.
 */
function shareHoldings(
  disks: Disk[],
  base: readonly Disk[],
  loose: readonly Disk[],
  partners: ReadonlyMap<Disk, Disk>,
): void {
  const open = base.filter((known) => !partners.has(known));
  if (loose.length < 2 || open.length !== loose.length) return;
  const shared = (loose[0]?.holds ?? []).filter(
    (holding) =>
      holding.identity !== null &&
      loose.every((other) => other.holds.some(({ identity }) => identity === holding.identity)),
  );
  const mounts = (identity: string | null): string[] => [
    ...new Set(
      loose.flatMap((other) =>
        other.holds.flatMap((held) => (held.identity === identity ? held.mounts : [])),
      ),
    ),
  ];
  for (const { name } of open) {
    const at = disks.findIndex((disk) => disk.name === name);
    const disk = disks[at];
    if (disk === undefined) continue;
    const holds = shared.map((holding) => ({
      ...holding,
      partition: null,
      mounts: mounts(holding.identity),
      alsoOn: [],
    }));
    disks[at] = { ...disk, holds: unitedHoldings(disk.holds, holds) };
  }
}

function unitedDisk(known: Disk, other: Disk): Disk {
  return {
    ...filled(known, other),
    byPath: united(known.byPath, other.byPath),
    byId: united(known.byId, other.byId),
    holds: unitedHoldings(known.holds, other.holds),
    virtual: known.virtual || other.virtual,
  };
}

function unitedHoldings(known: readonly Holding[], others: readonly Holding[]): Holding[] {
  const result = known.map((holding) => ({ ...holding }));
  for (const other of others) {
    const same = result.find((holding) => isSame(holding, other));
    if (same === undefined) {
      result.push({ ...other });
      continue;
    }
    if (same.type === 'unknown') same.type = other.type;
    same.partition ??= other.partition;
    same.identity ??= other.identity;
    same.mounts = united(same.mounts, other.mounts);
    same.alsoOn = united(same.alsoOn, other.alsoOn);
  }
  return result;
}

function isSame(a: Holding, b: Holding): boolean {
  if (a.identity !== null && b.identity !== null) return a.identity === b.identity;
  return a.partition === b.partition && (a.type === b.type || a.type === 'unknown');
}

function withNames(disk: Disk, names: ReadonlyMap<string, string | null>): Disk {
  const holds = disk.holds.map((holding) => ({
    ...holding,
    alsoOn: holding.alsoOn.flatMap((name) => names.get(name) ?? []),
  }));
  return { ...disk, holds };
}

function united(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])].sort(byCodeUnit);
}
