import type { PciDevice, UsbDevice } from '../../model/hardware.ts';
import { filled, unite, uniteBy } from './merge-lists.ts';
import { byCodeUnit } from './part.ts';

/** PCI functions by address. Where the ids differ, hardware was changed between the two: the first holds. */
export function unitePci(base: readonly PciDevice[], others: readonly PciDevice[]): PciDevice[] {
  const known = new Map(base.map((device) => [device.address, device]));
  const fitting = others.filter((other) => {
    const same = known.get(other.address);
    return same === undefined || (same.vendor === other.vendor && same.device === other.device);
  });
  const united = uniteBy(base, fitting, (device) => device.address).map((device) =>
    withFullerClass(device, fitting),
  );
  return united.sort((a, b) => byCodeUnit(a.address, b.address));
}

/** A class with its programming interface says more than the same class without. */
function withFullerClass(device: PciDevice, others: readonly PciDevice[]): PciDevice {
  if (device.class.length === 6) return device;
  const other = others.find(({ address }) => address === device.address);
  return other?.class.startsWith(device.class) ? { ...device, class: other.class } : device;
}

/** USB devices by port and ids, then by ids alone for what stands elsewhere or has no known port. */
export function uniteUsb(base: readonly UsbDevice[], others: readonly UsbDevice[]): UsbDevice[] {
  const left = [...others];
  const take = (known: UsbDevice, samePort: boolean): UsbDevice => {
    const at = left.findIndex(
      (other) =>
        known.vendor === other.vendor &&
        known.product === other.product &&
        (!samePort || (known.path !== null && known.path === other.path)),
    );
    const [other] = at < 0 ? [] : left.splice(at, 1);
    if (other === undefined) return known;
    const interfaces =
      known.interfaces.length > 0
        ? unite(known.interfaces, other.interfaces, isSameInterface)
        : other.interfaces;
    return { ...filled(known, other), interfaces };
  };
  const byPort = base.map((known) => take(known, true));
  const byIds = byPort.map((known) => take(known, false));
  const ports = new Set(base.map((device) => device.path));
  const rest = left.map((other) => (ports.has(other.path) ? { ...other, path: null } : other));
  return sortedUsb([...byIds, ...rest]);
}

export function sortedUsb(devices: readonly UsbDevice[]): UsbDevice[] {
  return devices
    .map((device) => ({
      device,
      key: `${device.path ?? '~'} ${device.vendor}:${device.product} ${device.name ?? ''}`,
    }))
    .sort((a, b) => byCodeUnit(a.key, b.key))
    .map(({ device }) => device);
}

type UsbInterface = UsbDevice['interfaces'][number];

function isSameInterface(a: UsbInterface, b: UsbInterface): boolean {
  return a.class === b.class && a.subclass === b.subclass && a.protocol === b.protocol;
}
