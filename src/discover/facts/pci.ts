import type { PciDevice } from '../../model/hardware.ts';
import { hex4, hexadecimal } from '../parse/lines.ts';
import { parseLspci } from '../parse/lspci.ts';
import { parsePciAlias } from '../parse/modalias.ts';
import type { Readings } from '../readings.ts';
import { baseName, type Part, pciAddresses, readWell } from './part.ts';

const DEVICES = '/sys/bus/pci/devices';

/** PCI functions out of sysfs. */
export function readPci(readings: Readings): Part {
  const pci: PciDevice[] = [];
  const sources: Record<string, string[]> = {};
  for (const address of readings.children(DEVICES)) {
    if (pciAddresses(address).length === 0) continue;
    const dir = `${DEVICES}/${address}`;
    const device = deviceOf(readings, dir, address);
    if (device === null) continue;
    pci.push(device);
    const files = [`${dir}/class`, `${dir}/vendor`, `${dir}/device`, `${dir}/modalias`];
    sources[`pci[${address}]`] = readWell(readings, files);
    if (device.driver !== null) sources[`pci[${address}].driver`] = [`${dir}/driver`];
    if (device.parents !== null) sources[`pci[${address}].parents`] = [dir];
  }
  return { pci, sources };
}

/** PCI functions out of `lspci -Dvmmnnk`, for what sysfs did not show. */
export function readLspci(readings: Readings): Part {
  const text = readings.command('lspci');
  const sources: Record<string, string[]> = {};
  if (text === null) return { sources };
  const pci = parseLspci(text).map((device) => ({ ...device, modalias: null, parents: null }));
  for (const device of pci) sources[`pci[${device.address}]`] = ['command:lspci'];
  return { pci, sources };
}

function deviceOf(readings: Readings, dir: string, address: string): PciDevice | null {
  const modalias = readings.text(`${dir}/modalias`)?.trim() || null;
  const alias = modalias === null ? null : parsePciAlias(modalias);
  const code = hexadecimal(readings.text(`${dir}/class`));
  const vendor = hex4(readings.text(`${dir}/vendor`)) ?? alias?.vendor ?? null;
  const device = hex4(readings.text(`${dir}/device`)) ?? alias?.device ?? null;
  const ofClass =
    code === null || code > 0xffffff ? (alias?.class ?? null) : code.toString(16).padStart(6, '0');
  if (vendor === null || device === null || ofClass === null) return null;
  const driver = readings.link(`${dir}/driver`);
  const bootVga = readings.text(`${dir}/boot_vga`)?.trim();
  const removable = readings.text(`${dir}/removable`)?.trim();
  const path = readings.link(dir);
  const subvendor = hex4(readings.text(`${dir}/subsystem_vendor`)) ?? alias?.subvendor ?? null;
  const subdevice = hex4(readings.text(`${dir}/subsystem_device`)) ?? alias?.subdevice ?? null;
  // A function without a subsystem, such as most bridges, reads 0000:0000.
  const hasSubsystem = subvendor !== null && subvendor !== '0000';
  return {
    address,
    class: ofClass,
    vendor,
    device,
    subvendor: hasSubsystem ? subvendor : null,
    subdevice: hasSubsystem ? subdevice : null,
    driver: driver === null ? null : baseName(driver) || null,
    modalias,
    parents: path === null ? null : pciAddresses(path).slice(0, -1),
    ...(bootVga === undefined ? {} : { bootVga: bootVga === '1' }),
    ...(removable === undefined ? {} : { removable: removable === 'removable' }),
  };
}
