import type { z } from 'zod';
import type { Disk } from '../../model/hardware.ts';
import type { BtrfsContent, Subvolume } from '../../model/layout.ts';
import { diskKind } from './disk-kind.ts';
import { SMALL_DISK } from './sizes.ts';

type Btrfs = z.infer<typeof BtrfsContent>;

export const ROOT_SUBVOLUME = '@root';
export const BLANK_SNAPSHOT = '@root-blank';

const SYSTEM: readonly [name: string, mountpoint: string, reason: string][] = [
  [ROOT_SUBVOLUME, '/', 'The root; it starts empty on every boot.'],
  ['@nix', '/nix', 'The Nix store outlives the root and can always be made again.'],
  ['@persist', '/persist', 'What must outlive the reset of the root.'],
  ['@home', '/home', 'The homes outlive the reset of the root.'],
  ['@log', '/var/log', 'Logs must survive a reset and a rollback.'],
  ['@snapshots', '/.snapshots', 'Snapshots outside of what they are taken of.'],
];

/** The filesystem of the system disk, with a swapfile where hibernation needs one. */
export function systemBtrfs(disk: Disk, label: string, swapFileSize: string | null): Btrfs {
  const mountOptions = optionsFor(disk);
  const subvolumes: Subvolume[] = SYSTEM.map(([name, mountpoint, reason]) => ({
    name,
    mountpoint,
    mountOptions,
    swapFile: null,
    reason,
  }));
  if (swapFileSize !== null) {
    subvolumes.push({
      name: '@swap',
      mountpoint: '/.swap',
      mountOptions,
      swapFile: { size: swapFileSize, priority: null },
      reason: 'Holds the swapfile: no snapshot may contain it.',
    });
  }
  return { kind: 'btrfs', label, subvolumes, blankSnapshot: BLANK_SNAPSHOT };
}

/** The filesystem of a further disk. A missing data disk must not keep the machine from booting. */
export function dataBtrfs(disk: Disk, label: string, mountpoint: string): Btrfs {
  return {
    kind: 'btrfs',
    label,
    subvolumes: [
      {
        name: '@data',
        mountpoint,
        mountOptions: [...optionsFor(disk), 'nofail'],
        swapFile: null,
        reason: 'All of the disk, below a subvolume that can be snapshotted.',
      },
    ],
    blankSnapshot: null,
  };
}

/**
 * One set for all subvolumes: the first mount of a btrfs filesystem decides compression for all of
 * them (btrfs(5), filesystem-wide mount options).
 */
function optionsFor(disk: Disk): string[] {
  const kind = diskKind(disk);
  const small = disk.sizeBytes !== null && disk.sizeBytes < SMALL_DISK;
  const level = small || kind === 'hdd' || kind === 'flash' ? 3 : 1;
  return [`compress=zstd:${level}`, 'noatime'];
}
