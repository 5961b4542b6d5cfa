import type { Disk } from '../../model/hardware.ts';
import type { LsblkNode } from '../parse/lsblk.ts';
import type { Readings } from '../readings.ts';
import { baseName, pciAddresses } from './part.ts';

const BLOCK = '/sys/block';
const NVME = '/sys/class/nvme';

/** The sysfs path of the device that a disk hangs on, as stored links tell it; null: not recorded. */
export function devicePath(readings: Readings, name: string): string | null {
  return readings.link(`${BLOCK}/${name}`);
}

/** PCI address of the controller, or null where the disk hangs on none or the links do not tell. */
export function controllerOf(readings: Readings, name: string): string | null {
  const own = pciAddresses(devicePath(readings, name) ?? '').at(-1);
  if (own !== undefined || !name.startsWith('nvme')) return own ?? null;
  const paths = nvmeControllers(readings, name);
  const addresses = new Set(paths.flatMap((path) => pciAddresses(path).slice(-1)));
  // Several paths to one namespace have no single controller.
  return addresses.size === 1 ? ([...addresses][0] ?? null) : null;
}

/** With native multipath a namespace names its subsystem, and that one its controllers. */
function nvmeControllers(readings: Readings, name: string): string[] {
  const below = `${BLOCK}/${name}/device/`;
  const paths: string[] = [];
  for (const id of readings.ids(`${below}nvme`)) {
    const target = readings.link(id);
    if (target === null || !/^nvme[0-9]+$/.test(baseName(id))) continue;
    paths.push(target, readings.link(`${NVME}/${baseName(target)}`) ?? '');
  }
  if (paths.length > 0) return paths;
  const controller = readings.link(`${BLOCK}/${name}/device`);
  return controller === null ? [] : [readings.link(`${NVME}/${baseName(controller)}`) ?? ''];
}

/** How the disk is attached: by its kernel name first, by its way through sysfs for SCSI disks. */
export function transportOf(
  readings: Readings,
  name: string,
  node: LsblkNode | undefined,
): Disk['transport'] {
  const path = devicePath(readings, name);
  if (name.startsWith('nvme')) return 'nvme';
  if (name.startsWith('mmcblk')) return 'mmc';
  if (name.startsWith('xvd')) return 'xen';
  if (/^vd[a-z]/.test(name)) return 'virtio';
  if (/^hd[a-z]/.test(name)) return 'ide';
  if (path === null) return lsblkTransport(node?.transport ?? null);
  if (/\/usb[0-9]+\//.test(path)) return 'usb';
  if (/\/ata[0-9]+\//.test(path)) return isIde(readings, path) ? 'ide' : 'sata';
  if (/^sd[a-z]/.test(name)) return lsblkTransport(node?.transport ?? null) ?? 'scsi';
  return 'other';
}

/** libata drives old IDE controllers too: class 0101 (PCI Code and ID Assignment, 1.2). */
function isIde(readings: Readings, path: string): boolean {
  const address = pciAddresses(path).at(-1);
  if (address === undefined) return false;
  return /^0x0101/.test(readings.text(`/sys/bus/pci/devices/${address}/class`)?.trim() ?? '');
}

function lsblkTransport(told: string | null): Disk['transport'] {
  switch (told) {
    case null:
      return null;
    case 'nvme':
    case 'sata':
    case 'usb':
    case 'mmc':
    case 'virtio':
      return told;
    case 'ata':
      return 'ide';
    case 'sas':
    case 'spi':
    case 'fc':
    case 'iscsi':
      return 'scsi';
    default:
      return 'other';
  }
}
