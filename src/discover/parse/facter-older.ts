import type { FacterFields } from './facter-report.ts';

/**
 * A device entry with its fields where reports of version 1 have them. Older ones say `bus` for
 * `bus_type`, name one device file alone, and keep what a processor is in its `detail`.
 */
export function currentEntry(hardwareClass: string, fields: FacterFields): FacterFields {
  const detail = fields['detail'];
  const isOldCpu = hardwareClass === 'cpu' && isFields(detail) && !('vendor_name' in fields);
  const isOldBus = 'bus' in fields && !('bus_type' in fields);
  const isOldFile =
    typeof fields['unix_device_name'] === 'string' && !Array.isArray(fields['unix_device_names']);
  if (!isOldCpu && !isOldBus && !isOldFile) return fields;
  return {
    ...(isOldCpu ? detail : {}),
    ...fields,
    ...(isOldBus ? { bus_type: fields['bus'] } : {}),
    ...(isOldFile ? { unix_device_names: [fields['unix_device_name']] } : {}),
  };
}

/** SMBIOS structures by their kind; older reports have them in one list, each with its `type`. */
export function smbiosGroups(smbios: unknown): FacterFields {
  if (!Array.isArray(smbios)) return isFields(smbios) ? smbios : {};
  const groups = new Map<string, FacterFields[]>();
  for (const structure of smbios) {
    if (!isFields(structure)) continue;
    const type = structure['type'];
    if (typeof type !== 'string') continue;
    const group = groups.get(type);
    if (group === undefined) groups.set(type, [structure]);
    else group.push(structure);
  }
  return Object.fromEntries(groups);
}

function isFields(value: unknown): value is FacterFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
