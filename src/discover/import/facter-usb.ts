import type { UsbDevice } from '../../model/hardware.ts';
import {
  type FacterEntry,
  type FacterFields,
  fieldsOf,
  hex2,
  idHex4,
  idNumber,
  textOf,
} from '../parse/facter-report.ts';
import { usbPortOf } from '../parse/facter-sysfs.ts';
import { parseUsbAlias } from '../parse/modalias.ts';

/** hwinfo's bus number for USB (hd_bus_type, bus_usb). */
export const USB_BUS = 134;

type UsbInterface = UsbDevice['interfaces'][number];

interface Collected {
  device: UsbDevice;
  interfaces: Map<string, UsbInterface>;
}

/**
 * USB devices, sorted by port path. The report has an entry for each interface, spread over several
 * hardware classes; those on one port are one device. Root hubs belong to their controller.
 */
export function usbOfFacter(entries: readonly FacterEntry[]): UsbDevice[] {
  const ports = new Map<string, Collected>();
  for (const { fields } of entries) {
    if (idNumber(fields['bus_type']) !== USB_BUS) continue;
    const id = textOf(fields['sysfs_bus_id']);
    const path = id === null ? null : usbPortOf(id);
    if (id === null || path === null) continue;
    const collected = ports.get(path) ?? started(path, fields);
    if (collected === null) continue;
    ports.set(path, collected);
    const face = interfaceOf(fields);
    if (face !== null) collected.interfaces.set(id, face);
  }
  return [...ports.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { device, interfaces }]) => ({
      ...device,
      interfaces: [...interfaces.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, face]) => face),
    }));
}

function started(path: string, fields: FacterFields): Collected | null {
  const alias = aliasOf(fields);
  const vendor = idHex4(fields['vendor']) ?? alias?.vendor ?? null;
  const product = idHex4(fields['device']) ?? alias?.product ?? null;
  if (vendor === null || product === null) return null;
  const name = textOf(fieldsOf(fields['device'])['name']) ?? textOf(fields['model']);
  return { device: { path, vendor, product, name, interfaces: [] }, interfaces: new Map() };
}

function interfaceOf(fields: FacterFields): UsbInterface | null {
  const detail = fieldsOf(fields['detail']);
  const alias = aliasOf(fields);
  const ofClass = hex2(detail['interface_class']) ?? alias?.class ?? null;
  const subclass = hex2(detail['interface_subclass']) ?? alias?.subclass ?? null;
  const protocol = hex2(detail['interface_protocol']) ?? alias?.protocol ?? null;
  if (ofClass === null || subclass === null || protocol === null) return null;
  return { class: ofClass, subclass, protocol, driver: textOf(fields['driver']) };
}

function aliasOf(fields: FacterFields) {
  const modalias = textOf(fields['module_alias']);
  return modalias === null ? null : parseUsbAlias(modalias);
}
