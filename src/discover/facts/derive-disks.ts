import type { Disk, Holding, PciDevice } from '../../model/hardware.ts';
import { isHashed } from '../redact/identifiers.ts';
import { redactPathName } from '../redact/links.ts';
import { byCodeUnit } from './part.ts';

const GIBIBYTE = 2 ** 30;
const LEAST_GIBIBYTES = 8;
/** Disks that hypervisors make up name themselves in their inquiry data. */
const MADE_UP =
  /^(QEMU|VBOX|VMware|Msft|Virtual |ORACLE BlockVolume|Google|Amazon EC2|Amazon Elastic)/i;
/** NVMe controllers of QEMU, Amazon, VMware, Microsoft, VirtualBox, Google, Alibaba. */
const VIRTUAL_VENDORS: ReadonlySet<string> = new Set([
  '1414',
  '15ad',
  '1ae0',
  '1b36',
  '1d0f',
  '1ded',
  '80ee',
]);

/** Fills in what follows from several disks and the machine: shared filesystems, fitness, virtuality. */
export function derivedDisks(
  disks: readonly Disk[],
  pci: readonly PciDevice[],
  virtualMachine: boolean | null,
): Disk[] {
  const carriers = carriersByIdentity(disks);
  const vendors = new Map(pci.map((device) => [device.address, device.vendor]));
  return disks.map((disk) => {
    const named = disk.byPath.filter(holdsIdentifier);
    const whole: Disk = {
      ...disk,
      byPath: disk.byPath.filter((path) => !named.includes(path)),
      byId: [...disk.byId, ...named],
      holds: disk.holds.map((holding) => withOthers(holding, disk.name, carriers)),
      virtual: disk.virtual || isVirtual(disk, vendors, virtualMachine),
    };
    return { ...whole, unfit: unfitness(whole) };
  });
}

/** A link by path that names an address of the drive or of a server tells whose it is. */
function holdsIdentifier(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return isHashed(name) || redactPathName(name, () => '') !== name;
}

/** The uuid of a filesystem, a RAID set or a pool is the same on every disk that carries a part. */
function carriersByIdentity(disks: readonly Disk[]): Map<string, string[]> {
  const carriers = new Map<string, string[]>();
  for (const disk of disks) {
    for (const { identity, type } of disk.holds) {
      // An ISO image has a time for a uuid, and FAT a short number: equal ones are copies, not parts.
      if (identity === null || /^(iso9660|udf|vfat|exfat|ntfs)$/.test(type)) continue;
      const names = carriers.get(identity) ?? [];
      if (!names.includes(disk.name)) names.push(disk.name);
      carriers.set(identity, names);
    }
  }
  return carriers;
}

function withOthers(
  holding: Holding,
  name: string,
  carriers: ReadonlyMap<string, readonly string[]>,
): Holding {
  const others = holding.identity === null ? [] : (carriers.get(holding.identity) ?? []);
  const alsoOn = [...new Set([...holding.alsoOn, ...others])].filter((other) => other !== name);
  return { ...holding, alsoOn: alsoOn.sort(byCodeUnit) };
}

function isVirtual(
  disk: Disk,
  vendors: ReadonlyMap<string, string>,
  virtualMachine: boolean | null,
): boolean {
  if (disk.transport === 'virtio' || disk.transport === 'xen') return true;
  if (disk.model !== null && MADE_UP.test(disk.model)) return true;
  if (virtualMachine !== true || disk.transport === 'usb') return false;
  // An NVMe disk of a real maker was handed through to the guest.
  const vendor = disk.controller === null ? undefined : vendors.get(disk.controller);
  return disk.transport !== 'nvme' || vendor === undefined || VIRTUAL_VENDORS.has(vendor);
}

/** Why a disk can never be the system disk; the first reason of several. */
function unfitness(disk: Disk): string | null {
  if (disk.liveMedium === true) return 'The live system that is running stands on it.';
  if (disk.readOnly === true) return 'It can only be read.';
  if (disk.removable === true) return 'It is a removable medium.';
  if (disk.sizeBytes === null) return 'Its size is not known.';
  if (disk.sizeBytes === 0) return 'It has no size: no medium is in it.';
  if (disk.sizeBytes < LEAST_GIBIBYTES * GIBIBYTE) {
    return `It is smaller than ${LEAST_GIBIBYTES} GiB.`;
  }
  return null;
}
