import type { Answers } from '../../model/answers.ts';
import { shownBytes } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { Facts } from '../../model/facts.ts';
import { NEEDED_SUBVOLUMES, RESERVED_NAMES, SYSTEM_NAMES } from './btrfs.ts';
import { isByIdLink, isHashed } from './device.ts';
import { bytesOf, GIB, MIB } from './sizes.ts';

/** Below it mkfs.vfat makes FAT16, and UEFI promises no more than FAT32 on a fixed disk. */
const LEAST_ESP = 512 * MIB;

/**
 * Refuses answers that cannot hold together, or not on this machine.
 *
 * @throws PantherError `usage` that names the answer and what to set instead.
 */
export function checkAnswers(facts: Facts, answers: Answers): void {
  checkDevice(facts, answers);
  checkRedundancy(answers);
  checkSwapKind(answers);
  checkSubvolumes(answers.layout.subvolumes ?? {});
  if (bytesOf(answers.layout.espSize) < LEAST_ESP) {
    refuse(
      `layout.espSize: an ESP below ${shownBytes(LEAST_ESP)} is no FAT32, which firmware wants; set 1G`,
    );
  }
  if (answers.hibernation) checkHibernation(facts, answers.layout.swapSize);
}

function checkDevice(facts: Facts, answers: Answers): void {
  if (isHashed(answers.disk)) {
    refuse('disk: the link holds a hash where the serial was; name the disk by its by-path link');
  }
  if (isByIdLink(answers.disk) && !answers.publicDiskIds) {
    refuse('disk: a by-id link may hold a serial number; set publicDiskIds=true or a by-path link');
  }
  if (!answers.disk.startsWith('/dev/disk/') && facts.disks.length > 1) {
    refuse('disk: a kernel name does not tell one of several disks apart; name its by-path link');
  }
}

function checkRedundancy({ disks, layout }: Answers): void {
  const copies = Object.values(disks).filter((role) => role === 'mirror').length;
  const mirrored = layout.redundancy === 'raid1' || layout.redundancy === 'md';
  if (copies > 1) refuse('disks: only one disk can mirror the system disk; give the others a role');
  if (mirrored && copies === 0) {
    refuse(
      `layout.redundancy: ${layout.redundancy} needs a second disk; set disks.<link>=mirror, or layout.redundancy=single`,
    );
  }
  if (!mirrored && copies > 0) {
    refuse('disks: a disk is to mirror the system disk; set layout.redundancy=raid1 or md');
  }
}

function checkSwapKind({ encryption, hibernation, layout }: Answers): void {
  const kind = layout.swapKind ?? (hibernation ? 'file' : 'partition');
  if (layout.swapSize === null) return;
  if (hibernation && kind === 'partition') {
    refuse(
      'layout.swapKind: a swap partition has a new random key on every boot, so nothing can resume from it; set layout.swapKind=file or hibernation=false',
    );
  }
  if (kind === 'partition') return;
  if (layout.redundancy === 'raid1') {
    refuse(
      hibernation
        ? 'hibernation: a btrfs filesystem over two disks cannot have a swapfile; set layout.redundancy=md or hibernation=false'
        : 'layout.swapKind: a btrfs filesystem over two disks cannot have a swapfile; set layout.swapKind=partition',
    );
  }
  if (encryption === 'none' && !hibernation) {
    refuse(
      'layout.swapKind: an unencrypted swapfile would keep what memory held; set layout.swapKind=partition, whose key is random',
    );
  }
}

/** Below these the system keeps what is its own, or mounts what is no disk. */
const FOREIGN_MOUNTS =
  /^\/(bin|boot|boot-fallback|dev|etc|lib|lib64|mnt|nix|persist|proc|run|sbin|sys|tmp|usr|\.snapshots|\.swap)(\/|$)|^\/(root|var|var\/lib|var\/log|home)$/;

function checkSubvolumes(wanted: Readonly<Record<string, string | null>>): void {
  const mountpoints = Object.values(wanted).filter((mountpoint) => mountpoint !== null);
  for (const [name, mountpoint] of Object.entries(wanted)) {
    const key = `layout.subvolumes.${name}`;
    if (RESERVED_NAMES.includes(name)) refuse(`${key}: the name is taken; choose another`);
    if (NEEDED_SUBVOLUMES.includes(name))
      refuse(`${key}: the system needs it as it is; drop the answer`);
    if (mountpoint === null) continue;
    if (SYSTEM_NAMES.includes(name)) {
      refuse(
        `${key}: its mount point is fixed; drop the answer, or leave the subvolume out with none`,
      );
    }
    if (/(^|\/)\.{1,2}(\/|$)/.test(mountpoint) || FOREIGN_MOUNTS.test(mountpoint)) {
      refuse(`${key}: nothing of its own can be mounted there; choose a path such as /srv or /vm`);
    }
    if (mountpoints.filter((other) => other === mountpoint).length > 1) {
      refuse(`${key}: another subvolume has that mount point; choose another`);
    }
  }
}

function checkHibernation(facts: Facts, swapSize: string | null): void {
  const { mode } = facts.firmware;
  if (mode !== 'uefi') {
    const seen = mode === 'bios' ? 'the firmware is BIOS' : 'the firmware was not seen';
    refuse(
      `hibernation: ${seen}, and only UEFI remembers where the memory image lies in a swapfile; set hibernation=false`,
    );
  }
  const memory = facts.memory.totalBytes;
  if (swapSize === null) {
    const size = memory ? `${Math.ceil(memory / GIB)}G` : '<as much as memory, such as 16G>';
    refuse(`hibernation: needs a swapfile as large as memory; set layout.swapSize=${size}`);
  } else if (memory !== null && bytesOf(swapSize) < memory) {
    refuse(
      `hibernation: ${swapSize} of swap cannot take ${shownBytes(memory)} of memory; set layout.swapSize=${Math.ceil(memory / GIB)}G`,
    );
  }
}

function refuse(why: string): never {
  throw new PantherError('usage', why);
}
