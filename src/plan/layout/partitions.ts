import type { Answers } from '../../model/answers.ts';
import { shownBytes } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { Facts } from '../../model/facts.ts';
import type { Disk } from '../../model/hardware.ts';
import type { Partition } from '../../model/layout.ts';
import { bootFirmware } from '../boot-firmware.ts';
import { dataBtrfs, systemBtrfs } from './btrfs.ts';
import { luksContent, mapperName } from './luks.ts';
import { bytesOf, LEAST_ROOT, usableBytes } from './sizes.ts';

/** The partitions of the system disk, in the order in which they lie on it. */
export function systemPartitions(facts: Facts, answers: Answers, disk: Disk): Partition[] {
  const { espSize, swapSize } = answers.layout;
  const boot = bootPartitions(bootFirmware(facts), espSize, answers.partitionUuids);
  const swap =
    swapSize === null || answers.hibernation
      ? []
      : [swapPartition(swapSize, answers.partitionUuids)];
  const swapFile = answers.hibernation ? swapSize : null;
  const content = systemBtrfs(disk, answers.layout.label, swapFile);
  const mapper = mapperName(answers.host, 'crypt');
  const before = [...boot, ...swap];
  const least = LEAST_ROOT + (swapFile === null ? 0 : bytesOf(swapFile));
  const rest = remainder(disk, before, least);
  const last: Partition =
    answers.encryption === 'luks'
      ? {
          key: 'crypt',
          type: '8309',
          size: '100%',
          sizeBytes: rest,
          uuid: uuidOf(answers.partitionUuids, 'crypt'),
          content: luksContent(mapper, disk, facts.memory.totalBytes, content),
          reason: 'Everything that is not needed to boot is encrypted.',
        }
      : {
          key: 'root',
          type: '8300',
          size: '100%',
          sizeBytes: rest,
          uuid: uuidOf(answers.partitionUuids, 'root'),
          content,
          reason:
            'The answer encryption=none leaves the filesystem readable to whoever has the disk.',
        };
  return [...before, last];
}

/** The one partition of a disk that holds data only. */
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
        ? luksContent(mapperName(answers.host, key), disk, facts.memory.totalBytes, content)
        : content,
      reason: luks
        ? 'Encrypted like the system, with the same passphrase.'
        : 'Not encrypted, like the system.',
    },
  ];
}

function bootPartitions(
  firmware: Facts['firmware']['mode'],
  espSize: string,
  uuids: Answers['partitionUuids'],
): Partition[] {
  const esp: Partition = {
    key: 'esp',
    type: 'EF00',
    size: espSize,
    sizeBytes: bytesOf(espSize),
    uuid: uuidOf(uuids, 'esp'),
    content: { kind: 'esp', mountpoint: '/boot', mountOptions: ['umask=0077'] },
    reason: 'Kernels and initrds lie outside of the root, which is reset on every boot.',
  };
  if (firmware === 'uefi') return [esp];
  const bios: Partition = {
    key: 'bios',
    type: 'EF02',
    size: '1M',
    sizeBytes: bytesOf('1M'),
    uuid: uuidOf(uuids, 'bios'),
    content: null,
    reason:
      firmware === 'bios'
        ? 'The firmware is BIOS: GRUB needs a place of its own on a GPT disk.'
        : 'The firmware was not seen: with this partition the disk boots under BIOS and UEFI.',
  };
  return [bios, esp];
}

function swapPartition(size: string, uuids: Answers['partitionUuids']): Partition {
  return {
    key: 'swap',
    type: '8200',
    size,
    sizeBytes: bytesOf(size),
    uuid: uuidOf(uuids, 'swap'),
    content: { kind: 'swap', randomEncryption: true },
    reason:
      'Room behind zram, under a new random key on every boot: nothing of it can be read later.',
  };
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

function uuidOf(uuids: Answers['partitionUuids'], key: string): string {
  const uuid = Object.hasOwn(uuids, key) ? uuids[key] : undefined;
  if (uuid !== undefined) return uuid;
  throw new PantherError(
    'usage',
    `partitionUuids.${key}: not among the answers; let the answers be settled anew from the same machine`,
  );
}
