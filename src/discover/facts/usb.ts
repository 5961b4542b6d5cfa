import type { UsbDevice } from '../../model/hardware.ts';
import { hex4 } from '../parse/lines.ts';
import type { Readings } from '../readings.ts';
import { baseName, type Part, readWell } from './part.ts';
import { cleaned } from './placeholders.ts';

const DEVICES = '/sys/bus/usb/devices';
const DEVICE = /^[0-9]+-[0-9]+(\.[0-9]+)*$/;
const BYTE = /^[0-9a-f]{2}$/;

/** USB devices with their interfaces, root hubs aside. */
export function readUsb(readings: Readings): Part {
  const names = readings.children(DEVICES);
  const interfaces = new Map<string, string[]>();
  for (const name of names) {
    const colon = name.indexOf(':');
    if (colon < 0) continue;
    const device = name.slice(0, colon);
    interfaces.set(device, [...(interfaces.get(device) ?? []), name]);
  }
  const usb: UsbDevice[] = [];
  const sources: Record<string, string[]> = {};
  for (const path of names) {
    if (!DEVICE.test(path)) continue;
    const dir = `${DEVICES}/${path}`;
    const vendor = hex4(readings.text(`${dir}/idVendor`));
    const product = hex4(readings.text(`${dir}/idProduct`));
    if (vendor === null || product === null) continue;
    const below = interfaces.get(path) ?? [];
    usb.push({
      path,
      vendor,
      product,
      name: cleaned(readings.text(`${dir}/product`)),
      fixed: isFixedPort(readings, path),
      interfaces: below.flatMap((name) => interfaceOf(readings, `${DEVICES}/${name}`)),
    });
    const files = below.map((name) => `${DEVICES}/${name}/bInterfaceClass`);
    sources[`usb[${path}]`] = readWell(readings, [`${dir}/idVendor`, `${dir}/idProduct`, ...files]);
  }
  return { usb, sources };
}

/** What ACPI or the hub says of the port: fixed, removable or unknown. */
export function isFixedPort(readings: Readings, path: string): boolean | null {
  const told = readings.text(`${DEVICES}/${path}/removable`)?.trim();
  return told === 'fixed' ? true : told === 'removable' ? false : null;
}

function interfaceOf(readings: Readings, dir: string): UsbDevice['interfaces'] {
  const byte = (file: string): string | null => {
    const text = readings.text(`${dir}/${file}`)?.trim().toLowerCase() ?? '';
    return BYTE.test(text) ? text : null;
  };
  const ofClass = byte('bInterfaceClass');
  if (ofClass === null) return [];
  const driver = readings.link(`${dir}/driver`);
  return [
    {
      class: ofClass,
      subclass: byte('bInterfaceSubClass') ?? '00',
      protocol: byte('bInterfaceProtocol') ?? '00',
      driver: driver === null ? null : baseName(driver) || null,
    },
  ];
}
