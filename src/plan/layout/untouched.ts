import type { Disk } from '../../model/hardware.ts';
import type { RoledDisk } from './data-disks.ts';
import { areTwins } from './disk-kind.ts';

/** Why a disk is not taken, in words of our own: nothing that the disk says of itself stands in them. */
export function untouchedReason(disk: Disk, system: Disk, roled: readonly RoledDisk[]): string {
  if (roled.some((other) => other.disk === disk)) return 'Left alone by an answer.';
  if (disk.liveMedium === true) return 'Carries the live system.';
  if (disk.readOnly === true) return 'Can only be read.';
  if (disk.removable === true) return 'A removable medium, which is taken only when named.';
  if (disk.transport === 'usb') return 'Hangs on USB, and is taken only when named.';
  if (disk.unfit !== null) {
    return disk.sizeBytes === null || disk.sizeBytes === 0
      ? 'Its size is not known.'
      : 'Can never be the system disk: too small, or not to be written.';
  }
  if (areTwins(disk, system)) {
    return 'As large as the system disk, but no answer lets the two mirror each other (layout.redundancy).';
  }
  return 'No answer gives it a role, and a filesystem over two disks is lost with either.';
}
