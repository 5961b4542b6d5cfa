import type { Answers } from '../../model/answers.ts';
import { PantherError } from '../../model/errors.ts';
import type { Facts } from '../../model/facts.ts';
import type { Partition } from '../../model/layout.ts';
import { copyKey } from './partition-keys.ts';
import { bytesOf } from './sizes.ts';

/** Where the ESP of the disk that mirrors the system disk is mounted. */
export const FALLBACK_BOOT = '/boot-fallback';

/**
 * What firmware needs on a disk to start from it; on the mirror of the system disk all of it again. Of
 * two, neither ESP may be needed to boot: whichever disk is gone, the machine starts without it.
 */
export function bootPartitions(
  firmware: Facts['firmware']['mode'],
  { layout: { espSize }, partitionUuids: uuids }: Pick<Answers, 'layout' | 'partitionUuids'>,
  { copy, mirrored }: { copy: boolean; mirrored: boolean },
): Partition[] {
  const at = (key: string): string => uuidOf(uuids, copy ? copyKey(key) : key);
  const esp: Partition = {
    key: 'esp',
    type: 'EF00',
    size: espSize,
    sizeBytes: bytesOf(espSize),
    uuid: at('esp'),
    content: {
      kind: 'esp',
      mountpoint: copy ? FALLBACK_BOOT : '/boot',
      mountOptions: ['umask=0077', ...(mirrored ? ['nofail'] : [])],
    },
    reason: copy
      ? 'The same as on the other disk, so that either of them can start the machine.'
      : 'Kernels and initrds lie outside of the root, which is reset on every boot.',
  };
  if (firmware === 'uefi') return [esp];
  const bios: Partition = {
    key: 'bios',
    type: 'EF02',
    size: '1M',
    sizeBytes: bytesOf('1M'),
    uuid: at('bios'),
    content: null,
    reason:
      firmware === 'bios'
        ? 'The firmware is BIOS: GRUB needs a place of its own on a GPT disk.'
        : 'The firmware was not seen: with this partition the disk boots under BIOS and UEFI.',
  };
  return [bios, esp];
}

/**
 * The uuid that was drawn for a partition.
 *
 * @throws PantherError `usage` where the answers lack it.
 */
export function uuidOf(uuids: Answers['partitionUuids'], key: string): string {
  const uuid = Object.hasOwn(uuids, key) ? uuids[key] : undefined;
  if (uuid !== undefined) return uuid;
  throw new PantherError(
    'usage',
    `partitionUuids.${key}: not among the answers; let the answers be settled anew from the same machine`,
  );
}
