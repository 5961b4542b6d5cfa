import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { DiskLayout } from '../../model/layout.ts';
import { mountsOf, swapFilesOf } from './layout-parts.ts';

/**
 * Holds that a layout that was just formatted and mounted below `root` has nothing in it but mount points and
 * swap files. What an earlier install left would be taken for this one's, its keys and passwords too.
 *
 * @throws PantherError `refused` that names the place and one thing in it.
 */
export function refuseKept(root: string, layout: DiskLayout): void {
  const mounts = mountsOf(layout);
  const made = [...mounts.map(({ mountpoint }) => mountpoint), ...swapFilesOf(layout)];
  for (const { mountpoint } of mounts) {
    const place = join(root, mountpoint);
    if (!existsSync(place)) continue;
    const kept = readdirSync(place).find(
      (name) => !made.some((path) => `${path}/`.startsWith(`${join(mountpoint, name)}/`)),
    );
    if (kept === undefined) continue;
    throw new PantherError(
      'refused',
      `${place}: holds ${shownText(kept, 60)} although the disk was just wiped, so something of an earlier install was kept; no system is put there. Zero the start of each partition (dd), then run panther-discover install --resume`,
    );
  }
}
