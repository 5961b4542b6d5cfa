import { DeviceLink, type GivenAnswers } from '../../model/answers.ts';
import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { Facts } from '../../model/facts.ts';
import type { Disk } from '../../model/hardware.ts';
import { byIdLink, byPathLink, isByIdLink, isHashed } from './device.ts';
import { areTwins } from './disk-kind.ts';
import { diskTable, setDiskLines } from './disk-table.ts';
import { disksFitting } from './resolve-disk.ts';

/** A disk, and the name that disko.nix and answers.yaml give it. */
export interface ChosenDisk {
  disk: Disk;
  device: string;
}

/**
 * The system disk: the one that the answer `disk` fits, or the only one there is. Never the largest
 * or the first of several, and never a removable one unasked.
 *
 * @throws PantherError `answer` with the disks and the `--set` for each.
 */
export function chooseDisk(
  facts: Facts,
  given: Pick<GivenAnswers, 'disk' | 'publicDiskIds'>,
  remote = false,
): ChosenDisk {
  const publicIds = given.publicDiskIds ?? false;
  if (given.disk !== undefined) {
    const disk = answeredDisk(given.disk, facts.disks, publicIds);
    return { disk, device: deviceOf(disk, facts.disks, publicIds, given.disk) };
  }
  const candidates = facts.disks.filter((disk) => disk.unfit === null);
  const steady = candidates.filter((disk) => !isGuest(disk));
  const [only] = steady;
  if (steady.length === 1 && only !== undefined) {
    return { disk: only, device: deviceOf(only, facts.disks, publicIds, null) };
  }
  if (candidates.length === 0) {
    throw new PantherError(
      'answer',
      facts.disks.length === 0
        ? 'disk: no disk was seen; capture the machine with its disks listed (lsblk or /sys/block)'
        : 'disk: no disk that was seen can take the system; attach one and capture again',
    );
  }
  const why =
    steady.length > 1
      ? `${steady.length} disks could take the system`
      : 'only removable disks were seen, and they are taken only when named';
  const offered = steady.length > 1 ? steady : candidates;
  throw diskQuestion(why, offered, facts.disks, publicIds, mirrorLines(offered, facts, remote));
}

/** The disk that an answer names: exactly one, and one that can take the system. */
export function answeredDisk(answer: string, disks: readonly Disk[], publicIds: boolean): Disk {
  const fitting = disksFitting(answer, disks);
  const usable = fitting.filter((disk) => disk.unfit === null);
  const [only] = usable;
  if (usable.length === 1 && only !== undefined) return only;
  const shown = `"${shownText(answer, 120)}"`;
  let why = `the answer ${shown} fits ${usable.length} disks; name one`;
  if (fitting.length === 0) {
    why = isByIdLink(answer)
      ? `the answer ${shown} cannot be told to be one of the disks in this recording`
      : `the answer ${shown} fits no disk`;
  } else if (usable.length > 1 && isByIdLink(answer)) {
    why = `the answer ${shown} fits ${usable.length} disks: this recording holds serials as hashes only, so use the by-path link or the unredacted recording`;
  } else if (usable.length === 0) {
    why = `the disk named by ${shown} can never be the system disk`;
  }
  const candidates = disks.filter((disk) => disk.unfit === null);
  throw diskQuestion(why, candidates, disks, publicIds);
}

/**
 * The name to emit for a disk: a by-id link where the owner opted in, else the by-path link, else
 * the kernel name where no other disk is there to be mistaken for it.
 */
export function deviceOf(
  disk: Disk,
  disks: readonly Disk[],
  publicIds: boolean,
  answer: string | null,
): string {
  if (publicIds) {
    if (answer !== null && isByIdLink(answer) && isUsable(answer)) return answer;
    const byId = byIdLink(disk, disks);
    if (byId !== null) return byId;
    if (disk.byId.some(isHashed)) {
      throw new PantherError(
        'answer',
        'disk: publicDiskIds is wanted, but this recording holds by-id names only as hashes; give the name in full: --set disk=/dev/disk/by-id/…',
      );
    }
  }
  const byPath = byPathLink(disk, disks);
  if (byPath !== null) return byPath;
  const blind = disk.byPath.length === 0;
  if (blind && answer?.startsWith('/dev/disk/by-path/') && isUsable(answer)) return answer;
  const kernelName = `/dev/${disk.name}`;
  if (disks.length === 1 && isUsable(kernelName)) return kernelName;
  throw new PantherError(
    'answer',
    `disk: no link that names ${disks.length === 1 ? 'the disk' : 'this disk alone'} was seen, and kernel names may swap; capture with /dev/disk/by-path readable, or give --set publicDiskIds=true --set disk=/dev/disk/by-id/…`,
  );
}

/** Removable and USB disks come and go: the stick that booted the machine is one. */
export function isGuest(disk: Disk): boolean {
  return disk.removable === true || disk.transport === 'usb' || disk.liveMedium === true;
}

/** Two disks of one size may mirror each other: offered beside each of them, never done unasked. */
function mirrorLines(offered: readonly Disk[], { disks }: Facts, remote: boolean): string[] {
  const [first, second] = offered;
  if (offered.length !== 2 || first === undefined || second === undefined) return [];
  if (!areTwins(first, second) || offered.some((disk) => byPathLink(disk, disks) === null))
    return [];
  const lines = [
    '--set layout.redundancy=raid1 (both: a btrfs mirror that heals itself; a disk that fails needs a person to start it)',
    '--set layout.redundancy=md (both: an array that starts with either disk unattended, and does not heal itself)',
  ];
  return remote ? lines.reverse() : lines;
}

function isUsable(link: string): boolean {
  return DeviceLink.safeParse(link).success && !isHashed(link);
}

function diskQuestion(
  why: string,
  candidates: readonly Disk[],
  disks: readonly Disk[],
  publicIds: boolean,
  further: readonly string[] = [],
): PantherError {
  const lines = [
    `disk: ${why}`,
    ...diskTable(candidates, disks).map((row) => `  ${row}`),
    ...[...setDiskLines(candidates, disks, publicIds), ...further].map((line) => `  ${line}`),
  ];
  return new PantherError('answer', lines.join('\n'));
}
