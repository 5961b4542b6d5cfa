import type { DiskLayout } from '../../model/layout.ts';
import { filesystemOf, placesOf } from './filesystem.ts';
import { refuse } from './refuse.ts';

/** Mount options that a layout may use: what else exists is set by default, or is a mistake. */
const MOUNT_OPTIONS = new Set([
  'compress=zstd:1',
  'compress=zstd:3',
  'noatime',
  'nofail',
  'commit=120',
]);

/** Mount options are those of the whole filesystem: btrfs takes them from the first mount. */
export function checkFilesystems(layout: DiskLayout): void {
  for (const place of placesOf(layout)) {
    const found = filesystemOf(place);
    if (found === null) continue;
    const sets = found.subvolumes.map(({ mountOptions }) => mountOptions.join(','));
    if (new Set(sets).size > 1) {
      refuse(
        `${place.name}: subvolumes differ in mount options, and the first mount decides for all`,
      );
    }
    const odd = found.subvolumes.flatMap(({ mountOptions }) => mountOptions);
    if (odd.some((option) => !MOUNT_OPTIONS.has(option))) {
      refuse(`${place.name}: a mount option is not among those that are known to work`);
    }
  }
}
