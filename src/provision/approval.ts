import { createHash } from 'node:crypto';
import type { DiskLayout } from '../model/layout.ts';
import type { DiskIdentity } from './preflight/identity.ts';
import type { SeenLoss } from './preflight/losses.ts';

/** What a person agrees to: this layout, on these disks, at the cost of this. */
export interface Approved {
  host: string;
  layout: DiskLayout;
  identities: readonly DiskIdentity[];
  losses: readonly SeenLoss[];
}

/**
 * A short digest of what is approved: 80 bits as five groups of four hex digits. Another disk, another
 * table or filesystem on it, or another layout gives another one; wording does not. Identifiers enter as
 * keyed hashes, so it says nothing about them.
 */
export function approvalDigest({ host, layout, identities, losses }: Approved): string {
  const { disks, arrays = [], reset } = layout;
  const agreed = {
    schema: 'panther.approval/1',
    host,
    disks,
    arrays,
    reset,
    identities: [...identities].sort((a, b) => order(a.disk, b.disk)),
    // Not by kernel name: that may be another one after the next start.
    losses: losses.map(({ disk, mark }) => `${disk} ${mark}`).sort(),
  };
  const hex = createHash('sha256').update(canonical(agreed)).digest('hex').slice(0, 20);
  return (hex.match(/.{4}/g) ?? []).join('-');
}

/** The digest of several approvals, whatever their order: for a batch. */
export function batchDigest(digests: readonly string[]): string {
  const hex = createHash('sha256')
    .update([...digests].sort().join('\n'))
    .digest('hex');
  return (hex.slice(0, 20).match(/.{4}/g) ?? []).join('-');
}

/** JSON with sorted keys; what only explains (`reason`) is left out. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'reason') return undefined;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => order(a, b)));
  });
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
