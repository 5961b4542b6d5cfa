import type { DiskLayout } from '../../model/layout.ts';
import { filesystemOf, placesOf, swapFilesOf } from './filesystem.ts';
import { refuse } from './refuse.ts';

/** One kind of swap on disk, and none that can be read later or that btrfs cannot have. */
export function checkSwap(layout: DiskLayout): void {
  const places = placesOf(layout);
  const files = places.flatMap(swapFilesOf);
  const devices = places.filter(({ content }) => content?.kind === 'swap');
  if (files.length > 1 || (files.length > 0 && devices.length > 0)) {
    refuse('there is swap twice: hibernation cannot resume from a swap with a random key');
  }
  const halves = layout.disks.filter(({ role }) => role === 'system' || role === 'mirror').length;
  if (devices.length > ((layout.arrays ?? []).length > 0 ? 1 : halves)) {
    refuse('there is more than one swap for each disk of the system');
  }
  if (devices.some(({ content }) => content?.kind === 'swap' && !content.randomEncryption)) {
    refuse('a swap partition without encryption would keep what memory held');
  }
  // btrfs(5): a swapfile needs a filesystem on one device, with one copy of its data.
  const onMirror = places.some(
    (place) => swapFilesOf(place).length > 0 && (filesystemOf(place)?.mirrors ?? []).length > 0,
  );
  if (onMirror) refuse('a btrfs filesystem over two disks cannot have a swapfile');
  const { memoryPercent } = layout.zram;
  if (memoryPercent < 1 || memoryPercent > 200) refuse('zram must take between 1 and 200 per cent');
}
