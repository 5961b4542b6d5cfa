import type { GuestDisk } from './qemu.ts';

const PCI = String.raw`^/dev/disk/by-path/pci-0000:00:([0-9a-f]{2}\.[0-7])`;
/** How udev names a disk by its path on each bus, for a guest whose devices are all on the first one. */
const PATHS: Record<GuestDisk['bus'], RegExp> = {
  nvme: new RegExp(`${PCI}-nvme-1$`),
  sata: /^\/dev\/disk\/by-path\/pci-0000:00:1f\.2-ata-([1-6])$/,
  virtio: new RegExp(`${PCI}$`),
  'virtio-scsi': new RegExp(`${PCI}-scsi-0:0:0:0$`),
};

/**
 * Where each disk is plugged in: a PCI address, or a port of the board's own SATA controller. It sits
 * where its link by path says, so that it is udev who gives the link: a rule that hands one out leaves
 * it to chance which of two disks has it, and which one a script writes to. Throws an Error for a path
 * that no such disk has, and for two disks in one place.
 */
export function slotsOf(disks: readonly GuestDisk[]): string[] {
  const slots = disks.map(slotOf);
  if (new Set(slots).size < slots.length)
    throw new Error(`two disks in one place: ${slots.join(' ')}`);
  return slots;
}

function slotOf({ bus, path }: GuestDisk): string {
  const place = PATHS[bus].exec(path)?.[1];
  if (place === undefined) throw new Error(`${path}: no ${bus} disk of the guest has that path`);
  return bus === 'sata' ? `ide.${Number(place) - 1}` : place;
}

/** The link by path of a disk in the guest's third slot or port, where no row of the table has one. */
export function thirdPlace(bus: GuestDisk['bus']): string {
  const ending = { nvme: '-nvme-1', virtio: '', 'virtio-scsi': '-scsi-0:0:0:0' };
  const place = bus === 'sata' ? '1f.2-ata-3' : `02.0${ending[bus]}`;
  return `/dev/disk/by-path/pci-0000:00:${place}`;
}
