import type { Disk } from '../../model/hardware.ts';

export interface DiskFit {
  /** The other witness's disk → the same disk as the first one saw it. */
  pairs: Map<Disk, Disk>;
  /** Disks of the other witness that fit none, or more than one. */
  loose: Disk[];
}

/** Sizes as they are, and as another tool rounds them in decimal and binary units. */
const CLOSE = 0.006;
/** lsblk prints one decimal: 1.8T stands for anything from 1.75 to 1.85. */
const ROUNDED = 0.03;

type Question = (known: Disk, other: Disk) => boolean;

// From proof to likeness. Each is asked of the disks that are still left, and counts only where it
// holds of one pair alone.
const QUESTIONS: readonly Question[] = [
  (a, b) => sameText(a.serial, b.serial) || sameText(a.wwid, b.wwid),
  (a, b) => shareLink(a.byId, b.byId),
  (a, b) => shareLink(a.byPath, b.byPath),
  (a, b) => sameText(a.controller, b.controller) && sizesWithin(a, b, ROUNDED),
  (a, b) => sizesWithin(a, b, CLOSE) && sameModel(a, b) !== false,
  (a, b) => sizesWithin(a, b, ROUNDED) && sameModel(a, b) !== false,
  (a, b) => sameModel(a, b) === true && sizesWithin(a, b, null),
];

/** Finds which disks of two witnesses are the same one, without regard to kernel names. */
export function fitDisks(base: readonly Disk[], others: readonly Disk[]): DiskFit {
  const pairs = new Map<Disk, Disk>();
  let left = [...others];
  let open = [...base];
  for (const holds of QUESTIONS) {
    const fits = (known: Disk, other: Disk): boolean =>
      busesAgree(known, other) && holds(known, other);
    for (const other of left) {
      const known = open.filter((candidate) => fits(candidate, other));
      const [only] = known;
      if (only === undefined || known.length > 1) continue;
      if (left.filter((rival) => fits(only, rival)).length > 1) continue;
      pairs.set(other, only);
    }
    const used = new Set(pairs.values());
    left = left.filter((other) => !pairs.has(other));
    open = open.filter((known) => !used.has(known));
  }
  const [last] = left;
  const [place] = open;
  // One disk here, one there, and nothing that speaks against it: it has nowhere else to go.
  const isLast = left.length === 1 && open.length === 1;
  if (last && place && isLast && last.name === place.name && mayBeSameDisk(place, last)) {
    pairs.set(last, place);
    left = [];
  }
  return { pairs, loose: left };
}

/** False when bus, model or size say that these are two disks. */
export function mayBeSameDisk(a: Disk, b: Disk): boolean {
  return busesAgree(a, b) && sameModel(a, b) !== false && sizesWithin(a, b, null);
}

/** True when the sizes are that close; with no limit given, true as long as either is not known. */
function sizesWithin(a: Disk, b: Disk, limit: number | null): boolean {
  if (a.sizeBytes === null || b.sizeBytes === null) return limit === null;
  const most = Math.max(a.sizeBytes, b.sizeBytes);
  return Math.abs(a.sizeBytes - b.sizeBytes) <= most * (limit ?? ROUNDED);
}

/** Null: one of them does not tell. Tools cut models short and write blanks as underscores. */
function sameModel(a: Disk, b: Disk): boolean | null {
  if (a.model === null || b.model === null) return null;
  const [left, right] = [plain(a.model), plain(b.model)];
  if (left === '' || right === '') return null;
  return left.includes(right) || right.includes(left);
}

function plain(model: string): string {
  return model.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function busesAgree(a: Disk, b: Disk): boolean {
  const isNvme = (disk: Disk): boolean => disk.transport === 'nvme' || disk.name.startsWith('nvme');
  return isNvme(a) === isNvme(b);
}

function sameText(a: string | null, b: string | null): boolean {
  return a !== null && a === b;
}

function shareLink(a: readonly string[], b: readonly string[]): boolean {
  return a.some((link) => b.includes(link));
}
