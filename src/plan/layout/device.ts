import { DeviceLink } from '../../model/answers.ts';
import type { Disk } from '../../model/hardware.ts';
import { byCodeUnit } from './disk-kind.ts';

/** What stands in a link in place of a serial, once a capture is redacted. */
const HASHED = /h:[0-9a-f]{6,64}/;

/** Drives with a zeroed identifier all share the one link. */
const ZEROED = /\/(wwn-0x|nvme-eui\.)0+$/;

export function isHashed(link: string): boolean {
  return HASHED.test(link);
}

export function isByIdLink(link: string): boolean {
  return link.startsWith('/dev/disk/by-id/');
}

/** Does a link with its serial fit the same link with the serial hashed? */
export function fitsHashed(link: string, recorded: string): boolean {
  const hash = HASHED.exec(recorded);
  if (hash === null) return false;
  const before = recorded.slice(0, hash.index);
  const after = recorded.slice(hash.index + hash[0].length);
  return (
    link.length > before.length + after.length && link.startsWith(before) && link.endsWith(after)
  );
}

/**
 * The by-path link of a disk: no other disk has it, and disko's shell script can take it. Names that
 * udev escaped hold a backslash and are passed over.
 */
export function byPathLink(disk: Disk, disks: readonly Disk[]): string | null {
  const usable = usableLinks(disk, disks, 'byPath').sort(byCodeUnit);
  const [first] = usable;
  if (first === undefined) return null;
  // udev keeps …-ata-1 beside …-ata-1.0 for old configurations only.
  return usable.includes(`${first}.0`) ? `${first}.0` : first;
}

/**
 * The by-id link that names the disk best and that no other disk could take over, for owners who opted in;
 * hashed ones name nothing.
 */
export function byIdLink(disk: Disk, disks: readonly Disk[]): string | null {
  const ranked = usableLinks(disk, disks, 'byId')
    .filter((link) => !isHashed(link) && !isShared(link, disk, disks))
    .sort((a, b) => rankOf(a) - rankOf(b) || byCodeUnit(a, b));
  return ranked[0] ?? null;
}

/**
 * Of disks that tell the same identity (cheap ones, bridges, namespaces of one drive) udev gives the link to
 * whichever it looked at last, so that it may lead elsewhere a moment later (udev(7), link_priority).
 */
function isShared(link: string, disk: Disk, disks: readonly Disk[]): boolean {
  if (ZEROED.test(link)) return true;
  const id = rankOf(link) === 0 ? 'wwid' : 'serial';
  return disks.some((other) => other !== disk && disk[id] !== null && other[id] === disk[id]);
}

function usableLinks(disk: Disk, disks: readonly Disk[], field: 'byPath' | 'byId'): string[] {
  const prefix = field === 'byPath' ? '/dev/disk/by-path/' : '/dev/disk/by-id/';
  return disk[field].filter(
    (link) =>
      link.startsWith(prefix) &&
      DeviceLink.safeParse(link).success &&
      disks.every((other) => other === disk || !other[field].includes(link)),
  );
}

function rankOf(link: string): number {
  const name = link.slice('/dev/disk/by-id/'.length);
  if (/^(nvme-eui\.|wwn-|nvme-uuid\.)/.test(name)) return 0;
  if (/^(nvme|ata)-/.test(name)) return 1;
  if (/^(scsi|virtio)-/.test(name)) return 2;
  return 3;
}
