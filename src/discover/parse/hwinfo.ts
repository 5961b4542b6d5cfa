import type { FacterEntry } from './facter-report.ts';
import { fieldOf, linesOf } from './lines.ts';

const HEAD = /^[0-9]{1,4}: (\S{1,24}) [0-9a-f]{2,4}\.[0-9a-f]{1,3}: ([0-9a-f]{2,3})([0-9a-f]{2}) /;
/** hwinfo's numbers of the buses that facts are read from (hd_bus_type). */
const BUSES: Readonly<Record<string, number>> = { PCI: 4, 'PS/2': 128, Serial: 129, USB: 134 };
const IDS: Readonly<Record<string, string>> = {
  Vendor: 'vendor',
  Device: 'device',
  SubVendor: 'sub_vendor',
  SubDevice: 'sub_device',
};
const TEXTS: Readonly<Record<string, string>> = {
  'SysFS ID': 'sysfs_id',
  'SysFS BusID': 'sysfs_bus_id',
  'SysFS Device Link': 'sysfs_device_link',
};
const QUOTED: Readonly<Record<string, string>> = {
  Model: 'model',
  'Serial ID': 'serial',
  'Module Alias': 'module_alias',
};
const SIZE = /^([0-9]{1,15}) sectors a ([0-9]{1,6}) bytes$/;

/**
 * The devices in a text of hwinfo, as entries of a nixos-facter report, which the same library
 * makes: one reader serves both. None for any other text.
 */
export function parseHwinfo(text: string): FacterEntry[] {
  if (!text.includes('\n  Hardware Class: ')) return [];
  const entries: FacterEntry[] = [];
  let fields: Record<string, unknown> | null = null;
  for (const line of linesOf(text)) {
    const head = HEAD.exec(line);
    if (head !== null) {
      fields = headFields(head);
      entries.push({ hardwareClass: 'unknown', fields });
    } else if (!line.startsWith('  ')) {
      fields = null;
    } else if (fields !== null && !line.startsWith('    ')) {
      const [key, value] = fieldOf(line) ?? [];
      if (key === undefined || !value) continue;
      const entry = entries.at(-1);
      if (key === 'Hardware Class' && entry !== undefined) {
        entry.hardwareClass = value.replaceAll(' ', '_');
      } else addField(fields, key, value);
    }
  }
  for (const entry of entries) if (entry.hardwareClass === 'cpu') nameCpu(entry);
  return entries;
}

function headFields([, bus = '', base = '', sub = '']: readonly string[]): Record<string, unknown> {
  return {
    bus_type: { value: BUSES[bus] ?? null },
    base_class: { value: Number.parseInt(base, 16) },
    sub_class: { value: Number.parseInt(sub, 16) },
  };
}

function addField(fields: Record<string, unknown>, key: string, value: string): void {
  const [id, plain, quoted] = [IDS[key], TEXTS[key], QUOTED[key]];
  if (id !== undefined) {
    const [, number, name] =
      /^(?:[a-z]{1,8} )?(0x[0-9a-f]{1,8})(?: "(.{0,200})")?/.exec(value) ?? [];
    fields[id] = { value: number === undefined ? null : Number(number), name: name ?? null };
    // A processor's maker is text alone, and is its vendor id.
    if (id === 'vendor') fields['vendor_text'] = /^"(.{1,64})"$/.exec(value)?.[1] ?? null;
  } else if (plain !== undefined) {
    fields[plain] = value;
  } else if (quoted !== undefined) {
    fields[quoted] = value.replace(/^"(.*)"$/, '$1');
    if (key === 'Model') fields['cpu'] = value;
  } else if (key === 'Driver') {
    const drivers = [...value.matchAll(/"([^"]{1,64})"/g)].map((match) => match[1]);
    fields['driver'] = drivers[0];
    fields['drivers'] = drivers;
  } else if (key === 'Driver Modules') {
    fields['driver_module'] = /^"([^"]{1,64})"/.exec(value)?.[1];
  } else if (key === 'Device File') {
    fields['unix_device_names'] ??= [value.split(' ')[0]];
  } else if (key === 'Device Files') {
    fields['unix_device_names'] = value.split(', ');
  } else if (key === 'Size') {
    const [, sectors, bytes] = SIZE.exec(value) ?? [];
    const size = {
      type: 'size',
      unit: 'sectors',
      value_1: Number(sectors),
      value_2: Number(bytes),
    };
    if (sectors !== undefined) fields['resources'] = [size];
  } else if (key === 'Features') {
    fields['features'] = value.split(',');
  }
}

/** `Model: 6.158.10 "Intel(R) …"`: family, model, stepping and name; one entry a logical processor. */
function nameCpu(entry: { fields: FacterEntry['fields'] }): void {
  const { fields } = entry;
  const vendor = fields['vendor_text'];
  const found = /^([0-9]{1,4})\.([0-9]{1,4})\.([0-9]{1,4}) "(.{0,200})"$/.exec(`${fields['cpu']}`);
  entry.fields = {
    ...fields,
    vendor_name: vendor,
    model_name: found?.[4] ?? null,
    family: found === null ? null : Number(found[1]),
    model: found === null ? null : Number(found[2]),
    stepping: found === null ? null : Number(found[3]),
    detail: {},
  };
}
