import type { Capture, Reading } from '../../model/capture.ts';
import type { Facts } from '../../model/facts.ts';
import type { Report } from '../../model/report.ts';

/** What redaction writes in place of an identifier. */
const HASHED = /\bh:[0-9a-f]{12}\b/g;

/** How many readings there are of each status, and those that a person may have to repeat. */
export function readingCounts({ readings }: Capture): NonNullable<Report['readings']> {
  const counts = { ok: 0, absent: 0, denied: 0, failed: 0 };
  const odd: { id: string; status: string; reason: string }[] = [];
  for (const [id, reading] of sorted(readings)) {
    counts[reading.status] += 1;
    if (reading.status === 'denied' || reading.status === 'failed') {
      odd.push({ id, status: reading.status, reason: reading.reason });
    }
  }
  return { ...counts, odd };
}

/** Where keyed hashes stand in place of identifiers: in the facts by kind, in the capture by reading. */
export function redactions(facts: Facts, { readings }: Capture): NonNullable<Report['redacted']> {
  const distinct = new Set<string>();
  const inReadings = sorted(readings).flatMap(([id, reading]) => {
    const found = new Set(hashesIn(reading));
    for (const hash of found) distinct.add(hash);
    return found.size === 0 ? [] : [{ what: id, count: found.size }];
  });
  const inFacts = new Map<string, number>();
  const { sources: _, ...told } = facts;
  countHashes(told, '', inFacts);
  return {
    identifiers: distinct.size,
    facts: [...inFacts].map(([what, count]) => ({ what, count })),
    readings: inReadings,
  };
}

function sorted(readings: Capture['readings']): [string, Reading][] {
  return Object.entries(readings).sort(([a], [b]) => (a < b ? -1 : 1));
}

function hashesIn(reading: Reading): readonly string[] {
  if (reading.status !== 'ok') return [];
  const text = typeof reading.data === 'string' ? reading.data : JSON.stringify(reading.data);
  return text.match(HASHED) ?? [];
}

/** Counts the values that hold a hash, by their path without keys: `disks[].serial`. */
function countHashes(value: unknown, path: string, counts: Map<string, number>): void {
  if (typeof value === 'string') {
    if (value.search(HASHED) >= 0) counts.set(path, (counts.get(path) ?? 0) + 1);
  } else if (Array.isArray(value)) {
    for (const item of value) countHashes(item, `${path}[]`, counts);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      countHashes(item, path === '' ? key : `${path}.${key}`, counts);
    }
  }
}
