import type { Answers } from '../../model/answers.ts';
import { shownBytes } from '../../model/display.ts';
import type { Facts, Gap } from '../../model/facts.ts';
import type { Disk } from '../../model/hardware.ts';
import type { Warning } from '../../model/plan.ts';
import { bootFirmware } from '../boot-firmware.ts';
import { isGuest } from './choose-disk.ts';
import { isByIdLink } from './device.ts';
import { areTwins, diskFact, diskWord } from './disk-kind.ts';
import { redundancyOf } from './partitions.ts';

/** What a person should know about boot, names and encryption before they install. */
export function layoutWarnings(
  facts: Facts,
  answers: Answers,
  traits: readonly string[],
  system: Disk,
  copy: Disk | null,
): Warning[] {
  return [
    ...firmwareWarning(bootFirmware(facts)),
    ...nameWarning(answers.disk, system),
    ...homeWarning(answers),
    ...mirrorWarning(answers),
    ...unequalWarning(system, copy),
    ...twinWarning(facts, answers, system),
    ...(isGuest(system) ? [guestWarning(system)] : []),
    ...(isVirtual(facts, traits) ? [virtualWarning(answers.encryption)] : []),
  ];
}

/** What the layout had to leave open because the capture does not tell. */
export function layoutGaps(facts: Facts, answers: Answers, taken: readonly Disk[]): Gap[] {
  const gaps: Gap[] = [];
  if (answers.encryption === 'luks' && !facts.memory.totalBytes) {
    gaps.push({
      code: 'layout.memory-unknown',
      subject: 'memory.totalBytes',
      text: 'Memory was not seen: the key derivation of LUKS is set to 256 MiB, which any machine that runs NixOS has.',
    });
  }
  for (const disk of taken) {
    if (disk.sizeBytes === null) {
      gaps.push({
        code: 'layout.size-unknown',
        subject: diskFact(disk.name, 'sizeBytes'),
        text: 'The size of the disk was not seen: whether the layout fits shows at the install.',
      });
    }
    if (disk.holds.length === 0 && disk.partitionTable === null) {
      gaps.push({
        code: 'layout.contents-unknown',
        subject: diskFact(disk.name, 'holds'),
        text: 'What the disk holds was not seen: look at it before anything is wiped.',
      });
    }
  }
  return gaps;
}

function firmwareWarning(mode: Facts['firmware']['mode']): Warning[] {
  if (mode === 'uefi') return [];
  const facts = ['firmware.mode', 'platform.architecture'];
  if (mode === 'bios') {
    return [
      {
        code: 'layout.firmware-bios',
        text: 'The firmware is BIOS: the disk gets a BIOS boot partition beside the ESP, GRUB boots it, and hibernation is not offered.',
        facts,
      },
    ];
  }
  return [
    {
      code: 'layout.firmware-unknown',
      text: 'The firmware was not seen: the disk gets a BIOS boot partition and an ESP, so that it boots under BIOS and UEFI. Capture on the machine itself for a layout that fits it closer.',
      facts,
    },
  ];
}

function nameWarning(device: string, system: Disk): Warning[] {
  if (isByIdLink(device)) {
    return [
      {
        code: 'layout.public-disk-id',
        text: 'publicDiskIds is on: disko.nix and answers.yaml name the disk by a link that may hold its serial number.',
        facts: ['answers.publicDiskIds'],
      },
    ];
  }
  if (device.startsWith('/dev/disk/')) return [];
  return [
    {
      code: 'layout.kernel-name',
      text: `disko.nix names the disk ${diskWord(system.name)} by its kernel name, because no link to it was seen. That holds only while no other disk is attached; capture again with /dev/disk/by-path readable.`,
      facts: [diskFact(system.name, 'byPath')],
    },
  ];
}

function homeWarning({ layout }: Answers): Warning[] {
  if (layout.subvolumes?.['@home'] !== null) return [];
  return [
    {
      code: 'layout.home-reset',
      text: 'Without @home the homes are part of the root: they are empty again after every boot, but for what is kept under /persist.',
      facts: ['answers.layout.subvolumes'],
    },
  ];
}

function mirrorWarning(answers: Answers): Warning[] {
  if (redundancyOf(answers) !== 'raid1') return [];
  return [
    {
      code: 'layout.mirror-degraded',
      text: 'With one of the two disks missing this machine does not start by itself: mount what is left with the option degraded from a live system, and put a new disk in with btrfs replace (docs/disk-layouts.md). layout.redundancy=md starts unattended.',
      facts: ['answers.layout.redundancy'],
    },
  ];
}

/** A mirror has the room of its smaller half, and the pace of its slower one. */
function unequalWarning(system: Disk, copy: Disk | null): Warning[] {
  if (copy === null || areTwins(system, copy)) return [];
  const facts = [system, copy].flatMap(({ name }) => [
    diskFact(name, 'sizeBytes'),
    diskFact(name, 'transport'),
  ]);
  const sizes = [system, copy].map(({ sizeBytes }) => sizeBytes ?? 0);
  const spare = Math.max(...sizes) - Math.min(...sizes);
  const lost = sizes.includes(0) || spare === 0 ? '' : `, so ${shownBytes(spare)} are of no use`;
  return [
    {
      code: 'layout.unequal-mirror',
      text: `${diskWord(system.name)} and ${diskWord(copy.name)} are not alike: a mirror has the room of the smaller one and the pace of the slower one${lost}.`,
      facts,
    },
  ];
}

/** Two disks of one size look like a mirror that was forgotten; whether it was, a person knows. */
function twinWarning(facts: Facts, answers: Answers, system: Disk): Warning[] {
  if (answers.layout.redundancy !== undefined || Object.keys(answers.disks).length > 0) return [];
  const twin = facts.disks.find(
    (disk) => disk.unfit === null && !isGuest(disk) && areTwins(disk, system),
  );
  if (twin === undefined) return [];
  return [
    {
      code: 'layout.twin-untouched',
      text: `${diskWord(twin.name)} is as large as the system disk and is left alone. layout.redundancy=raid1 or md lets the two mirror each other; layout.redundancy=single says that they shall not.`,
      facts: [diskFact(system.name, 'sizeBytes'), diskFact(twin.name, 'sizeBytes')],
    },
  ];
}

function guestWarning(system: Disk): Warning {
  return {
    code: 'layout.removable',
    text: `${diskWord(system.name)} is removable or hangs on USB: the system goes wherever it goes, and another machine may name it differently.`,
    facts: ['removable', 'transport', 'liveMedium'].map((field) => diskFact(system.name, field)),
  };
}

function isVirtual(facts: Facts, traits: readonly string[]): boolean {
  const { kind } = facts.virtualisation;
  return traits.includes('cloud') || (kind !== null && kind !== 'none');
}

function virtualWarning(encryption: Answers['encryption']): Warning {
  return encryption === 'luks'
    ? {
        code: 'layout.virtual-luks',
        text: 'LUKS in a virtual machine protects disks and snapshots that the provider recycles, not against the provider, who can read the memory of the running machine. Somebody has to unlock it at each boot.',
        facts: ['answers.encryption', 'virtualisation.kind', 'virtualisation.provider'],
      }
    : {
        code: 'layout.virtual-plain',
        text: 'Nothing is encrypted: the provider, and whoever gets the disk or a snapshot of it next, can read everything.',
        facts: ['answers.encryption', 'virtualisation.kind', 'virtualisation.provider'],
      };
}
