import type { Facts } from '../model/facts.ts';

/**
 * Whether two records can be of one machine. `different` needs proof: another product or board, or
 * disks that have serials in both records and not one in common. Serials are compared as recorded,
 * so two records whose serials were hashed with different keys count as different too.
 */
export function sameMachine(a: Facts, b: Facts): 'same' | 'different' | 'unknown' {
  const names = ['vendor', 'product', 'version', 'boardName'] as const;
  const known = names.filter((name) => a.identity[name] !== null && b.identity[name] !== null);
  if (known.some((name) => a.identity[name] !== b.identity[name])) return 'different';
  const [mine, others] = [serials(a), serials(b)];
  if (mine.size === 0 || others.size === 0) return known.length === 0 ? 'unknown' : 'same';
  return [...mine].some((serial) => others.has(serial)) ? 'same' : 'different';
}

function serials(facts: Facts): Set<string> {
  return new Set(
    facts.disks.flatMap(({ serial, wwid }) => [serial, wwid].filter((id) => id !== null)),
  );
}
