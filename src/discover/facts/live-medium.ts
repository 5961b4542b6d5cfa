import type { Holding } from '../../model/hardware.ts';

// Where live systems mount the medium they came from: NixOS, Arch, Fedora and dracut, Debian, Ubuntu.
const LIVE_MOUNTS: ReadonlySet<string> = new Set([
  '/cdrom',
  '/iso',
  '/lib/live/mount/medium',
  '/run/archiso/bootmnt',
  '/run/initramfs/live',
  '/run/live/medium',
]);

/** True when a live system was started from the disk, or an ISO image was written onto it. */
export function isLiveMedium(holds: readonly Holding[]): boolean {
  return holds.some(
    (holding) =>
      holding.type === 'iso9660' || holding.mounts.some((mount) => LIVE_MOUNTS.has(mount)),
  );
}
