import type { Chassis, Cpu, Firmware, Identity, Memory, Platform } from '../../model/facts.ts';
import { cleaned } from '../facts/placeholders.ts';
import {
  countOf,
  type FacterEntry,
  type FacterFields,
  fieldListOf,
  fieldsOf,
  flagOf,
  idNumber,
  textListOf,
  textOf,
} from '../parse/facter-report.ts';

/** DMTF DSP0134 7.18.2 and 7.18.1, in dmidecode's words; the report's own names stop at DDR2. */
const MEMORY_TYPES: Readonly<Record<number, string>> = {
  18: 'DDR',
  19: 'DDR2',
  24: 'DDR3',
  26: 'DDR4',
  27: 'LPDDR',
  28: 'LPDDR2',
  29: 'LPDDR3',
  30: 'LPDDR4',
  34: 'DDR5',
  35: 'LPDDR5',
};
const FORM_FACTORS: Readonly<Record<number, string>> = {
  3: 'SIMM',
  9: 'DIMM',
  11: 'Row Of Chips',
  13: 'SODIMM',
  15: 'FB-DIMM',
};

/** Who made the machine. The report has no family, SKU or asset tag. */
export function identityOfFacter(smbios: FacterFields): Partial<Identity> {
  const system = fieldListOf(smbios['system'])[0] ?? {};
  const board = fieldListOf(smbios['board'])[0] ?? {};
  const bios = fieldListOf(smbios['bios'])[0] ?? {};
  const chassis = fieldListOf(smbios['chassis'])[0] ?? {};
  return {
    vendor: cleaned(textOf(system['manufacturer'])),
    product: cleaned(textOf(system['product'])),
    version: cleaned(textOf(system['version'])),
    boardVendor: cleaned(textOf(board['manufacturer'])),
    boardName: cleaned(textOf(board['product'])),
    boardVersion: cleaned(textOf(board['version'])),
    biosVendor: cleaned(textOf(bios['vendor'])),
    biosVersion: cleaned(textOf(bios['version'])),
    biosDate: cleaned(textOf(bios['date'])),
    chassisVendor: cleaned(textOf(chassis['manufacturer'])),
  };
}

/** By number: hwinfo's names know no type above 24 and call the rest "Other". */
export function chassisOfFacter(smbios: FacterFields): Chassis {
  const type = idNumber(fieldListOf(smbios['chassis'])[0]?.['chassis_type']);
  return { type, form: null };
}

/**
 * The report has an entry for each socket, with the logical processors of it as siblings. The first
 * reports had one for each logical processor, and did not tell the socket.
 */
export function cpuOfFacter(
  entries: readonly FacterEntry[],
  smbios: FacterFields = {},
): Cpu | null {
  const sockets = entries.filter(({ hardwareClass }) => hardwareClass === 'cpu');
  const first = sockets[0]?.fields;
  if (first === undefined) return null;
  const siblings = sockets.map(({ fields }) => countOf(fields['siblings']));
  const perProcessor = 'detail' in first && !('siblings' in first);
  const flags = textListOf(first['features']);
  return {
    vendor: textOf(first['vendor_name']),
    name: textOf(first['model_name']) ?? cpuNameOf(smbios),
    family: countOf(first['family']),
    model: countOf(first['model']),
    stepping: countOf(first['stepping']),
    flags: flags.length > 0 ? flags : null,
    sockets: perProcessor ? null : sockets.length,
    logical: perProcessor
      ? sockets.length
      : siblings.reduce<number | null>(
          (sum, count) => (sum === null || !count ? null : sum + count),
          0,
        ),
    ...(perProcessor ? { cores: null, hybrid: null } : coresOf(first, sockets.length)),
  };
}

/** Threads between one and two a core: cores of two kinds. */
function coresOf(first: FacterFields, sockets: number): Pick<Cpu, 'cores' | 'hybrid'> {
  const cores = countOf(first['cores']);
  const threads = countOf(first['siblings']);
  if (!cores || !threads) return { cores: null, hybrid: null };
  return {
    cores: cores * sockets,
    hybrid: threads > cores && threads < 2 * cores ? true : null,
  };
}

/** Reports that leave out the name have it in SMBIOS; hypervisors put the name of a board there. */
function cpuNameOf(smbios: FacterFields): string | null {
  const name = cleaned(textOf(fieldListOf(smbios['processor'])[0]?.['version']));
  return name !== null && /\b(?:Intel|AMD)\b/i.test(name) ? name : null;
}

/** Memory that the kernel has, or else the installed size; modules from SMBIOS, empty slots aside. */
export function memoryOfFacter(entries: readonly FacterEntry[], smbios: FacterFields): Memory {
  const sizes = new Map<unknown, number>();
  for (const { hardwareClass, fields } of entries) {
    if (hardwareClass !== 'memory') continue;
    for (const resource of fieldListOf(fields['resources'])) {
      const bytes = countOf(resource['range']);
      if (bytes) sizes.set(resource['type'], bytes);
    }
  }
  const modules: Memory['modules'] = [];
  for (const device of fieldListOf(smbios['memory_device'])) {
    const kibibytes = countOf(device['size']);
    if (!kibibytes) continue;
    modules.push({
      sizeBytes: countOf(kibibytes * 1024),
      type: MEMORY_TYPES[idNumber(device['memory_type']) ?? 0] ?? null,
      speedMts: countOf(device['speed']) || null,
      formFactor: FORM_FACTORS[idNumber(device['form_factor']) ?? 0] ?? null,
    });
  }
  const totalBytes = sizes.get('mem') ?? sizes.get('phys_mem') ?? null;
  return { totalBytes, modules, ecc: eccOf(smbios) };
}

/** DSP0134 7.17.3: 3 none, 5 single-bit, 6 multi-bit, 7 CRC. Of the system memory (usage 3). */
function eccOf(smbios: FacterFields): boolean | null {
  for (const array of fieldListOf(smbios['memory_array'])) {
    if (idNumber(array['usage']) !== 3) continue;
    const ecc = idNumber(array['ecc']);
    if (ecc === 3) return false;
    if (ecc === 5 || ecc === 6 || ecc === 7) return true;
  }
  return null;
}

/** Reports before the field existed have no `uefi`: unknown then, never BIOS. */
export function firmwareOfFacter(report: FacterFields): Pick<Firmware, 'mode' | 'width'> {
  const uefi = fieldsOf(report['uefi']);
  const supported = flagOf(uefi['supported']);
  const bits = countOf(uefi['platform_size']);
  return {
    mode: supported === null ? null : supported ? 'uefi' : 'bios',
    width: supported === true && (bits === 32 || bits === 64) ? bits : null,
  };
}

/**
 * In systemd-detect-virt terms. "none" is also what the tool writes when it could not ask, so a
 * processor that says it runs under a hypervisor makes it unknown.
 */
export function virtualisationOfFacter(report: FacterFields, cpu: Cpu | null): string | null {
  const kind = textOf(report['virtualisation']);
  if (kind === null || !/^[a-z0-9-]{1,32}$/.test(kind)) return null;
  return kind === 'none' && cpu?.flags?.includes('hypervisor') ? null : kind;
}

/** `x86_64-linux` → x86_64. */
export function architectureOfFacter(report: FacterFields): Platform['architecture'] {
  return /^([a-z0-9_]{1,20})-linux$/.exec(textOf(report['system']) ?? '')?.[1] ?? null;
}
