import type { NetworkInterface, PciDevice } from '../../model/hardware.ts';
import { decimal } from '../parse/lines.ts';
import type { Readings } from '../readings.ts';

const PCI = '/sys/bus/pci/devices';
const SLOTS = '/sys/bus/pci/slots';
const NET = '/sys/class/net';
/** systemd takes no higher number for an onboard device's (net_id, ONBOARD_INDEX_MAX). */
const LAST_ONBOARD = 16_383;

export type InterfaceNames = NonNullable<NetworkInterface['names']>;

/**
 * The names that udev gives an interface of a PCI function (systemd.net-naming-scheme): by the
 * number that the firmware gives an onboard device, by the slot, by the place on the bus. `parent`
 * is the function's address, `usb` the port path of a USB device behind it.
 */
export function interfaceNames(
  readings: Readings,
  card: NetworkInterface,
  parent: string | null,
): InterfaceNames | undefined {
  if (parent === null) return undefined;
  const prefix = prefixOf(card);
  if (prefix === null) return undefined;
  const port = decimal(readings.text(`${NET}/${card.name}/dev_port`)) ?? 0;
  const tail = port > 0 ? `d${port}` : '';
  const usb = card.device === parent ? '' : usbTail(card.device);
  if (usb === null) return undefined;
  const shares = readings
    .children(PCI)
    .some((address) => address !== parent && deviceOf(address) === deviceOf(parent));
  const slot = slotOf(readings, parent);
  return {
    onboard: usb === '' ? onboardName(readings, parent, `${prefix}o`, tail) : null,
    slot:
      slot === null
        ? null
        : `${prefix}${domainOf(parent)}s${slot}${functionOf(parent, shares)}${usb}${tail}`,
    path: pathName(prefix, parent, shares, usb + tail),
  };
}

/** The name by path alone, for an interface that another tool told of. */
export function namesByPath(
  card: NetworkInterface,
  pci: readonly PciDevice[],
): InterfaceNames | undefined {
  const prefix = prefixOf(card);
  const parent = pci.find(({ address }) => address === card.device)?.address;
  if (prefix === null || parent === undefined) return undefined;
  const shares = pci.some(
    ({ address }) => address !== parent && deviceOf(address) === deviceOf(parent),
  );
  return { onboard: null, slot: null, path: pathName(prefix, parent, shares, '') };
}

function prefixOf({ kind, name }: NetworkInterface): string | null {
  if (kind === 'wireless') return 'wl';
  if (kind === 'wired') return 'en';
  return name.startsWith('ww') ? 'ww' : null;
}

function pathName(prefix: string, parent: string, shares: boolean, tail: string): string {
  const [, bus = '', device = ''] = parent.split(/[:.]/);
  const place = `p${Number.parseInt(bus, 16)}s${Number.parseInt(device, 16)}`;
  return `${prefix}${domainOf(parent)}${place}${functionOf(parent, shares)}${tail}`;
}

function domainOf(parent: string): string {
  const domain = Number.parseInt(parent, 16);
  return domain === 0 ? '' : `P${domain}`;
}

/** Named where a device has several functions. */
function functionOf(parent: string, shares: boolean): string {
  const number = parent.slice(parent.lastIndexOf('.') + 1);
  return shares || number !== '0' ? `f${number}` : '';
}

function deviceOf(address: string): string {
  return address.slice(0, address.lastIndexOf('.'));
}

function onboardName(
  readings: Readings,
  parent: string,
  prefix: string,
  tail: string,
): string | null {
  const number =
    decimal(readings.text(`${PCI}/${parent}/acpi_index`)) ??
    decimal(readings.text(`${PCI}/${parent}/index`));
  if (number === null || number < 1 || number > LAST_ONBOARD) return null;
  return `${prefix}${number}${tail}`;
}

/** The number of the slot whose address is the device's; slots with other names count for nothing. */
function slotOf(readings: Readings, parent: string): string | null {
  for (const name of readings.children(SLOTS)) {
    if (!/^[1-9][0-9]{0,8}$/.test(name)) continue;
    if (readings.text(`${SLOTS}/${name}/address`)?.trim() === deviceOf(parent)) return name;
  }
  return null;
}

/** `3-9.1` → u9u1: the bus is left out, and so are the first configuration and interface. */
function usbTail(path: string | null): string | null {
  const found = /^[0-9]+-([0-9]+(?:\.[0-9]+)*)$/.exec(path ?? '');
  return found === null
    ? null
    : (found[1] ?? '')
        .split('.')
        .map((port) => `u${port}`)
        .join('');
}
