import { fieldOf, linesOf } from './lines.ts';

export interface LspciDevice {
  address: string;
  class: string;
  vendor: string;
  device: string;
  subvendor: string | null;
  subdevice: string | null;
  driver: string | null;
}

/** `lspci -Dvmmnnk` or `lspci -vmnnk`: one record a device; records without slot, class or ids are passed over. */
export function parseLspci(text: string): LspciDevice[] {
  const devices: LspciDevice[] = [];
  let fields = new Map<string, string>();
  for (const line of [...linesOf(text), '']) {
    if (line.trim() !== '') {
      const field = fieldOf(line);
      if (field !== null) addField(fields, field);
      continue;
    }
    const device = deviceOf(fields);
    if (device !== null) devices.push(device);
    fields = new Map();
  }
  return devices;
}

/** `lspci -vm`, the older form, calls both the slot and the device `Device`, the slot first. */
function addField(fields: Map<string, string>, [key, value]: readonly [string, string]): void {
  const first = fields.get(key);
  if (first === undefined) fields.set(key, value);
  else if (key === 'Device' && !fields.has('Slot')) {
    fields.set('Slot', first);
    fields.set(key, value);
  }
}

function deviceOf(fields: ReadonlyMap<string, string>): LspciDevice | null {
  const slot = /^([0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.exec(fields.get('Slot') ?? '');
  const ofClass = idOf(fields.get('Class'));
  const vendor = idOf(fields.get('Vendor'));
  const device = idOf(fields.get('Device'));
  if (slot === null || ofClass === null || vendor === null || device === null) return null;
  const face = /^[0-9a-f]{2}$/.exec(fields.get('ProgIf') ?? '');
  return {
    address: slot[1] === undefined ? `0000:${slot[0]}` : slot[0],
    // lspci leaves the programming interface out where it is 00.
    class: ofClass + (face?.[0] ?? '00'),
    vendor,
    device,
    subvendor: idOf(fields.get('SVendor')),
    subdevice: idOf(fields.get('SDevice')),
    driver: fields.get('Driver') || null,
  };
}

/** `Red Hat, Inc. [1af4]` → 1af4. Names may hold brackets too, so only the last pair counts. */
function idOf(value: string | undefined): string | null {
  const bracketed = value?.slice(-6) ?? '';
  return /^\[[0-9a-f]{4}\]$/.test(bracketed) ? bracketed.slice(1, 5) : null;
}
