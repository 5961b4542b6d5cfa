import type { GuestDisk } from './qemu.ts';

const PCI = String.raw`^/dev/disk/by-path/pci-0000:00:([0-9a-f]{2}\.[0-7])`;
/** How udev names a disk by its path on each bus, for a guest whose devices are all on the first one. */
const PATHS: Record<GuestDisk['bus'], RegExp> = {
  nvme: new RegExp(`${PCI}-nvme-1$`),
  sata: /^\/dev\/disk\/by-path\/pci-0000:00:1f\.2-ata-([1-6])$/,
  virtio: new RegExp(`${PCI}$`),
  'virtio-scsi': new RegExp(`${PCI}-scsi-0:0:0:0$`),
  usb: /^\/dev\/disk\/by-path\/pci-0000:00:1d\.0-usb-0:([1-4]):1\.0-scsi-0:0:0:0$/,
};

/**
 * Where each disk is plugged in: a PCI address, or a port of the board's own SATA controller. A disk
 * that is to have a link by path sits where that link says, so that it is udev who gives it: a rule that
 * hands the same link to another disk as well leaves it to chance which one a script writes to. Throws an
 * Error for a path that no such disk has, and for two disks in one place.
 */
export function slotsOf(disks: readonly GuestDisk[]): string[] {
  const slots = disks.map((disk) => (disk.path === undefined ? null : slotOf(disk, disk.path)));
  const taken = new Set(slots.filter((slot) => slot !== null));
  if (taken.size < slots.filter((slot) => slot !== null).length)
    throw new Error(`two disks in one place: ${slots.join(' ')}`);
  return slots.map((slot, index) => slot ?? freeSlot(disks[index]?.bus ?? 'nvme', taken));
}

function slotOf({ bus }: GuestDisk, path: string): string {
  const place = PATHS[bus].exec(path)?.[1];
  if (place === undefined) throw new Error(`${path}: no ${bus} disk of the guest has that path`);
  return bus === 'sata' ? `ide.${Number(place) - 1}` : place;
}

/** The first place that is free: disks without a path come before the others, as the kernel counts. */
function freeSlot(bus: GuestDisk['bus'], taken: Set<string>): string {
  if (bus === 'usb') return '1';
  const numbers = Array.from({ length: bus === 'sata' ? 6 : 16 }, (_, number) => number);
  const name = (number: number) =>
    bus === 'sata' ? `ide.${number}` : `${(number + 1).toString(16).padStart(2, '0')}.0`;
  const free = numbers.map(name).find((slot) => !taken.has(slot));
  if (free === undefined) throw new Error(`no place is left for a ${bus} disk`);
  taken.add(free);
  return free;
}
