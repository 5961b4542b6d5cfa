import type { UsbDevice } from '../../model/hardware.ts';
import { linesOf } from './lines.ts';

const HEAD = /^Bus ([0-9]{3}) Device ([0-9]{3}): ID ([0-9a-f]{4}):([0-9a-f]{4})(?: (.{0,200}))?$/;
const FIELD = /^ +(bInterface(?:Number|Class|SubClass|Protocol)|bAlternateSetting) +([0-9]{1,3})\b/;
const PRODUCT = /^ {2}iProduct +[0-9]+ (.{1,200})$/;
/** Vendor of the kernel's own root hubs, which are a part of their controller. */
const LINUX_FOUNDATION = '1d6b';

type UsbInterface = UsbDevice['interfaces'][number];

interface Found {
  device: UsbDevice;
  faces: Map<number, UsbInterface>;
  face: { number: number; class: number; subclass: number } | null;
}

/** `lsusb` and `lsusb -v`, one after the other or alone. They tell no port path and no driver. */
export function parseLsusb(text: string): UsbDevice[] {
  if (!text.includes(' Device ')) return [];
  const devices = new Map<string, Found>();
  let current: Found | null = null;
  for (const line of linesOf(text)) {
    const head = HEAD.exec(line);
    if (head !== null) current = deviceOf(head, devices);
    else if (current !== null) addDetail(current, line);
  }
  return [...devices.values()]
    .map(({ device, faces }) => ({
      ...device,
      interfaces: [...faces.entries()].sort(([a], [b]) => a - b).map(([, face]) => face),
    }))
    .sort((a, b) => (a.vendor + a.product < b.vendor + b.product ? -1 : 1));
}

function deviceOf(head: readonly string[], devices: Map<string, Found>): Found | null {
  const [, bus, number, vendor = '', product = '', name] = head;
  if (vendor === LINUX_FOUNDATION) return null;
  const key = `${bus}:${number}`;
  const known = devices.get(key);
  if (known !== undefined) return known;
  const device = { path: null, vendor, product, name: name?.trim() || null, interfaces: [] };
  const found = { device, faces: new Map(), face: null };
  devices.set(key, found);
  return found;
}

function addDetail(found: Found, line: string): void {
  const product = PRODUCT.exec(line)?.[1]?.trim();
  if (product) found.device.name = product;
  const [, field, digits] = FIELD.exec(line) ?? [];
  const value = Number(digits);
  if (field === undefined || value > 255) return;
  if (field === 'bInterfaceNumber') found.face = { number: value, class: 0, subclass: 0 };
  else if (found.face === null) return;
  // Further settings of one interface are the same one in another mode.
  else if (field === 'bAlternateSetting' && value !== 0) found.face = null;
  else if (field === 'bInterfaceClass') found.face.class = value;
  else if (field === 'bInterfaceSubClass') found.face.subclass = value;
  else if (field === 'bInterfaceProtocol') {
    found.faces.set(found.face.number, {
      class: hex2(found.face.class),
      subclass: hex2(found.face.subclass),
      protocol: hex2(value),
      driver: null,
    });
  }
}

function hex2(value: number): string {
  return value.toString(16).padStart(2, '0');
}
