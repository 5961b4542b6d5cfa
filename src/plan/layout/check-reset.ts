import type { DiskLayout } from '../../model/layout.ts';
import { filesystemOf, mountedFrom, rootPlace } from './filesystem.ts';
import { refuse } from './refuse.ts';

/** What is reset on boot is the root, and what must outlive the reset lies outside of it. */
export function checkReset(layout: DiskLayout): void {
  const root = rootPlace(layout);
  const found = root === undefined ? null : filesystemOf(root);
  if (root === undefined || found === null) refuse('there must be a btrfs filesystem for the root');
  for (const kept of ['/persist', '/nix', '/var/log']) {
    if (!found.subvolumes.some(({ mountpoint }) => mountpoint === kept)) {
      refuse(`without ${kept} on the filesystem of the root it is lost with each reset`);
    }
  }
  const { reset } = layout;
  const subvolume = found.subvolumes.find(({ mountpoint }) => mountpoint === '/');
  if (reset.device !== mountedFrom(root) || reset.subvolume !== subvolume?.name) {
    refuse('what is reset on boot is not the root of the system disk');
  }
  if (reset.blankSnapshot !== found.blankSnapshot) refuse('the blank snapshot has two names');
  const names = found.subvolumes.map(({ name }) => name);
  if (names.includes(reset.blankSnapshot) || names.includes('@old-roots')) {
    refuse('a subvolume has the name of what the reset keeps for itself');
  }
  // The root cannot be mounted before all of its devices are there (btrfs(5)).
  if ((reset.waitFor ?? []).join() !== (found.mirrors ?? []).join()) {
    refuse('the reset does not wait for every device of the root');
  }
}
