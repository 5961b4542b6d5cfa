export interface PciAlias {
  vendor: string;
  device: string;
  subvendor: string | null;
  subdevice: string | null;
  class: string;
}

export interface UsbAlias {
  vendor: string;
  product: string;
  class: string;
  subclass: string;
  protocol: string;
}

const PCI =
  /^pci:v0000([0-9A-F]{4})d0000([0-9A-F]{4})sv0000([0-9A-F]{4})sd0000([0-9A-F]{4})bc([0-9A-F]{2})sc([0-9A-F]{2})i([0-9A-F]{2})$/;
const USB =
  /^usb:v([0-9A-F]{4})p([0-9A-F]{4})d[0-9A-F]{4}dc[0-9A-F]{2}dsc[0-9A-F]{2}dp[0-9A-F]{2}ic([0-9A-F]{2})isc([0-9A-F]{2})ip([0-9A-F]{2})in[0-9A-F]{2}$/;
const VIRTIO = /^virtio:d0000([0-9A-F]{4})v0000([0-9A-F]{4})$/;

/** `pci:v…d…sv…sd…bc…sc…i…` in its parts, lower case; null for anything else. */
export function parsePciAlias(text: string): PciAlias | null {
  const found = PCI.exec(text.trim());
  if (found === null) return null;
  const [vendor = '', device = '', subvendor = '', subdevice = '', base, sub, face] = found
    .slice(1)
    .map((part) => part.toLowerCase());
  return {
    vendor,
    device,
    subvendor: subvendor === '0000' ? null : subvendor,
    subdevice: subvendor === '0000' ? null : subdevice,
    class: `${base}${sub}${face}`,
  };
}

/** The modalias of a USB interface in its parts, lower case; null for anything else. */
export function parseUsbAlias(text: string): UsbAlias | null {
  const found = USB.exec(text.trim());
  if (found === null) return null;
  const parts = found.slice(1).map((part) => part.toLowerCase());
  const [vendor = '', product = '', ofClass = '', subclass = '', protocol = ''] = parts;
  return { vendor, product, class: ofClass, subclass, protocol };
}

/** The device number of a virtio modalias (virtio 1.2, section 5), or null. */
export function parseVirtioAlias(text: string): { device: number; vendor: string } | null {
  const found = VIRTIO.exec(text.trim());
  if (found === null) return null;
  return {
    device: Number.parseInt(found[1] ?? '', 16),
    vendor: (found[2] ?? '').toLowerCase(),
  };
}

/** The ids of `acpi:PNP0C0D:` or `acpi:WACF2200:PNP0C50:`, most specific first; else none. */
export function parseAcpiAlias(text: string): string[] {
  const trimmed = text.trim();
  if (!trimmed.startsWith('acpi:')) return [];
  return trimmed
    .slice('acpi:'.length)
    .split(':')
    .filter((id) => /^[A-Z0-9]{4,10}$/.test(id));
}
