import type { Answers } from '../../model/answers.ts';
import { shownBytes } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { Facts } from '../../model/facts.ts';
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
