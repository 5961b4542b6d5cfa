import { shownBytes } from '../../model/display.ts';
import type { DiskLayout, Partition, Subvolume } from '../../model/layout.ts';
import { shownText } from './cells.ts';
import { type Content, contentOf } from './contents.ts';

type Loss = DiskLayout['losses'][number];

/** A partition's size: what it comes to, else what was asked for. */
export function sizeWords({ size, sizeBytes }: Partition): string {
  return sizeBytes === null ? size.replace('100%', 'the rest') : shownBytes(sizeBytes);
}

/** What a partition holds, from the outside in. */
export function partitionWords(partition: Partition): string {
  const content = contentOf(partition);
  if (content !== null) return contentWords(content);
  return partition.type === 'EF02' ? 'BIOS boot partition for GRUB' : 'empty';
}

/** What something holds, from the outside in. */
export function contentWords(content: Content): string {
  switch (content.kind) {
    case 'esp':
      return `ESP, vfat, ${content.mountpoint}`;
    case 'swap':
      return content.randomEncryption ? 'swap, a new random key on every boot' : 'swap';
    case 'luks':
      return `LUKS2 "${content.mapper}", ${filesystemWords(content.content ?? content)}`;
    case 'btrfs':
      return `${filesystemWords(content)}, not encrypted`;
    case 'luks-member':
      return `LUKS2 "${content.mapper}", mirror of a filesystem in another one`;
    case 'btrfs-member':
      return `mirror of btrfs "${content.label}", not encrypted`;
    case 'md-member':
      return `half of the array "${content.array}"`;
    default:
      return content.kind;
  }
}

function filesystemWords({ kind, label, mirrors = [], subvolumes = [] }: Content): string {
  const options = subvolumes[0]?.mountOptions.join(' ') ?? 'no subvolumes';
  const raid = mirrors.length === 0 ? '' : `, RAID1 with ${mirrors.join(' ')}`;
  return `${kind} "${label}"${raid}, ${options}`;
}

/** Where a subvolume is mounted, and the swap file in it. */
export function subvolumeWords({ mountpoint, swapFile }: Subvolume): string {
  return swapFile === null ? mountpoint : `${mountpoint}  swapfile ${swapFile.size}`;
}

/** Which part of a disk a loss is about. */
export function lossPlace({ partition }: Pick<Loss, 'partition'>): string {
  return partition === null ? 'whole disk' : `partition ${shownText(partition, 8)}`;
}

/** What is lost there: the signature, its mounts, and loudly what hangs on other disks. */
export function lossWords(loss: Loss): string {
  const mounts = loss.mounts.map((mount) => shownText(mount, 60)).join(' ');
  const shared = loss.alsoOn.map((name) => shownText(name, 20)).join(' ');
  return [
    shownText(loss.type, 20),
    ...(mounts === '' ? [] : [`mounted at ${mounts}`]),
    ...(shared === '' ? [] : [`AND ITS PART ON ${shared}`]),
  ].join(', ');
}
