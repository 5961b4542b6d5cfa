import type { Answers } from '../../model/answers.ts';
import type { Facts } from '../../model/facts.ts';
import type { Disk } from '../../model/hardware.ts';
import type { LayoutChoice } from '../../model/layout.ts';
import { bootFirmware } from '../boot-firmware.ts';
import { diskKind } from './disk-kind.ts';
import { pbkdfMemoryKib } from './luks.ts';
import { redundancyOf, swapKindOf } from './partitions.ts';
import { KIB, SMALL_DISK, TIGHT_MEMORY } from './sizes.ts';

/** What the machine is for, as its profile says, and whether it is real hardware. */
export interface Purpose {
  role: 'personal' | 'server' | 'vps';
  bareMetal: boolean;
}

interface Chosen {
  facts: Facts;
  answers: Answers;
  traits: readonly string[];
  purpose: Purpose;
  system: Disk;
  /** The disk that mirrors the system disk. */
  copy: Disk | null;
}

/**
 * Which rows of the decision table apply (docs/disk-layouts.md), what they decide and why: first the
 * row of the machine, then those of its disks, firmware and memory.
 */
export function layoutChoices(chosen: Chosen): LayoutChoice[] {
  return [
    machineRow(chosen),
    bootRow(chosen),
    encryptionRow(chosen),
    swapRow(chosen),
    ...diskRows(chosen),
    ...environmentRows(chosen),
  ];
}

/** A to I: the one row that the machine as a whole falls under. */
function rowOf({ facts, answers, traits, purpose, system }: Chosen): LayoutChoice['row'] {
  const redundancy = redundancyOf(answers);
  if (redundancy === 'raid1') return 'D';
  if (redundancy === 'md') return 'E';
  const memory = facts.memory.totalBytes;
  const tiny =
    (system.sizeBytes !== null && system.sizeBytes < SMALL_DISK) ||
    (memory !== null && memory > 0 && memory < TIGHT_MEMORY);
  if (purpose.role === 'vps') {
    if (tiny) return 'I';
    return bootFirmware(facts) === 'uefi' ? 'H' : 'G';
  }
  if (purpose.role === 'server') return 'F';
  const others = facts.disks.filter((disk) => disk !== system && disk.unfit === null);
  if (others.some((disk) => disk.transport !== 'usb' && disk.removable !== true)) return 'C';
  const mobile = ['laptop', 'convertible', 'tablet'];
  const carried =
    traits.some((trait) => mobile.includes(trait)) || mobile.includes(facts.chassis.form ?? '');
  return carried || facts.chassis.form === null ? 'A' : 'B';
}

function machineRow(chosen: Chosen): LayoutChoice {
  const row = rowOf(chosen);
  const about = 'disks';
  switch (row) {
    case 'D':
      return {
        row,
        about,
        choice: 'two disks, one btrfs filesystem, data and metadata on both',
        reason:
          'A scrub mends what one disk lost. It does not start with a disk missing: a person has to mount it degraded.',
      };
    case 'E':
      return {
        row,
        about,
        choice: 'two disks, an md array below encryption and btrfs',
        reason:
          'It starts with either disk and nobody near. Btrfs sees one device, so it finds damage and cannot mend it.',
      };
    case 'C':
      return {
        row,
        about,
        choice: 'the system on one disk, the other only with a role',
        reason:
          'A filesystem over both would be lost with either, and the second disk may hold something dear.',
      };
    default:
      return {
        row,
        about,
        choice: 'the system on one disk',
        reason: 'No second disk was given to the system.',
      };
  }
}

function bootRow(chosen: Chosen): LayoutChoice {
  const row = rowOf(chosen);
  const { facts, copy } = chosen;
  const both = copy === null ? '' : ' on both disks';
  switch (bootFirmware(facts)) {
    case 'uefi':
      return {
        row,
        about: 'boot',
        choice: `systemd-boot, an ESP${both}`,
        reason: 'The firmware is UEFI, and reads kernels and initrds from the ESP.',
      };
    case 'bios':
      return {
        row,
        about: 'boot',
        choice: `GRUB, a BIOS boot partition and an ESP${both}`,
        reason:
          'The firmware is BIOS; /boot must lie outside of the root, which is reset, and GRUB cannot open argon2id.',
      };
    default:
      return {
        row,
        about: 'boot',
        choice: `GRUB for BIOS and UEFI, a BIOS boot partition and an ESP${both}`,
        reason: 'The firmware was not seen: this starts both ways.',
      };
  }
}

function encryptionRow(chosen: Chosen): LayoutChoice {
  const { facts, answers, purpose } = chosen;
  const row = rowOf(chosen);
  if (answers.encryption === 'none') {
    return {
      row,
      about: 'encryption',
      choice: 'none',
      reason:
        purpose.role === 'vps'
          ? 'As answered: the provider, and whoever gets the disk or a snapshot next, can read it.'
          : 'As answered: whoever has the disk can read it.',
    };
  }
  const memory = (pbkdfMemoryKib(facts.memory.totalBytes) * KIB) / 2 ** 20;
  return {
    row,
    about: 'encryption',
    choice: `LUKS2, argon2id with ${memory} MiB`,
    reason:
      'The key derivation must fit into the memory of this machine, again at each boot. On the installed system, make a recovery key with panther-enroll, and keep a header backup encrypted and elsewhere: it opens the disk with old passphrases too.',
  };
}

function swapRow(chosen: Chosen): LayoutChoice {
  const { answers } = chosen;
  const row = rowOf(chosen);
  switch (swapKindOf(answers)) {
    case 'file':
      return {
        row,
        about: 'swap',
        choice: 'a file inside the filesystem, behind zram',
        reason: answers.hibernation
          ? 'Hibernation needs room for all memory, which is as well protected as the rest.'
          : 'Room behind zram, which takes nothing from the disk but itself.',
      };
    case 'partition':
      return {
        row,
        about: 'swap',
        choice:
          redundancyOf(answers) === 'md'
            ? 'an array with a random key, behind zram'
            : 'a partition with a random key, behind zram',
        reason: 'Nothing that was swapped out can be read after the machine is off.',
      };
    default:
      return {
        row,
        about: 'swap',
        choice: 'zram only',
        reason: 'Compressed memory does, and wears no disk.',
      };
  }
}

function diskRows({ system, copy }: Chosen): LayoutChoice[] {
  const disks = copy === null ? [system] : [system, copy];
  const kinds = disks.map(diskKind);
  const choices: LayoutChoice[] = [];
  if (kinds.includes('hdd')) {
    choices.push({
      row: 'J',
      about: 'disk kind',
      choice: 'zstd:3, no discards, LUKS with work queues, swap at the start',
      reason:
        'The disk turns: it is slow, so stronger compression pays, and there is nothing to trim.',
    });
  }
  if (kinds.includes('flash')) {
    choices.push({
      row: 'K',
      about: 'disk kind',
      choice: 'zstd:3, a commit every two minutes, discards where the disk takes them',
      reason: 'A card, a stick or eMMC: every write counts.',
    });
  }
  const wide = disks.some(
    (disk) => disk.logicalSectorBytes === 4096 || (disk.physicalSectorBytes ?? 0) >= 4096,
  );
  if (wide || kinds.includes('nvme')) {
    choices.push({
      row: 'M',
      about: 'sectors',
      choice: 'LUKS in sectors of 4096 bytes',
      reason: wide
        ? 'The disk reads and writes 4096 bytes at a time.'
        : 'NVMe disks work in pages of 4096 bytes and more, whatever they say. Their own format stays as it is: changing it erases them.',
    });
  }
  const holding = disks.filter((disk) => disk.holds.length > 0);
  if (holding.length > 0) {
    choices.push({
      row: 'O',
      about: 'contents',
      choice: 'planned, and refused at the install until each loss is named',
      reason: 'Something is on the disk today, and goes with it.',
    });
  }
  return choices;
}

function environmentRows({ facts, answers, purpose }: Chosen): LayoutChoice[] {
  const choices: LayoutChoice[] = [];
  if (answers.encryption === 'luks' && facts.firmware.tpm !== '2.0') {
    choices.push({
      row: 'L',
      about: 'unlocking',
      choice: purpose.role === 'personal' ? 'passphrase' : 'passphrase, over SSH in stage 1',
      reason:
        facts.firmware.tpm === null
          ? 'Whether there is a TPM 2.0 was not seen, so none is used.'
          : 'There is no TPM 2.0.',
    });
  }
  if (!purpose.bareMetal && purpose.role !== 'vps') {
    choices.push({
      row: 'N',
      about: 'machine',
      choice: 'as real hardware, but nothing follows from the turning of its disk',
      reason: 'A virtual machine: its host decides what the disk is.',
    });
  }
  return choices;
}
