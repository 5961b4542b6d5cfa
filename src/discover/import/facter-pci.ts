import type { PciDevice } from '../../model/hardware.ts';
import {
  type FacterEntry,
  type FacterFields,
  fieldsOf,
  hex2,
  idHex4,
  idNumber,
  textOf,
} from '../parse/facter-report.ts';
import { isPciAddress, pciAddresses } from '../parse/facter-sysfs.ts';
import { parsePciAlias } from '../parse/modalias.ts';

/** hwinfo's bus number for PCI (hd_bus_type, bus_pci). */
const PCI_BUS = 4;

/**
 * Every PCI function, whichever hardware class it was filed under: a GPU of class 0380, an SD
 * reader among the unknown. Children of a virtio function are on a bus of their own and are none.
 */
export function pciOfFacter(entries: readonly FacterEntry[]): PciDevice[] {
  const devices = new Map<string, PciDevice>();
  for (const { fields } of entries) {
    if (idNumber(fields['bus_type']) !== PCI_BUS) continue;
    const device = pciDevice(fields);
    if (device !== null && !devices.has(device.address)) devices.set(device.address, device);
  }
  return [...devices.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

function pciDevice(fields: FacterFields): PciDevice | null {
  const path = pciAddresses(textOf(fields['sysfs_id']));
  const told = textOf(fields['sysfs_bus_id']);
  const address = told !== null && isPciAddress(told) ? told : path.at(-1);
  const modalias = textOf(fields['module_alias']);
  const alias = modalias === null ? null : parsePciAlias(modalias);
  const vendor = idHex4(fields['vendor']) ?? alias?.vendor ?? null;
  const device = idHex4(fields['device']) ?? alias?.device ?? null;
  const ofClass = alias?.class ?? classOf(fields);
  if (address === undefined || vendor === null || device === null || ofClass === null) return null;
  return {
    address,
    class: ofClass,
    vendor,
    device,
    subvendor: idHex4(fields['sub_vendor']) ?? alias?.subvendor ?? null,
    subdevice: idHex4(fields['sub_device']) ?? alias?.subdevice ?? null,
    driver: textOf(fields['driver']),
    modalias: alias === null ? null : modalias,
    parents: path.at(-1) === address ? path.slice(0, -1) : null,
  };
}

/** hwinfo leaves out numbers that are 0, so a missing interface says nothing of its own. */
function classOf(fields: FacterFields): string | null {
  const base = hex2(fieldsOf(fields['base_class']));
  const sub = hex2(fieldsOf(fields['sub_class']));
  if (base === null || sub === null) return null;
  return base + sub + (hex2(fieldsOf(fields['pci_interface'])) ?? '');
}
