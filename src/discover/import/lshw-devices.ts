import type { NetworkInterface, PciDevice, UsbDevice } from '../../model/hardware.ts';
import { type LshwNode, nearest, pciAddressOf } from '../parse/lshw.ts';

/** `lshw -numeric` puts the ids behind the name, in hexadecimal without leading zeros. */
const IDS = /\[([0-9A-F]{1,4}):([0-9A-F]{1,4})\]$/i;
const USB = /^usb@([0-9]{1,3}):([0-9]{1,3}(?:\.[0-9]{1,3})*)$/;

/** Names of PCI classes (pci.ids) as lshw describes a function by, and their numbers. */
const CLASSES: Readonly<Record<string, string>> = {
  'SCSI storage controller': '0100',
  'IDE interface': '0101',
  'RAID bus controller': '0104',
  'SATA controller': '0106',
  'Serial Attached SCSI controller': '0107',
  'Non-Volatile memory controller': '0108',
  'Mass storage controller': '0180',
  'Ethernet controller': '0200',
  'Ethernet interface': '0200',
  'Network controller': '0280',
  'Wireless interface': '0280',
  'VGA compatible controller': '0300',
  '3D controller': '0302',
  'Display controller': '0380',
  'Multimedia video controller': '0400',
  'Multimedia audio controller': '0401',
  'Audio device': '0403',
  'Multimedia controller': '0480',
  'RAM memory': '0500',
  'Host bridge': '0600',
  'ISA bridge': '0601',
  'PCI bridge': '0604',
  Bridge: '0680',
  'Serial controller': '0700',
  'Communication controller': '0780',
  'System peripheral': '0880',
  'SD Host controller': '0805',
  IOMMU: '0806',
  'FireWire (IEEE 1394)': '0c00',
  'USB controller': '0c03',
  'Fibre Channel': '0c04',
  SMBus: '0c05',
  'Serial bus controller': '0c80',
  'Encryption controller': '1080',
  'Signal processing controller': '1180',
  'Unassigned class': 'ff00',
};

/** PCI functions, where the report has ids (`lshw -numeric`) and a description that names a class. */
export function pciOfLshw(nodes: readonly LshwNode[]): PciDevice[] {
  const devices = new Map<string, PciDevice>();
  for (const node of nodes) {
    if (!node.businfo?.startsWith('pci@')) continue;
    const address = pciAddressOf(node);
    const [, vendor, device] = IDS.exec(node.product ?? '') ?? [];
    const ofClass = CLASSES[node.description ?? ''];
    if (address === null || vendor === undefined || device === undefined) continue;
    if (ofClass === undefined || devices.has(address)) continue;
    devices.set(address, {
      address,
      class: ofClass,
      vendor: hex4(vendor),
      device: hex4(device),
      subvendor: null,
      subdevice: null,
      driver: node.configuration.get('driver') ?? null,
      modalias: null,
      parents: bridgesAbove(node, address),
    });
  }
  return [...devices.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** The host bridge is no bridge that sysfs shows above a function. */
function bridgesAbove(node: LshwNode, address: string): string[] {
  const bridges: string[] = [];
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.class !== 'bridge' || at.description !== 'PCI bridge') continue;
    const above = pciAddressOf(at);
    if (above !== null && above !== address) bridges.unshift(above);
  }
  return bridges;
}

/** USB devices by port, where the report has ids. Root hubs belong to their controller. */
export function usbOfLshw(nodes: readonly LshwNode[]): UsbDevice[] {
  const devices = new Map<string, UsbDevice>();
  for (const node of nodes) {
    const path = usbPathOf(node.businfo);
    const [ids, vendor, product] = IDS.exec(node.product ?? '') ?? [];
    if (path === null || ids === undefined || vendor === undefined || product === undefined) {
      continue;
    }
    const name = node.product?.slice(0, -ids.length).trim() || null;
    if (devices.has(path)) continue;
    devices.set(path, { path, vendor: hex4(vendor), product: hex4(product), name, interfaces: [] });
  }
  return [...devices.values()].sort((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1));
}

/** Interfaces with hardware behind them, sorted by name. */
export function networkOfLshw(nodes: readonly LshwNode[]): NetworkInterface[] {
  const interfaces = new Map<string, NetworkInterface>();
  for (const node of nodes) {
    const [name] = node.logicalNames;
    if (node.class !== 'network' || name === undefined) continue;
    const usb = nearest(node, ({ businfo }) => usbPathOf(businfo) !== null);
    const device = usbPathOf(usb?.businfo ?? null) ?? pciAddressOf(node);
    if (device === null) continue;
    const kind =
      node.description === 'Wireless interface'
        ? 'wireless'
        : node.description === 'Ethernet interface'
          ? 'wired'
          : 'other';
    interfaces.set(name, { name, kind, driver: node.configuration.get('driver') ?? null, device });
  }
  return [...interfaces.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `usb@3:2.1` → 3-2.1, as sysfs calls the port. */
function usbPathOf(businfo: string | null): string | null {
  const [, bus, port] = USB.exec(businfo ?? '') ?? [];
  return bus === undefined || port === undefined ? null : `${bus}-${port}`;
}

function hex4(digits: string): string {
  return digits.toLowerCase().padStart(4, '0');
}
