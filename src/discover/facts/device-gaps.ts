import type { Facts, Gap } from '../../model/facts.ts';
import type { PciDevice, UsbDevice } from '../../model/hardware.ts';
import type { Readings } from '../readings.ts';

type Seen = Omit<Facts, 'gaps'>;

/** PCI classes whose functions do nothing without a driver; bridges and memory need none. */
const DRIVEN: readonly (readonly [code: string, what: string])[] = [
  ['01', 'storage controller'],
  ['02', 'network card'],
  ['03', 'graphics processor'],
  ['04', 'sound or video device'],
  ['0805', 'card reader'],
  ['0c03', 'USB controller'],
  ['0d', 'wireless device'],
  ['12', 'accelerator'],
];
/** USB interface classes that a kernel driver has to run. */
const DRIVEN_USB: ReadonlyMap<string, string> = new Map([
  ['01', 'sound device'],
  ['02', 'modem or network device'],
  ['03', 'input device'],
  ['08', 'storage device'],
  ['0e', 'camera'],
  ['e0', 'wireless device'],
]);

/** Devices without a driver and firmware that is missing, with the ids to report them by. */
export function deviceGaps(facts: Seen, readings: Readings): Gap[] {
  const gaps: Gap[] = [
    ...facts.pci.flatMap((device) => pciGaps(device, readings)),
    ...facts.usb.flatMap((device) => usbGaps(device, readings)),
  ];
  for (const { address, kind, modules } of facts.controllers) {
    const device = facts.pci.find((one) => one.address === address);
    if (modules.length > 0 || device === undefined) continue;
    gaps.push({
      code: 'storage.module',
      subject: `controllers[${address}]`,
      text: `The ${kind} controller ${device.vendor}:${device.device} is not in the table of storage drivers.`,
    });
  }
  // File names are the kernel's own words, and checked to be plain.
  for (const name of facts.missingFirmware ?? []) {
    gaps.push({
      code: 'firmware.missing',
      subject: 'missingFirmware',
      text: `The kernel asked for the firmware ${name} and did not find it.`,
    });
  }
  return gaps;
}

/** Only where the machine's own files were read: other tools do not always tell drivers. */
function pciGaps(device: PciDevice, readings: Readings): Gap[] {
  const { address, driver, vendor, device: id } = device;
  if (driver !== null || readings.reading(`/sys/bus/pci/devices/${address}`)?.status !== 'ok') {
    return [];
  }
  const what = DRIVEN.find(([code]) => device.class.startsWith(code))?.[1];
  if (what === undefined) return [];
  const text = `No driver ran the ${what} ${vendor}:${id} (class ${device.class}) while probing.`;
  return [{ code: 'pci.driver', subject: `pci[${address}]`, text }];
}

function usbGaps({ path, vendor, product, interfaces }: UsbDevice, readings: Readings): Gap[] {
  if (path === null || readings.reading(`/sys/bus/usb/devices/${path}`)?.status !== 'ok') return [];
  if (interfaces.some(({ driver }) => driver !== null)) return [];
  const what = interfaces.map((face) => DRIVEN_USB.get(face.class)).find((word) => word);
  if (what === undefined) return [];
  const text = `No driver ran the ${what} ${vendor}:${product} on USB while probing.`;
  return [{ code: 'usb.driver', subject: `usb[${path}]`, text }];
}

/** Readings that were denied, by their kind: what an administrator's run would add. */
export function deniedGaps(readings: Readings): Gap[] {
  const denied = readings
    .ids('')
    .filter((id) => readings.reading(id)?.status === 'denied')
    // Serials are identifiers only, that there is an ESRT is known without its entries, and dmidecode
    // has a gap of its own.
    .filter((id) => !/\/(?:(?:product|board|chassis)_serial|product_uuid|esrt\/entries)$/.test(id))
    .filter((id) => id !== 'command:dmidecode');
  const log = denied.includes('command:dmesg');
  const gaps: Gap[] = [];
  if (log) {
    gaps.push({
      code: 'log.denied',
      subject: 'missingFirmware',
      text: 'Reading the log of the kernel was denied, so missing firmware is not known.',
    });
  }
  const others = denied.length - (log ? 1 : 0);
  if (others > 0) {
    gaps.push({
      code: 'readings.denied',
      subject: 'sources',
      text: `Reading was denied for ${others} other files or commands; run it as root to know more.`,
    });
  }
  return gaps;
}

/** Within a container the machine shows through in part: what it is must not be taken from there. */
export function containerGaps({ platform }: Seen): Gap[] {
  if (platform.container === null) return [];
  const name = /^[a-z][a-z0-9-]{0,31}$/.test(platform.container) ? ` (${platform.container})` : '';
  const text = `This is a container${name}: parts of the machine are hidden and others are the host's, so record it outside of the container.`;
  return [{ code: 'container', subject: 'platform.container', text }];
}
