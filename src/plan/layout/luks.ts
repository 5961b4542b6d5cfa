import type { z } from 'zod';
import type { Disk } from '../../model/hardware.ts';
import type { BtrfsContent, LuksContent, LuksMember } from '../../model/layout.ts';
import { diskKind } from './disk-kind.ts';
import { GIB, KIB, MIB } from './sizes.ts';

type Luks = z.infer<typeof LuksContent>;
type Btrfs = z.infer<typeof BtrfsContent>;

/** Where the install puts the passphrase while disko formats: a tmpfs, without a newline. */
export const PASSWORD_FILE = '/run/panther/disk.key';

/** A LUKS2 container around a filesystem, tuned to all the disks that it lies on and to the memory of the machine. */
export function luksContent(
  mapper: string,
  disks: readonly Disk[],
  memoryBytes: number | null,
  content: Btrfs,
): Luks {
  return { kind: 'luks', ...container(mapper, disks, memoryBytes), content };
}

/** The same container, around nothing of its own: the filesystem of another one takes it in. */
export function luksMember(
  mapper: string,
  disks: readonly Disk[],
  memoryBytes: number | null,
): z.infer<typeof LuksMember> {
  return { kind: 'luks-member', ...container(mapper, disks, memoryBytes) };
}

function container(mapper: string, disks: readonly Disk[], memoryBytes: number | null) {
  return {
    mapper,
    passwordFile: PASSWORD_FILE,
    formatArgs: formatArgs(disks, memoryBytes),
    allowDiscards: disks.every(passesDiscards),
    bypassWorkqueues: disks.every(isFast),
  };
}

/**
 * Argon2id's memory is fixed when the disk is formatted and needed again in stage 1: an eighth of a
 * small memory, a quarter of a larger one, 1 GiB at most (cryptsetup's own default), 256 MiB where
 * memory was not seen.
 */
export function pbkdfMemoryKib(memoryBytes: number | null): number {
  if (memoryBytes === null || memoryBytes === 0) return (256 * MIB) / KIB;
  const share = memoryBytes <= 2 * GIB ? memoryBytes / 8 : memoryBytes / 4;
  const whole = Math.floor(Math.min(share, GIB) / MIB) * MIB;
  return Math.max(MIB, whole) / KIB;
}

/** `<host>-crypt`, within what a mapper name may be. */
export function mapperName(host: string, suffix: string): string {
  return `${host.slice(0, 48).replace(/-+$/, '')}-${suffix}`;
}

function formatArgs(disks: readonly Disk[], memoryBytes: number | null): string[] {
  const wide = disks.some(
    ({ transport, physicalSectorBytes, logicalSectorBytes }) =>
      transport === 'nvme' || (physicalSectorBytes ?? 0) >= 4096 || logicalSectorBytes === 4096,
  );
  return [
    '--type',
    'luks2',
    '--pbkdf',
    'argon2id',
    '--pbkdf-memory',
    String(pbkdfMemoryKib(memoryBytes)),
    ...(wide ? ['--sector-size', '4096'] : []),
  ];
}

/** Trim through LUKS shows which blocks are free, and is what keeps flash fast; never on a HDD. */
function passesDiscards(disk: Disk): boolean {
  switch (diskKind(disk)) {
    case 'hdd':
      return false;
    case 'nvme':
    case 'ssd':
    case 'flash':
      return disk.discard !== false;
    default:
      return disk.discard === true;
  }
}

/** The work queues only cost time where the disk answers faster than they schedule. */
function isFast(disk: Disk): boolean {
  const kind = diskKind(disk);
  return kind === 'nvme' || kind === 'ssd';
}
