import type { Disk } from '../../model/hardware.ts';
import { type Check, type CheckInput, held, passed, type Target } from './check.ts';

/** Who a disk is, without saying it: identifiers are keyed hashes. */
export interface DiskIdentity {
  /** Key of the planned disk. */
  disk: string;
  device: string;
  serial: string | null;
  wwid: string | null;
  model: string | null;
  sizeBytes: number | null;
  logicalSectorBytes: number | null;
  physicalSectorBytes: number | null;
  /** Keyed hash of the uuid of the partition table; null: it has none. */
  table: string | null;
}

/** The identities of the planned disks as they are now; null where one of them is not there. */
export function identitiesOf(
  { hashed, seen, hash }: Pick<CheckInput, 'hashed' | 'seen' | 'hash'>,
  targets: readonly Target[],
): DiskIdentity[] | null {
  if (seen.tables === null) return null;
  const found: DiskIdentity[] = [];
  for (const { planned, live } of targets) {
    const disk = hashed.find(({ name }) => name === live?.name);
    if (disk === undefined) return null;
    const table = seen.tables.get(disk.name);
    found.push({
      disk: planned.key,
      device: planned.device,
      serial: disk.serial,
      wwid: disk.wwid,
      model: disk.model,
      sizeBytes: disk.sizeBytes,
      logicalSectorBytes: disk.logicalSectorBytes,
      physicalSectorBytes: disk.physicalSectorBytes,
      table: table === undefined ? null : hash(table),
    });
  }
  return found;
}

const RECORD_ANEW =
  'Look which disk is which; if the plan is meant for this one, record and plan anew: panther-discover --host HOST.';

/** Whether the disk that the device leads to is the one that was recorded with the plan. */
export function identityCheck(input: CheckInput, { planned, live }: Target): Check {
  const code = 'disk.identity';
  const { key } = planned;
  const now = input.hashed.find(({ name }) => name === live?.name);
  const then = input.recorded.find(({ name }) => name === planned.name);
  if (now === undefined) {
    return held('unknown', code, key, 'The disk is not there to be compared.', RECORD_ANEW);
  }
  if (then === undefined) {
    return held(
      'unknown',
      code,
      key,
      'The record of the host does not have this disk.',
      RECORD_ANEW,
    );
  }
  const differing = FIXED.filter((field) => differs(then[field], now[field]));
  if (differing.length > 0) {
    const what = differing.map((field) => WORDS[field]).join(', ');
    return held(
      'fail',
      code,
      key,
      `It is another disk than was recorded: its ${what}.`,
      RECORD_ANEW,
    );
  }
  const proofs = (['serial', 'wwid'] as const).filter((field) => then[field] ?? now[field]);
  if (proofs.length === 0) {
    const evidence = 'Place, model, size and sectors are as recorded; it tells no serial number.';
    return passed(code, key, evidence);
  }
  if (input.sameKey === false) {
    return held(
      'unknown',
      code,
      key,
      'The record was hashed with another key, so serial numbers cannot be compared.',
      'Bring the hashing key along (XDG_STATE_HOME), or record anew: panther-discover --host HOST.',
    );
  }
  const other = proofs.filter((field) => then[field] && now[field] && then[field] !== now[field]);
  if (other.length > 0) {
    const what = other.map((field) => WORDS[field]).join(', ');
    return held(
      'fail',
      code,
      key,
      `It is another disk than was recorded: its ${what}.`,
      RECORD_ANEW,
    );
  }
  const same = proofs.filter((field) => then[field] !== null && then[field] === now[field]);
  if (same.length === 0) {
    return held(
      'unknown',
      code,
      key,
      'The record tells no serial number of the disk, and the disk has one.',
      RECORD_ANEW,
    );
  }
  const what = same.map((field) => WORDS[field]).join(', ');
  return passed(code, key, `It is the disk that was recorded: ${what}, size and sectors agree.`);
}

const FIXED = ['sizeBytes', 'logicalSectorBytes', 'physicalSectorBytes', 'model'] as const;
const WORDS: Readonly<Record<(typeof FIXED)[number] | 'serial' | 'wwid', string>> = {
  sizeBytes: 'size',
  logicalSectorBytes: 'logical sector size',
  physicalSectorBytes: 'physical sector size',
  model: 'model',
  serial: 'serial number',
  wwid: 'world wide name',
};

/** What either of them does not tell says nothing. */
function differs<Field extends keyof Disk>(then: Disk[Field], now: Disk[Field]): boolean {
  return then !== null && now !== null && then !== now;
}
