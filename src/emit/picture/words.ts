import { shownBytes } from '../../model/display.ts';
import type { DiskLayout, Partition, Subvolume } from '../../model/layout.ts';
import type { Box } from './bar.ts';
import { shownText } from './cells.ts';

type Loss = DiskLayout['losses'][number];

/** Which colour a partition has: what matters is whether it is encrypted. */
export function partitionTone({ content, type }: Partition): Box['tone'] {
  if (type === 'EF00' || type === 'EF02') return 'boot';
  if (content?.kind === 'swap') return 'swap';
  return content?.kind === 'luks' ? 'encrypted' : 'plain';
}

/** A partition's size: what it comes to, else what was asked for. */
export function sizeWords({ size, sizeBytes }: Partition): string {
  return sizeBytes === null ? size.replace('100%', 'the rest') : shownBytes(sizeBytes);
}

/** What a partition holds, from the outside in. */
export function contentWords({ type, content }: Partition): string {
  switch (content?.kind) {
    case 'esp':
      return `ESP, vfat, ${content.mountpoint}`;
    case 'swap':
      return content.randomEncryption ? 'swap, a new random key on every boot' : 'swap';
    case 'luks':
      return `LUKS2 "${content.mapper}", btrfs "${content.content.label}", ${optionsOf(content.content)}`;
    case 'btrfs':
      return `btrfs "${content.label}", ${optionsOf(content)}, not encrypted`;
    default:
      return type === 'EF02' ? 'BIOS boot partition for GRUB' : 'empty';
  }
}

function optionsOf(content: { subvolumes: { mountOptions: string[] }[] }): string {
  return content.subvolumes[0]?.mountOptions.join(' ') ?? 'no subvolumes';
}

/** The subvolumes of a partition, encrypted or not. */
export function subvolumesOf({ content }: Partition): readonly Subvolume[] {
  const filesystem = content?.kind === 'luks' ? content.content : content;
  return filesystem?.kind === 'btrfs' ? filesystem.subvolumes : [];
}

/** Where a subvolume is mounted, and the swap file in it. */
export function subvolumeWords({ mountpoint, swapFile }: Subvolume): string {
  return swapFile === null ? mountpoint : `${mountpoint}  swapfile ${swapFile.size}`;
}

/** Which part of a disk a loss is about. */
export function lossPlace({ partition }: Loss): string {
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
