import type { Answers } from '../../model/answers.ts';
import type { Facts, Gap } from '../../model/facts.ts';
import type { Disk } from '../../model/hardware.ts';
import type { DiskLayout, PlannedDisk } from '../../model/layout.ts';
import type { Warning } from '../../model/plan.ts';
import { BLANK_SNAPSHOT, ROOT_SUBVOLUME } from './btrfs.ts';
import { checkLayout } from './check.ts';
import { checkAnswers } from './check-answers.ts';
import { answeredDisk, isGuest } from './choose-disk.ts';
import { type RoledDisk, roledDisks } from './data-disks.ts';
import { lossesOf, lossWarnings } from './losses.ts';
import { mapperName } from './luks.ts';
import { dataKey } from './partition-keys.ts';
import { dataPartitions, systemPartitions } from './partitions.ts';
import { TIGHT_MEMORY } from './sizes.ts';
import { layoutGaps, layoutWarnings } from './warnings.ts';

/**
 * The disk layout of a host: what disko creates on which disk, why, and what that costs. Planning
 * describes; whether a disk may be wiped is asked again at the install.
 *
 * @throws PantherError `usage` when the answers contradict each other or the machine, `answer` when
 * the disk cannot be told any more, `refused` when the layout breaks a rule of its own.
 */
export function planLayout(
  facts: Facts,
  answers: Answers,
  traits: readonly string[],
): { layout: DiskLayout; warnings: Warning[]; gaps: Gap[] } {
  const system = answeredDisk(answers.disk, facts.disks, answers.publicDiskIds);
  const roled = roledDisks(answers.disks, facts.disks, system, answers.publicDiskIds);
  const data = roled.filter((disk) => disk.role === 'data');
  checkAnswers(facts, answers);

  const taken = [system, ...data.map(({ disk }) => disk)];
  const layout: DiskLayout = {
    disks: [
      systemDisk(facts, answers, system),
      ...data.map((disk, index) => dataDisk(facts, answers, disk, dataKey(index))),
    ],
    untouched: facts.disks
      .filter((disk) => !taken.includes(disk))
      .map((disk) => ({ name: disk.name, reason: untouchedReason(disk, roled) })),
    losses: lossesOf(taken),
    reset: {
      device: rootDevice(answers),
      subvolume: ROOT_SUBVOLUME,
      blankSnapshot: BLANK_SNAPSHOT,
    },
    zram: zramFor(facts, answers, traits),
  };
  checkLayout(layout);
  return {
    layout,
    warnings: [...lossWarnings(taken), ...layoutWarnings(facts, answers, traits, system)],
    gaps: layoutGaps(facts, answers, taken),
  };
}

function systemDisk(facts: Facts, answers: Answers, disk: Disk): PlannedDisk {
  const steady = facts.disks.filter((other) => other.unfit === null && !isGuest(other));
  return {
    key: 'main',
    role: 'system',
    device: answers.disk,
    name: disk.name,
    sizeBytes: disk.sizeBytes,
    partitions: systemPartitions(facts, answers, disk),
    reason:
      steady.length === 1 && steady[0] === disk
        ? 'The only disk that can take the system.'
        : 'Named by the answer "disk".',
  };
}

function dataDisk(facts: Facts, answers: Answers, { disk, device }: RoledDisk, key: string) {
  return {
    key,
    role: 'data',
    device,
    name: disk.name,
    sizeBytes: disk.sizeBytes,
    partitions: dataPartitions(facts, answers, disk, key),
    reason: 'Given the role "data" by an answer.',
  } satisfies PlannedDisk;
}

function untouchedReason(disk: Disk, roled: readonly RoledDisk[]): string {
  if (roled.some((other) => other.disk === disk)) return 'Left alone by an answer.';
  if (disk.liveMedium === true) return 'Carries the live system.';
  if (disk.unfit !== null) return 'Can never be the system disk.';
  return 'No answer gives it a role, and a filesystem over two disks is lost with either.';
}

/** Where the running system finds its root: never a disk, always what is on it. */
function rootDevice(answers: Answers): string {
  return answers.encryption === 'luks'
    ? `/dev/mapper/${mapperName(answers.host, 'crypt')}`
    : `/dev/disk/by-partuuid/${answers.partitionUuids['root']}`;
}

function zramFor(facts: Facts, answers: Answers, traits: readonly string[]): DiskLayout['zram'] {
  const memory = facts.memory.totalBytes;
  if (memory !== null && memory > 0 && memory < TIGHT_MEMORY) {
    return { memoryPercent: 100, reason: 'Memory is tight: all of it may be compressed.' };
  }
  const whose = traits.includes('laptop') ? 'of a laptop ' : '';
  const rest =
    answers.layout.swapSize === null
      ? 'it is all the swap there is, and wears no disk'
      : 'it is used before the swap on disk';
  return { memoryPercent: 50, reason: `Half of the memory ${whose}may be compressed: ${rest}.` };
}
