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

/** Where databases are to keep their files on a server. */
export const DATABASES = '/var/lib/db';
/** What a server has besides, unless an answer leaves it out. */
export const SERVER_SUBVOLUMES: Readonly<Record<string, string>> = {
  '@srv': '/srv',
  '@db': DATABASES,
};
const SERVER_REASONS: Readonly<Record<string, string>> = {
  '@srv': 'What the server serves: kept, and no snapshot of the system holds it.',
  '@db': 'Databases: a snapshot that held them would copy each block that they change.',
};

/** Subvolumes without which the system does not start, or loses what it must keep. */
export const NEEDED_SUBVOLUMES: readonly string[] = ['@root', '@nix', '@persist', '@log'];
/** The subvolumes that every system has unless an answer leaves them out. */
export const SYSTEM_NAMES: readonly string[] = SYSTEM.map(([name]) => name);
/** Names below the top level that mean something else. */
export const RESERVED_NAMES: readonly string[] = ['@swap', '@root-blank', '@old-roots', '@data'];

interface SystemFilesystem {
  disks: readonly Disk[];
  label: string;
  swapFileSize: string | null;
  /** The answer layout.subvolumes: added, or left out where null. */
  wanted: Readonly<Record<string, string | null>>;
  mirrors: string[];
}

/** The filesystem of the system disk or of both halves of a mirror, with a swapfile where one is wanted. */
export function systemBtrfs(wishes: SystemFilesystem): Btrfs {
  const { disks, label, swapFileSize, wanted, mirrors } = wishes;
  const mountOptions = optionsFor(disks);
  const usual = SYSTEM.filter(([name]) => wanted[name] !== null).map(
    ([name, mountpoint, reason]) => [name, wanted[name] ?? mountpoint, reason] as const,
  );
  const further = Object.entries(wanted).flatMap(([name, mountpoint]) =>
    mountpoint === null || SYSTEM.some(([known]) => known === name)
      ? []
      : [[name, mountpoint, reasonOf(name, mountpoint)] as const],
  );
  const subvolumes: Subvolume[] = [...usual, ...further].map(([name, mountpoint, reason]) => ({
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
  const whole: Btrfs = { kind: 'btrfs', label, subvolumes, blankSnapshot: BLANK_SNAPSHOT };
  return mirrors.length === 0 ? whole : { ...whole, mirrors };
}

function reasonOf(name: string, mountpoint: string): string {
  const usual = SERVER_SUBVOLUMES[name] === mountpoint ? SERVER_REASONS[name] : undefined;
  return usual ?? 'Wanted by an answer; it outlives the reset of the root.';
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
        mountOptions: [...optionsFor([disk]), 'nofail'],
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
function optionsFor(disks: readonly Disk[]): string[] {
  const kinds = disks.map(diskKind);
  const small = disks.some(({ sizeBytes }) => sizeBytes !== null && sizeBytes < SMALL_DISK);
  const level = small || kinds.includes('hdd') || kinds.includes('flash') ? 3 : 1;
  // Each commit rewrites metadata: cards and eMMC wear out by it.
  const slow = kinds.includes('flash') ? ['commit=120'] : [];
  return [`compress=zstd:${level}`, 'noatime', ...slow];
}
