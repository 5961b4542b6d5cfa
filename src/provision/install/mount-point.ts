import { readFileSync } from 'node:fs';
import { PantherError } from '../../model/errors.ts';
import { MOUNT_POINT } from './commands.ts';

/** Source and place of each mount that this process sees. */
export function mountsHere(): { source: string; place: string }[] {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '))
    .map(([source = '', place = '']) => ({ source, place }));
}

/** Whether anything is mounted where the system is put together. */
export function isMounted(): boolean {
  return mountsHere().some(({ place }) => place === MOUNT_POINT);
}

/**
 * Something of somebody else's below the mount point would be unmounted by disko, or be built on.
 *
 * @throws PantherError `refused` where there is something.
 */
export function refuseOccupied(): void {
  const taken = mountsHere()
    .map(({ place }) => place)
    .filter((place) => place === MOUNT_POINT || place.startsWith(`${MOUNT_POINT}/`));
  const [first] = taken;
  if (first === undefined) return;
  throw new PantherError(
    'refused',
    `something is mounted at ${MOUNT_POINT} already, where the new system is put together; no disk was touched. Unmount it: umount --recursive ${MOUNT_POINT}`,
  );
}
