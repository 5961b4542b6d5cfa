import type { z } from 'zod';
import type { Answers } from '../../model/answers.ts';
import { shownBytes } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { Facts } from '../../model/facts.ts';
import type { Disk } from '../../model/hardware.ts';
import type { BtrfsContent, MdArray, Partition } from '../../model/layout.ts';
import { bootFirmware } from '../boot-firmware.ts';
import { bootPartitions, uuidOf } from './boot-partitions.ts';
import { dataBtrfs, systemBtrfs } from './btrfs.ts';
import { luksContent, luksMember, mapperName } from './luks.ts';
import { COPY, copyKey } from './partition-keys.ts';
import { bytesOf, LEAST_ROOT, usableBytes } from './sizes.ts';

type Btrfs = z.infer<typeof BtrfsContent>;

/** What lies on the system disk, on its mirror where there is one, and over both. */
export interface SystemPartitions {
  main: Partition[];
  copy: Partition[];
  arrays: MdArray[];
}

/** Swap lies in a file only where it is wanted so: to hibernate, or by an answer. */
export function swapKindOf({ layout, hibernation }: Answers): 'partition' | 'file' | null {
  if (layout.swapSize === null) return null;
  return layout.swapKind ?? (hibernation ? 'file' : 'partition');
}

/** Whether two disks mirror each other, and how. */
export function redundancyOf({ layout }: Answers): 'single' | 'raid1' | 'md' {
  return layout.redundancy ?? 'single';
}

/** Where the running system finds the filesystem of the root: never a disk, always what is on it. */
export function rootDevice(answers: Answers): string {
  if (answers.encryption === 'luks') return `/dev/mapper/${mapperName(answers.host, 'crypt')}`;
  if (redundancyOf(answers) === 'md') return `/dev/md/${arrayName(answers.host, 'root')}`;
  return `/dev/disk/by-partuuid/${uuidOf(answers.partitionUuids, 'root')}`;
}

/** The other half of a btrfs mirror, which must be there before the root can be mounted. */
export function mirrorDevices(answers: Answers): string[] {
  if (redundancyOf(answers) !== 'raid1') return [];
  return answers.encryption === 'luks'
    ? [`/dev/mapper/${mapperName(answers.host, COPY)}`]
    : [`/dev/disk/by-partuuid/${uuidOf(answers.partitionUuids, copyKey('root'))}`];
}

/** The partitions of the system disk and its mirror, in the order in which they lie on them. */
export function systemPartitions(
  facts: Facts,
  answers: Answers,
  disk: Disk,
  mirror: Disk | null,
): SystemPartitions {
  const disks = mirror === null ? [disk] : [disk, mirror];
  const swapFile = swapKindOf(answers) === 'file' ? answers.layout.swapSize : null;
  const content = systemBtrfs({
    disks,
    label: answers.layout.label,
    swapFileSize: swapFile,
    wanted: answers.layout.subvolumes ?? {},
    mirrors: mirrorDevices(answers),
  });
  const least = LEAST_ROOT + (swapFile === null ? 0 : bytesOf(swapFile));
  const before = disks.map((_, index) => {
    const copy = index === 1;
    const firmware = bootFirmware(facts);
    const boot = bootPartitions(firmware, answers, { copy, mirrored: mirror !== null });
    return [...boot, ...swapPartition(answers, copy)];
  });
  const rests = disks.map((each, index) => remainder(each, before[index] ?? [], least));
  const lasts = rests.map((rest, index) =>
    lastPartition(facts, answers, disks, content, rest, index === 1),
  );
  const whole = disks.map((_, index) => [
    ...(before[index] ?? []),
    ...lasts.slice(index, index + 1),
  ]);
  const arrays =
    redundancyOf(answers) === 'md' ? mdArrays(facts, answers, disks, content, rests) : [];
  return { main: whole[0] ?? [], copy: whole[1] ?? [], arrays };
}

/** The one partition of a disk that is no part of the system. */
export function dataPartitions(
  facts: Facts,
  answers: Answers,
  disk: Disk,
  key: string,
): Partition[] {
  const content = dataBtrfs(disk, mapperName(answers.host, key), `/${key}`);
  const luks = answers.encryption === 'luks';
  return [
    {
      key: 'data',
      type: luks ? '8309' : '8300',
      size: '100%',
      sizeBytes: remainder(disk, [], 0),
      uuid: uuidOf(answers.partitionUuids, key),
      content: luks
        ? {
            ...luksContent(mapperName(answers.host, key), [disk], facts.memory.totalBytes, content),
            optional: true,
          }
        : content,
      reason: luks
        ? 'Encrypted like the system, with the same passphrase.'
        : 'Not encrypted, like the system.',
    },
  ];
}

function lastPartition(
  facts: Facts,
  answers: Answers,
  disks: readonly Disk[],
  content: Btrfs,
  sizeBytes: number | null,
  copy: boolean,
): Partition {
  const luks = answers.encryption === 'luks';
  const memory = facts.memory.totalBytes;
  const uuids = answers.partitionUuids;
  const at = (key: string): string => uuidOf(uuids, copy ? copyKey(key) : key);
  const rest = { size: '100%', sizeBytes } as const;
  if (redundancyOf(answers) === 'md') {
    return {
      key: 'raid',
      type: 'FD00',
      ...rest,
      uuid: at('raid'),
      content: { kind: 'md-member', array: arrayName(answers.host, 'root') },
      reason: 'One half of the array: either is enough to start the machine.',
    };
  }
  const mapper = mapperName(answers.host, copy ? COPY : 'crypt');
  if (luks) {
    return {
      key: 'crypt',
      type: '8309',
      ...rest,
      uuid: at('crypt'),
      content: copy
        ? luksMember(mapper, disks, memory)
        : luksContent(mapper, disks, memory, content),
      reason: copy
        ? 'The other half of the filesystem, with the same passphrase.'
        : 'Everything that is not needed to boot is encrypted.',
    };
  }
  return {
    key: 'root',
    type: '8300',
    ...rest,
    uuid: at('root'),
    content: copy ? { kind: 'btrfs-member', label: content.label } : content,
    reason: 'The answer encryption=none leaves the filesystem readable to whoever has the disk.',
  };
}

function swapPartition(answers: Answers, copy: boolean): Partition[] {
  const { swapSize } = answers.layout;
  if (swapSize === null || swapKindOf(answers) !== 'partition') return [];
  const md = redundancyOf(answers) === 'md';
  return [
    {
      key: 'swap',
      type: md ? 'FD00' : '8200',
      size: swapSize,
      sizeBytes: bytesOf(swapSize),
      uuid: uuidOf(answers.partitionUuids, copy ? copyKey('swap') : 'swap'),
      content: md
        ? { kind: 'md-member', array: arrayName(answers.host, 'swap') }
        : { kind: 'swap', randomEncryption: true },
      reason: md
        ? 'One half of the swap: what is swapped out outlives a disk.'
        : 'Room behind zram, under a new random key on every boot: nothing of it can be read later.',
    },
  ];
}

function mdArrays(
  facts: Facts,
  answers: Answers,
  disks: readonly Disk[],
  content: Btrfs,
  rests: readonly (number | null)[],
): MdArray[] {
  const { swapSize } = answers.layout;
  const sizes = rests.filter((rest) => rest !== null);
  const root: MdArray = {
    name: arrayName(answers.host, 'root'),
    sizeBytes: sizes.length === rests.length ? Math.min(...sizes) : null,
    content:
      answers.encryption === 'luks'
        ? luksContent(mapperName(answers.host, 'crypt'), disks, facts.memory.totalBytes, content)
        : content,
    reason: 'Both disks hold all of it, so the machine starts with either, and nobody has to help.',
  };
  if (swapSize === null || swapKindOf(answers) !== 'partition') return [root];
  const swap: MdArray = {
    name: arrayName(answers.host, 'swap'),
    sizeBytes: bytesOf(swapSize),
    content: { kind: 'swap', randomEncryption: true },
    reason:
      'Room behind zram, under a new random key on every boot; a program outlives the disk it is swapped to.',
  };
  return [root, swap];
}

/** Names of arrays share the superblock's 32 characters with a home host. */
function arrayName(host: string, suffix: string): string {
  return `${host.slice(0, 20).replace(/-+$/, '')}-${suffix}`;
}

/** What is left for the last partition; null where the size of the disk is not known. */
function remainder(disk: Disk, before: readonly Partition[], least: number): number | null {
  if (disk.sizeBytes === null) return null;
  const taken = before.reduce((sum, partition) => sum + (partition.sizeBytes ?? 0), 0);
  const rest = usableBytes(disk.sizeBytes) - taken;
  if (rest >= Math.max(least, 1)) return rest;
  throw new PantherError(
    'usage',
    `layout: the chosen disk has ${shownBytes(disk.sizeBytes)}, and the layout needs ${shownBytes(taken + least)}; choose a larger disk, or smaller sizes with --set layout.espSize=… --set layout.swapSize=none`,
  );
}
