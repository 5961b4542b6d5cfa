import type { Partition } from '../../model/layout.ts';

/** Widths by size, none below the narrowest; unknown sizes share what is left, or everything equally. */
export function sharedWidths(
  partitions: readonly Pick<Partition, 'sizeBytes'>[],
  inner: number,
  least: number,
): number[] {
  const narrowest = Math.min(least, inner / Math.max(1, partitions.length));
  const known = partitions.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  const unknown = partitions.filter(({ sizeBytes }) => sizeBytes === null).length;
  const whole = unknown === 0 ? known : known * 2 || 1;
  const shares = partitions.map(({ sizeBytes }) =>
    sizeBytes === null ? (whole - known) / unknown : sizeBytes,
  );
  const spare = inner - narrowest * partitions.length;
  return shares.map((share) => narrowest + (whole === 0 ? 0 : (spare * share) / whole));
}
