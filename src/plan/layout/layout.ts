import type { Answers } from '../../model/answers.ts';
import type { Facts, Gap } from '../../model/facts.ts';
import type { Disk } from '../../model/hardware.ts';
import type { DiskLayout, PlannedDisk } from '../../model/layout.ts';
import type { Warning } from '../../model/plan.ts';
import { BLANK_SNAPSHOT, ROOT_SUBVOLUME } from './btrfs.ts';
import { checkLayout } from './check.ts';
import { checkAnswers } from './check-answers.ts';
import { layoutChoices, type Purpose } from './choices.ts';
import { answeredDisk, isGuest } from './choose-disk.ts';
import { type RoledDisk, roledDisks } from './data-disks.ts';
import { lossesOf, lossWarnings } from './losses.ts';
import { COPY, furtherKeys, isFurtherRole } from './partition-keys.ts';
import { dataPartitions, mirrorDevices, rootDevice, systemPartitions } from './partitions.ts';
import { bytesOf, configurationLimit, generationBytes, TIGHT_MEMORY } from './sizes.ts';
import { untouchedReason } from './untouched.ts';
import { layoutGaps, layoutWarnings } from './warnings.ts';

/** A machine whose purpose nobody told: a person's, and real. */
const UNTOLD: Purpose = { role: 'personal', bareMetal: true };

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
  purpose: Purpose = UNTOLD,
): { layout: DiskLayout; warnings: Warning[]; gaps: Gap[] } {
  const system = answeredDisk(answers.disk, facts.disks, answers.publicDiskIds);
  const roled = roledDisks(answers.disks, facts.disks, system, answers.publicDiskIds);
  checkAnswers(facts, answers);

  const copy = roled.find(({ role }) => role === 'mirror') ?? null;
  const further = roled.filter(({ role }) => isFurtherRole(role));
  const keys = furtherKeys(further.map(({ role }) => role));
  const taken = [system, ...[...(copy ? [copy] : []), ...further].map(({ disk }) => disk)];
  const {
    main,
    copy: mirrored,
    arrays,
  } = systemPartitions(facts, answers, system, copy?.disk ?? null);
  const waitFor = mirrorDevices(answers);
  const layout: DiskLayout = {
    disks: [
      systemDisk(facts, answers, system, main, copy !== null),
      ...(copy === null ? [] : [mirrorDisk(copy, mirrored)]),
      ...further.map((disk, index) => furtherDisk(facts, answers, disk, keys[index] ?? '')),
    ],
    ...(arrays.length === 0 ? {} : { arrays }),
    choices: layoutChoices({ facts, answers, traits, purpose, system, copy: copy?.disk ?? null }),
    untouched: facts.disks
      .filter((disk) => !taken.includes(disk))
      .map((disk) => ({ name: disk.name, reason: untouchedReason(disk, system, roled) })),
    losses: lossesOf(taken),
    boot: bootSizes(facts, answers, system, purpose),
    reset: {
      device: rootDevice(answers),
      ...(waitFor.length === 0 ? {} : { waitFor }),
      subvolume: ROOT_SUBVOLUME,
      blankSnapshot: BLANK_SNAPSHOT,
    },
    zram: zramFor(facts, answers, traits),
  };
  checkLayout(layout);
  return {
    layout,
    warnings: [
      ...lossWarnings(taken),
      ...layoutWarnings(facts, answers, traits, system, copy?.disk ?? null),
    ],
    gaps: layoutGaps(facts, answers, taken),
  };
}

function systemDisk(
  facts: Facts,
  answers: Answers,
  disk: Disk,
  partitions: PlannedDisk['partitions'],
  mirrored: boolean,
): PlannedDisk {
  const steady = facts.disks.filter((other) => other.unfit === null && !isGuest(other));
  const only = steady.length === 1 && steady[0] === disk;
  const named = only ? 'The only disk that can take the system.' : 'Named by the answer "disk".';
  return {
    key: 'main',
    role: 'system',
    device: answers.disk,
    name: disk.name,
    sizeBytes: disk.sizeBytes,
    partitions,
    ...today(disk),
    reason: mirrored
      ? 'One of two disks that mirror each other, as the answer "layout.redundancy" wants.'
      : named,
  };
}

function mirrorDisk({ disk, device }: RoledDisk, partitions: PlannedDisk['partitions']) {
  return {
    key: COPY,
    role: 'mirror',
    device,
    name: disk.name,
    sizeBytes: disk.sizeBytes,
    partitions,
    ...today(disk),
    reason: 'The other of two disks that mirror each other.',
  } satisfies PlannedDisk;
}

function furtherDisk(
  facts: Facts,
  answers: Answers,
  { disk, device, role }: RoledDisk,
  key: string,
): PlannedDisk {
  return {
    key,
    role: isFurtherRole(role) ? role : 'data',
    device,
    name: disk.name,
    sizeBytes: disk.sizeBytes,
    partitions: dataPartitions(facts, answers, disk, key),
    ...today(disk),
    reason: `Given the role "${role}" by an answer.`,
  };
}

function today({ partitions }: Disk): Pick<PlannedDisk, 'today'> {
  return partitions === undefined ? {} : { today: partitions };
}

function bootSizes(
  facts: Facts,
  answers: Answers,
  system: Disk,
  { bareMetal }: Purpose,
): NonNullable<DiskLayout['boot']> {
  const nvidia = facts.gpus.some((gpu) => gpu.maker === 'nvidia');
  const generation = generationBytes(bareMetal, nvidia);
  const limit = configurationLimit(bytesOf(answers.layout.espSize), generation, system.sizeBytes);
  return {
    configurationLimit: limit,
    generationBytes: generation,
    reason: 'The ESP holds one kernel and initrd more than the menu keeps: a new one comes first.',
  };
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
