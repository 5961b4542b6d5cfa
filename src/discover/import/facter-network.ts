import type { NetworkInterface, PciDevice } from '../../model/hardware.ts';
import { type FacterEntry, idNumber, textListOf, textOf } from '../parse/facter-report.ts';
import { pciAddresses, usbPathIn } from '../parse/facter-sysfs.ts';

/** hwinfo's subclass of a network interface (sc_nif_wlan, sc_nif_ethernet). */
const WLAN = 10;
const ETHERNET = 1;

/** Interfaces with hardware behind them, sorted by name. */
export function networkOfFacter(
  entries: readonly FacterEntry[],
  pci: readonly PciDevice[],
): NetworkInterface[] {
  const wireless = new Set(
    pci.filter((device) => device.class.startsWith('0280')).map((device) => device.address),
  );
  const interfaces = new Map<string, NetworkInterface>();
  for (const { hardwareClass, fields } of entries) {
    if (hardwareClass !== 'network_interface') continue;
    const link = textOf(fields['sysfs_device_link']);
    const name = textListOf(fields['unix_device_names'])[0];
    if (link === null || name === undefined) continue;
    const address = pciAddresses(link).at(-1) ?? null;
    const device = usbPathIn(link) ?? address;
    const kind = kindOf(name, idNumber(fields['sub_class']), device, wireless);
    interfaces.set(name, { name, kind, driver: textOf(fields['driver']), device });
  }
  return [...interfaces.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** hwinfo calls most wireless interfaces Ethernet, so their device and udev's naming count first. */
function kindOf(
  name: string,
  subclass: number | null,
  device: string | null,
  wireless: ReadonlySet<string>,
): NetworkInterface['kind'] {
  if (subclass === WLAN || name.startsWith('wl')) return 'wireless';
  if (device !== null && wireless.has(device)) return 'wireless';
  if (name.startsWith('ww')) return 'other';
  return subclass === ETHERNET ? 'wired' : 'other';
}
