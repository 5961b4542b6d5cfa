import type { NetworkInterface } from '../../model/hardware.ts';
import type { Readings } from '../readings.ts';
import { interfaceNames } from './interface-names.ts';
import { baseName, type Part, pciAddresses, readWell, usbPath } from './part.ts';

const NET = '/sys/class/net';
const ETHERNET = '1';
// Mobile broadband modems show themselves as Ethernet, or as raw IP.
const MODEMS: ReadonlySet<string> = new Set(['qmi_wwan', 'cdc_mbim', 'cdc_ncm_wwan', 'iosm']);

/** Network interfaces with hardware behind them; bridges, tunnels and the loopback are left out. */
export function readNetwork(readings: Readings): Part {
  const network: NetworkInterface[] = [];
  const sources: Record<string, string[]> = {};
  for (const name of readings.children(NET)) {
    const dir = `${NET}/${name}`;
    const path = readings.link(dir);
    if (path === null || path.includes('/devices/virtual/')) continue;
    const bound = readings.link(`${dir}/device/driver`);
    const driver = bound === null ? null : baseName(bound) || null;
    const device = usbPath(path) ?? pciAddresses(path).at(-1) ?? null;
    const card = { name, kind: kindOf(readings, dir, driver), driver, device };
    const names = interfaceNames(readings, card, pciAddresses(path).at(-1) ?? null);
    network.push(names === undefined ? card : { ...card, names });
    const files = [dir, `${dir}/type`, `${dir}/phy80211`, `${dir}/device/driver`];
    sources[`network[${name}]`] = readWell(readings, files);
  }
  return { network, sources };
}

function kindOf(readings: Readings, dir: string, driver: string | null): NetworkInterface['kind'] {
  if (readings.link(`${dir}/phy80211`) !== null) return 'wireless';
  if (driver !== null && MODEMS.has(driver)) return 'other';
  return readings.text(`${dir}/type`)?.trim() === ETHERNET ? 'wired' : 'other';
}
