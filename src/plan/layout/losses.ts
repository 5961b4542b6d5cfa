import type { z } from 'zod';
import type { Disk, Holding } from '../../model/hardware.ts';
import type { Loss } from '../../model/layout.ts';
import type { Warning } from '../../model/plan.ts';
import { byCodeUnit, diskFact, diskWord } from './disk-kind.ts';

/** Everything on the disks that the layout takes, in an order that no hashed identity decides. */
export function lossesOf(taken: readonly Disk[]): z.infer<typeof Loss>[] {
  return taken.flatMap((disk) =>
    inOrder(disk).map(({ partition, type, mounts, alsoOn }) => ({
      disk: disk.name,
      partition,
      type,
      mounts,
      alsoOn,
    })),
  );
}

function inOrder(disk: Disk): Holding[] {
  const keyOf = ({ partition, type, mounts, alsoOn }: Holding): string =>
    JSON.stringify([(partition ?? '').padStart(4, '0'), type, mounts, alsoOn]);
  return [...disk.holds].sort((a, b) => byCodeUnit(keyOf(a), keyOf(b)));
}

/** One warning for each disk that holds something, and one where that reaches onto other disks. */
export function lossWarnings(taken: readonly Disk[]): Warning[] {
  const names = new Set(taken.map((disk) => disk.name));
  return taken.flatMap((disk) => {
    if (disk.holds.length === 0) return [];
    const facts = [diskFact(disk.name, 'holds')];
    const shared = inOrder(disk).filter((held) => held.alsoOn.some((name) => !names.has(name)));
    return [
      ...shared.map((held) => sharedWarning(disk, held, facts)),
      { code: 'layout.destroys', text: destroysText(disk), facts },
    ];
  });
}

function sharedWarning(disk: Disk, held: Holding, facts: string[]): Warning {
  const others = [...new Set(held.alsoOn.map(diskWord))].sort(byCodeUnit).join(', ');
  return {
    code: 'layout.shared-filesystem',
    text: `${diskWord(disk.name)} and ${others} carry ${setWord(held.type)} together today: wiping either destroys all of it, on the disk that is left alone too. Save it first.`,
    facts,
  };
}

function destroysText(disk: Disk): string {
  const count = disk.holds.length;
  const mounted = disk.holds.some((held) => held.mounts.length > 0);
  const what = count === 1 ? 'one filesystem or signature' : `${count} filesystems or signatures`;
  const use = mounted ? ', some of it in use while it was recorded' : '';
  return `An install destroys what ${diskWord(disk.name)} holds today: ${what}${use}.`;
}

/** The signature in words, for those that may span disks; nothing that a disk said goes into text. */
function setWord(type: string): string {
  switch (type) {
    case 'btrfs':
      return 'one btrfs filesystem';
    case 'linux_raid_member':
      return 'one RAID array';
    case 'LVM2_member':
      return 'one LVM volume group';
    case 'zfs_member':
      return 'one ZFS pool';
    case 'bcachefs':
      return 'one bcachefs filesystem';
    default:
      return 'one filesystem or set';
  }
}
