import type { Facts } from '../../model/facts.ts';
import type { ChangeScope, HardwareChange, Part } from '../../model/hardware-change.ts';

/** Two sets of facts, and whether the hashes of identifiers in them can be compared. */
export interface Compared {
  before: Facts;
  after: Facts;
  comparable: boolean;
}

/** A subject of hardware: all that changed about it. */
export type Subject = (compared: Compared) => HardwareChange[];

type Scalar = string | number | boolean | null;

/** A fact that has another value, or is known to one of the two only. */
export function valueChange(
  fact: string,
  [before, after]: readonly [Scalar | undefined, Scalar | undefined],
  { scope = 'hardware', part = null }: { scope?: ChangeScope; part?: Part | null } = {},
): HardwareChange[] {
  if ((before ?? null) === (after ?? null)) return [];
  const oneKnows = (before ?? null) === null || (after ?? null) === null;
  return [
    {
      change: 'value',
      // That one recording tells more than the other is no change of the hardware.
      scope: oneKnows ? 'system' : scope,
      fact,
      part,
      before: before ?? null,
      after: after ?? null,
    },
  ];
}

/** A fact that is a set, and has other members; none where either side does not know it. */
export function membersChange(
  fact: string,
  [before, after]: readonly [readonly string[] | null, readonly string[] | null],
  { scope = 'hardware', part = null }: { scope?: ChangeScope; part?: Part | null } = {},
): HardwareChange[] {
  if (before === null || after === null) return [];
  const added = distinct(after).filter((member) => !before.includes(member));
  const removed = distinct(before).filter((member) => !after.includes(member));
  if (added.length + removed.length === 0) return [];
  return [{ change: 'members', scope, fact, part, added, removed }];
}

/** Parts that came or went, alike ones in one change. */
export function arrivals(
  change: 'added' | 'removed',
  parts: readonly Part[],
  scope: ChangeScope = 'hardware',
): HardwareChange[] {
  const alike = new Map<string, { part: Part; count: number }>();
  for (const part of parts) {
    const key = JSON.stringify(part);
    const found = alike.get(key);
    alike.set(key, { part, count: (found?.count ?? 0) + 1 });
  }
  return [...alike.values()].map(({ part, count }) => ({
    change,
    scope,
    part,
    count,
    functions: 0,
  }));
}

function distinct(members: readonly string[]): string[] {
  return [...new Set(members)].sort();
}
