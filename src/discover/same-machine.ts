import type { Capture } from '../model/capture.ts';
import type { Facts } from '../model/facts.ts';
import { openReadings } from './readings.ts';

/** A machine as it is recorded: identifiers hashed, the capture where there is one. */
export interface RecordedMachine {
  facts: Facts;
  capture: Capture | null;
}

/**
 * Whether two records are of one machine. Another product or board is another machine. Otherwise the
 * first kind of identifier that both records hold decides: SMBIOS uuid, serials, network addresses,
 * real disks. Twins without one (two rented guests in another tool's report) are `unknown`.
 * Hashes made with different keys cannot be compared (`uncompared`); where a record does not tell its key
 * they are compared as they stand.
 */
export function sameMachine(
  a: RecordedMachine,
  b: RecordedMachine,
): 'same' | 'different' | 'unknown' | 'uncompared' {
  if (areOthersByName(a.facts, b.facts)) return 'different';
  const [key, otherKey] = [a.capture?.hashKey, b.capture?.hashKey];
  if (key !== undefined && otherKey !== undefined && key !== otherKey) return 'uncompared';
  const [mine, others] = [identifiers(a), identifiers(b)];
  for (const [kind, values] of mine.entries()) {
    const theirs = others[kind] ?? [];
    if (values.length === 0 || theirs.length === 0) continue;
    return values.some((value) => theirs.includes(value)) ? 'same' : 'different';
  }
  return 'unknown';
}

/** Another product or board is another machine. */
export function areOthersByName(a: Facts, b: Facts): boolean {
  const names = ['vendor', 'product', 'version', 'boardName'] as const;
  const [one, other] = [a.identity, b.identity];
  return names.some(
    (name) => one[name] !== null && other[name] !== null && one[name] !== other[name],
  );
}

/**
 * Whether the identifiers of two records can be compared. Hashes can under one key, which a capture
 * tells; where one does not, a hash that both hold is proof enough, for no two keys give the same.
 * `none`: a record without any.
 */
export function sharedKey(
  a: RecordedMachine,
  b: RecordedMachine,
): 'compared' | 'not compared' | 'none' {
  const [mine, others] = [identifiers(a).flat(), identifiers(b).flat()];
  const [key, otherKey] = [a.capture?.hashKey, b.capture?.hashKey];
  if (key !== undefined && otherKey !== undefined) {
    if (key !== otherKey) return 'not compared';
    return mine.length === 0 || others.length === 0 ? 'none' : 'compared';
  }
  if (mine.length === 0 || others.length === 0) return 'none';
  const hashed = (ids: readonly string[]) => ids.some((id) => /h:[0-9a-f]{12}/.test(id));
  if (!hashed(mine) && !hashed(others)) return 'compared';
  return mine.some((id) => others.includes(id)) ? 'compared' : 'not compared';
}

/** Identifiers by kind, the most telling kind first. */
function identifiers({ facts, capture }: RecordedMachine): string[][] {
  const disks = facts.disks
    // A hypervisor gives every guest of a kind the same disk name.
    .filter(({ virtual }) => !virtual)
    .flatMap(({ serial, wwid }) => [serial, wwid].filter((id) => id !== null));
  if (capture === null) return [[], [], [], disks];
  const readings = openReadings(capture);
  const read = (ids: readonly string[]) =>
    ids.map((id) => readings.text(id)?.trim()).filter((text) => !!text);
  const dmi = '/sys/class/dmi/id';
  const interfaces = readings
    .children('/sys/class/net')
    .filter((name) => readings.link(`/sys/class/net/${name}/device`) !== null);
  return [
    read([`${dmi}/product_uuid`]),
    read([`${dmi}/product_serial`, `${dmi}/board_serial`]),
    read(interfaces.map((name) => `/sys/class/net/${name}/address`)),
    disks,
  ] as string[][];
}
