import { shownBytes } from '../../model/display.ts';
import type { DiskLayout, PlannedDisk } from '../../model/layout.ts';
import type { Box } from './bar.ts';
import { shownText } from './cells.ts';
import { lossPlace } from './words.ts';

type Loss = DiskLayout['losses'][number];

/** What is on a disk before anything is done to it. */
export interface Today {
  /** A box for each partition, in order: where, how large, what, where it is mounted. */
  boxes: Box[];
  /** Whether the shares are sizes; else each box has the same. */
  inProportion: boolean;
}

/** What of a disk is too little to be drawn as free. */
const GAP = 0.01;

/**
 * The partitions that are on a disk today with what they hold, and what is free behind and between them.
 * Where a size was not recorded, the boxes are equal.
 */
export function todayOf(disk: PlannedDisk, { losses }: DiskLayout): Today {
  const own = losses.filter((loss) => loss.disk === disk.name);
  const sizes = new Map((disk.today ?? []).map(({ number, sizeBytes }) => [number, sizeBytes]));
  const places = [...new Set([...own.map(({ partition }) => partition), ...sizes.keys()])];
  places.sort((a, b) => Number(a ?? 0) - Number(b ?? 0));
  const known = places.every((place) => place !== null && sizes.has(place));
  const inProportion = known && places.length > 0 && disk.sizeBytes !== null;
  const boxes = places.map((place): Box => {
    const sizeBytes = place === null ? undefined : sizes.get(place);
    const there = own.filter(({ partition }) => partition === place);
    return {
      lines: boxLines(place, sizeBytes, there),
      share: inProportion ? (sizeBytes ?? 0) : 1,
      tone: 'lost',
    };
  });
  const used = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const free = (disk.sizeBytes ?? 0) - used;
  if (inProportion && free > GAP * (disk.sizeBytes ?? 0)) {
    boxes.push({ lines: ['free', shownBytes(free)], share: free, tone: 'free' });
  }
  return { boxes, inProportion };
}

function boxLines(
  partition: string | null,
  sizeBytes: number | undefined,
  losses: readonly Loss[],
): string[] {
  const types = [...new Set(losses.map(({ type }) => type))].map((type) => shownText(type, 20));
  const mounts = losses.flatMap((loss) => loss.mounts).map((mount) => shownText(mount, 20));
  const place = lossPlace({ partition });
  return [
    sizeBytes === undefined ? place : `${place}, ${shownBytes(sizeBytes)}`,
    types.length === 0 ? 'nothing known' : types.join(' '),
    shownText(mounts.join(' '), 24),
  ].filter((line) => line !== '');
}
