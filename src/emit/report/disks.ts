import { shownBytes } from '../../model/display.ts';
import type { Facts } from '../../model/facts.ts';
import type { DiskLayout, Partition, PlannedDisk } from '../../model/layout.ts';
import type { HostPlan } from '../../model/plan.ts';
import type { ReportedDisk, ReportedDisks, ReportedPartition } from '../../model/report.ts';
import { layoutChecks } from '../picture/checks.ts';
import {
  arraysOf,
  type Content,
  contentOf,
  heldBy,
  isSealed,
  partitionTone,
  subvolumesOf,
} from '../picture/contents.ts';
import { todayOf } from '../picture/today.ts';
import { contentWords, partitionWords, sizeWords, subvolumeWords } from '../picture/words.ts';
import { sharedWidths } from '../svg/shares.ts';
import { unseenDisks } from '../unseen.ts';

/** So much of a disk's picture the smallest partition has, to be seen. */
const NARROWEST = 0.045;

/** What becomes of each disk, for people; without facts no disk has a model. */
export function reportedDisks(plan: HostPlan, facts: Facts | null): ReportedDisks {
  const { layout } = plan;
  const unseen = unseenDisks(plan);
  const factOf = (name: string) => facts?.disks.find((disk) => disk.name === name);
  const partitions = layout.disks.flatMap((disk) => disk.partitions);
  return {
    taken: layout.disks.map((disk) => ({
      ...takenDisk(disk, layout, unseen.includes(disk)),
      model: factOf(disk.name)?.model ?? null,
    })),
    arrays: arraysOf(layout).map(({ name, sizeBytes, content, reason }) => ({
      name,
      size: shownBytes(sizeBytes),
      holds: contentWords(content),
      reason,
      mounts: mountsOf(content),
    })),
    untouched: layout.untouched.map(({ name, reason }) => {
      const disk = factOf(name);
      const size = disk?.sizeBytes ?? null;
      return {
        name,
        model: disk?.model ?? null,
        size: size === null ? null : shownBytes(size),
        reason,
      };
    }),
    checks: layoutChecks(layout, unseen.length > 0),
    encrypted: partitions.every((partition) => isSealed(heldBy(partition, layout)) !== false),
    swap: `zram, up to ${layout.zram.memoryPercent} % of memory. ${layout.zram.reason}`,
    reset: `${layout.reset.subvolume} of ${layout.reset.device} is made anew from ${layout.reset.blankSnapshot} on every boot.`,
  };
}

function takenDisk(disk: PlannedDisk, layout: DiskLayout, unseen: boolean): ReportedDisk {
  const losses = lossesOn(disk, layout);
  const widths = sharedWidths(disk.partitions, 1, NARROWEST);
  const today = todayOf(disk, layout);
  const todayWidths = sharedWidths(
    today.boxes.map(({ share }) => ({ sizeBytes: share })),
    1,
    NARROWEST,
  );
  return {
    name: disk.name,
    model: null,
    size: shownBytes(disk.sizeBytes),
    role: disk.role,
    device: disk.device,
    reason: disk.reason,
    today: losses.length > 0 ? 'lost' : unseen ? 'unseen' : 'empty',
    losses,
    boxes: today.boxes.map(({ lines, tone }, index) => ({
      lines: [...lines],
      share: rounded(todayWidths[index] ?? 0),
      tone: tone === 'free' ? 'free' : 'lost',
    })),
    inProportion: today.inProportion,
    partitions: disk.partitions.map((partition, index) =>
      reportedPartition(partition, layout, widths[index] ?? 0),
    ),
  };
}

function reportedPartition(
  partition: Partition,
  layout: DiskLayout,
  width: number,
): ReportedPartition {
  return {
    key: partition.key,
    size: sizeWords(partition),
    holds: partitionWords(partition),
    reason: partition.reason,
    tone: partitionTone(partition, layout),
    share: rounded(width),
    mounts: mountsOf(contentOf(partition)),
  };
}

/** What is on the disk and goes, by partition; of some it is only known that they are there. */
function lossesOn(disk: PlannedDisk, layout: DiskLayout): ReportedDisk['losses'] {
  const known = layout.losses.filter((loss) => loss.disk === disk.name);
  const sizes = new Map((disk.today ?? []).map(({ number, sizeBytes }) => [number, sizeBytes]));
  const bare = [...sizes.keys()]
    .filter((number) => !known.some(({ partition }) => partition === number))
    .map((partition) => ({ partition, type: 'nothing known', mounts: [], alsoOn: [] }));
  return [...known, ...bare]
    .sort((a, b) => Number(a.partition ?? 0) - Number(b.partition ?? 0))
    .map(({ partition, type, mounts, alsoOn }) => {
      const size = partition === null ? undefined : sizes.get(partition);
      return {
        place: partition === null ? 'whole disk' : `partition ${partition}`,
        size: size === undefined ? null : shownBytes(size),
        type,
        mounts,
        alsoOn,
      };
    });
}

function rounded(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}

function mountsOf(content: Content | null): { name: string; at: string }[] {
  return subvolumesOf(content).map((volume) => ({ name: volume.name, at: subvolumeWords(volume) }));
}
