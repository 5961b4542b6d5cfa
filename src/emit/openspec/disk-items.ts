import { shownBytes } from '../../model/display.ts';
import type { DiskLayout, MdArray, Partition } from '../../model/layout.ts';
import { markdownCode, markdownText } from '../markdown.ts';

type Content = Partition['content'] | MdArray['content'];

/** What a layout makes of the disks that it takes, an item each. */
export function diskItems(layout: DiskLayout): string[] {
  return [
    ...layout.disks.flatMap(({ role, device, sizeBytes, partitions }) => [
      `${role} disk ${markdownCode(device)}, ${shownBytes(sizeBytes)}`,
      ...partitions.map(({ key, size, content }) =>
        item(`partition ${markdownCode(key)} of ${markdownCode(device)}, ${sized(size)}`, content),
      ),
    ]),
    ...(layout.arrays ?? []).map(({ name, content }) =>
      item(`array ${markdownCode(name)}`, content),
    ),
  ];
}

/** Where memory that is not in use goes. */
export function swapItem({ zram }: DiskLayout): string {
  return `compressed memory, up to ${zram.memoryPercent} %: ${markdownText(zram.reason)}`;
}

function item(what: string, content: Content): string {
  const holds = contentWords(content);
  return holds === null ? what : `${what}: ${holds}`;
}

function sized(size: string): string {
  return size === '100%' ? 'the rest' : size;
}

function contentWords(content: Content): string | null {
  switch (content?.kind) {
    case 'esp':
      return `vfat at ${markdownCode(content.mountpoint)}`;
    case 'swap':
      return content.randomEncryption ? 'swap with a random key' : 'swap';
    case 'luks':
      return `LUKS ${markdownCode(content.mapper)}, ${contentWords(content.content)}`;
    case 'luks-member':
      return `LUKS ${markdownCode(content.mapper)}, the other half of the mirror`;
    case 'btrfs':
      return `btrfs ${markdownCode(content.label)}${content.mirrors === undefined ? '' : ' on both disks'} with ${content.subvolumes
        .map(({ name, mountpoint }) => `${markdownCode(name)} at ${markdownCode(mountpoint)}`)
        .join(', ')}`;
    case 'btrfs-member':
      return `the other half of btrfs ${markdownCode(content.label)}`;
    case 'md-member':
      return `half of the array ${markdownCode(content.array)}`;
    default:
      return null;
  }
}

/** What an installation destroys, an item each. */
export function lossItems({ losses }: DiskLayout): string[] {
  return losses.map(({ disk, partition, type, mounts, alsoOn }) => {
    const where = `${markdownCode(disk)}, ${partition === null ? 'the whole disk' : `partition ${markdownText(partition)}`}`;
    const mounted =
      mounts.length === 0 ? '' : `, mounted at ${mounts.map(markdownCode).join(', ')}`;
    const shared =
      alsoOn.length === 0 ? '' : `, **and its part on ${alsoOn.map(markdownCode).join(', ')}**`;
    return `${where}: ${markdownText(type)}${mounted}${shared}`;
  });
}
