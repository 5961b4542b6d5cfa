import type { Display, InputDevice } from '../../model/hardware.ts';
import {
  countOf,
  type FacterEntry,
  type FacterFields,
  fieldsOf,
  idHex4,
  idNumber,
  textOf,
} from '../parse/facter-report.ts';
import { isPciAddress } from '../parse/facter-sysfs.ts';
import { USB_BUS } from './facter-usb.ts';

/** hwinfo's bus numbers (hd_bus_type). */
const PS2_BUS = 128;
const SERIAL_BUS = 129;
/** PS/2 product numbers that the kernel's psmouse gives (drivers/input/mouse/psmouse-base.c). */
const PS2_KINDS: Readonly<Record<string, InputDevice['kind']>> = {
  '0007': 'touchpad',
  '0008': 'touchpad',
  '000e': 'touchpad',
  '000a': 'trackpoint',
};

/** Keyboards and pointing devices, sorted by name. The report has several entries for one device. */
export function inputOfFacter(entries: readonly FacterEntry[]): InputDevice[] {
  const devices = new Map<string, InputDevice>();
  for (const { hardwareClass, fields } of entries) {
    if (hardwareClass !== 'keyboard' && hardwareClass !== 'mouse') continue;
    const device = inputOf(hardwareClass, fields);
    devices.set(`${device.name}\0${device.kind}\0${device.vendor}:${device.product}`, device);
  }
  return [...devices.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, device]) => device);
}

function inputOf(hardwareClass: 'keyboard' | 'mouse', fields: FacterFields): InputDevice {
  const vendor = idHex4(fields['vendor']);
  const product = idHex4(fields['device']);
  const bus = busOf(fields);
  return {
    name: textOf(fields['model']) ?? `${vendor ?? '????'}:${product ?? '????'}`,
    kind: hardwareClass === 'keyboard' ? 'keyboard' : pointerKind(bus, vendor, product),
    bus,
    vendor,
    product,
  };
}

function pointerKind(
  bus: InputDevice['bus'],
  vendor: string | null,
  product: string | null,
): InputDevice['kind'] {
  // A pointing device on an I²C bus is built in, and no mouse is.
  if (bus === 'i2c') return 'touchpad';
  if (bus === 'isa' && vendor === '0002') return PS2_KINDS[product ?? ''] ?? 'mouse';
  return 'mouse';
}

function busOf(fields: FacterFields): InputDevice['bus'] {
  const path = textOf(fields['sysfs_id']) ?? '';
  switch (idNumber(fields['bus_type'])) {
    case USB_BUS:
      return 'usb';
    case PS2_BUS:
      return 'isa';
    case SERIAL_BUS:
      return /\/i2c-[0-9]/.test(path) ? 'i2c' : 'other';
    case null:
      return null;
    default:
      return 'other';
  }
}

/** Connected displays, in the order of the report. It does not tell which of them is built in. */
export function displaysOfFacter(entries: readonly FacterEntry[]): Display[] {
  const graphics = new Map<number, string>();
  for (const { hardwareClass, fields } of entries) {
    const index = countOf(fields['index']);
    const address = textOf(fields['sysfs_bus_id']);
    if (hardwareClass !== 'graphics_card' || index === null || address === null) continue;
    if (isPciAddress(address)) graphics.set(index, address);
  }
  const displays: Display[] = [];
  for (const { hardwareClass, fields } of entries) {
    if (hardwareClass !== 'monitor') continue;
    const detail = fieldsOf(fields['detail']);
    displays.push({
      connector: null,
      internal: null,
      gpu: graphics.get(countOf(fields['attached_to']) ?? -1) ?? null,
      widthPixels: countOf(detail['width']),
      heightPixels: countOf(detail['height']),
      widthMillimetres: countOf(detail['width_millimetres']),
      heightMillimetres: countOf(detail['height_millimetres']),
    });
  }
  return displays;
}
