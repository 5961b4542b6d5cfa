import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { DiskLayout } from '../../model/layout.ts';
import { mountsOf, swapFilesOf } from './layout-parts.ts';

/** Something that was not made by the formatting, and the mount point that it lies in. */
export interface Kept {
  mountpoint: string;
  name: string;
}

/**
 * The first thing in a layout that was just formatted and mounted that is neither a mount point nor a swap file;
 * null where there is none. What an earlier install left would be taken for this one's, its keys and passwords
 * too. `namesIn` lists a mount point of the installed system.
 */
export function keptIn(
  layout: DiskLayout,
  namesIn: (mountpoint: string) => readonly string[],
): Kept | null {
  const mountpoints = mountsOf(layout).map(({ mountpoint }) => mountpoint);
  const made = [...mountpoints, ...swapFilesOf(layout)];
  for (const mountpoint of mountpoints) {
    const name = namesIn(mountpoint).find((name) => {
      const place = `${join(mountpoint, name)}/`;
      return !made.some((path) => `${path}/`.startsWith(place));
    });
    if (name !== undefined) return { mountpoint, name };
  }
  return null;
}

/**
 * Holds that below `root` there is only what the formatting made.
 *
 * @throws PantherError `refused` that names the place and one thing in it.
 */
export function refuseKept(root: string, layout: DiskLayout): void {
  const kept = keptIn(layout, (mountpoint) => {
    const place = join(root, mountpoint);
    return existsSync(place) ? readdirSync(place) : [];
  });
  if (kept === null) return;
  throw new PantherError(
    'refused',
    `${join(root, kept.mountpoint)}: holds ${shownText(kept.name, 60)} although the disk was just wiped, so something of an earlier install was kept; no system is put there. Zero the start of each partition (dd), then run panther-discover install --resume`,
  );
}
