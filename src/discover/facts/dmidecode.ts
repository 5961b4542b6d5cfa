import type { Cpu, Identity, Memory } from '../../model/facts.ts';
import type { Battery } from '../../model/hardware.ts';
import {
  chassisNumber,
  type DmiStructure,
  dmiSize,
  dmiSpeed,
  parseDmidecode,
} from '../parse/dmidecode.ts';
import type { Readings } from '../readings.ts';
import type { Part } from './part.ts';
import { cleaned, productTag } from './placeholders.ts';

const COMMAND = 'command:dmidecode';
const IMPORT = 'import:dmidecode';
/** BIOS, system, board, chassis, processor, memory, battery and management controller. */
const READ: ReadonlyMap<number, ReadonlySet<string>> = new Map([
  [0, new Set(['Vendor', 'Version', 'Release Date'])],
  [1, new Set(['Manufacturer', 'Product Name', 'Version', 'SKU Number', 'Family'])],
  [2, new Set(['Manufacturer', 'Product Name', 'Version'])],
  [3, new Set(['Manufacturer', 'Type', 'Asset Tag'])],
  [4, new Set(['Status', 'Manufacturer', 'Version'])],
  [16, new Set(['Use', 'Error Correction Type'])],
  [
    17,
    new Set([
      'Size',
      'Type',
      'Form Factor',
      'Speed',
      'Configured Memory Speed',
      'Configured Clock Speed',
    ]),
  ],
  [22, new Set(['Chemistry', 'SBDS Chemistry'])],
  [38, new Set<string>()],
]);

const NO_FIELDS: ReadonlyMap<string, string> = new Map();

/**
 * The part that the first text of dmidecode among these readings tells, which is the machine's own
 * run of it, or else a recorded one; null without any.
 */
export function readDmidecode(
  readings: Readings,
  ids: readonly string[] = [COMMAND, IMPORT],
): Part | null {
  for (const id of ids) {
    const text = textOf(readings, id);
    const structures = text === null ? [] : parseDmidecode(text, READ);
    if (structures.length > 0) return partOf(structures, id);
  }
  return null;
}

function textOf(readings: Readings, id: string): string | null {
  const reading = readings.reading(id);
  if (reading?.status !== 'ok' || typeof reading.data !== 'string') return null;
  return reading.kind === 'binary' ? readings.text(id) : reading.data;
}

function partOf(structures: readonly DmiStructure[], id: string): Part {
  const first = (type: number): ReadonlyMap<string, string> =>
    structures.find((structure) => structure.type === type)?.fields ?? NO_FIELDS;
  const identity = identityOf(first);
  const sources: Record<string, string[]> = {};
  for (const [field, value] of Object.entries(identity)) {
    if (value !== null) sources[identityPath(field)] = [id];
  }
  const type = chassisNumber(first(3).get('Type'));
  if (type !== null) sources['chassis'] = [id];
  const memory = memoryOf(structures);
  if (memory.modules.length > 0) sources['memory.modules'] = [id];
  if (memory.ecc !== null) sources['memory.ecc'] = [id];
  // Type 38 is the interface of a management controller.
  const ipmi = structures.some((structure) => structure.type === 38) ? true : null;
  if (ipmi !== null) sources['ipmi'] = [id];
  const part: Part = { identity, chassis: { type, form: null }, memory, ipmi, sources };
  // A machine that was asked itself knows its processor and batteries better.
  if (id !== IMPORT) return part;
  const cpu = cpuOf(structures);
  for (const field of ['vendor', 'name', 'sockets'] as const) {
    if (cpu[field] !== null) sources[`cpu.${field}`] = [id];
  }
  const batteries = batteriesOf(structures);
  for (const { name } of batteries) sources[`power.batteries[${name}]`] = [id];
  const power = { batteries, onMains: null, platformProfile: null, sleepStates: null };
  return { ...part, cpu, power };
}

const identityPaths = new Map<string, string>();

/** The path of a field of the identity; made once, since a list of machines asks for it every time. */
function identityPath(field: string): string {
  let path = identityPaths.get(field);
  if (path === undefined) {
    path = `identity.${field}`;
    identityPaths.set(field, path);
  }
  return path;
}

/** Type 4: a socket each. What a processor can do is not told in the words of the kernel. */
function cpuOf(structures: readonly DmiStructure[]): Cpu {
  const populated = structures.filter(
    ({ type, fields }) => type === 4 && /^Populated/.test(fields.get('Status') ?? ''),
  );
  const fields = populated[0]?.fields;
  return {
    vendor: cpuVendor(fields?.get('Manufacturer')),
    name: cleaned(fields?.get('Version')),
    family: null,
    model: null,
    stepping: null,
    flags: null,
    sockets: populated.length > 0 ? populated.length : null,
    logical: null,
  };
}

function cpuVendor(maker: string | undefined): string | null {
  if (/^(?:GenuineIntel|Intel(?:\(R\))?(?: Corp(?:oration|\.)?)?)$/.test(maker ?? '')) {
    return 'GenuineIntel';
  }
  const isAmd = /^(?:AuthenticAMD|AMD|Advanced Micro Devices(?:, Inc\.)?)$/.test(maker ?? '');
  return isAmd ? 'AuthenticAMD' : null;
}

/** Type 22: the batteries that a machine was built for; they feed it. */
function batteriesOf(structures: readonly DmiStructure[]): Battery[] {
  return structures
    .filter(({ type }) => type === 22)
    .map(({ fields }, index) => ({
      name: `smbios${index}`,
      scope: 'system',
      technology: cleaned(fields.get('Chemistry') ?? fields.get('SBDS Chemistry')),
      chargeLimit: null,
    }));
}

function identityOf(first: (type: number) => ReadonlyMap<string, string>): Identity {
  const [bios, system, board, chassis] = [first(0), first(1), first(2), first(3)];
  return {
    vendor: cleaned(system.get('Manufacturer')),
    product: cleaned(system.get('Product Name')),
    version: cleaned(system.get('Version')),
    family: cleaned(system.get('Family')),
    sku: cleaned(system.get('SKU Number')),
    boardVendor: cleaned(board.get('Manufacturer')),
    boardName: cleaned(board.get('Product Name')),
    boardVersion: cleaned(board.get('Version')),
    biosVendor: cleaned(bios.get('Vendor')),
    biosVersion: cleaned(bios.get('Version')),
    biosDate: cleaned(bios.get('Release Date')),
    chassisVendor: cleaned(chassis.get('Manufacturer')),
    assetTag: productTag(chassis.get('Asset Tag')),
  };
}

function memoryOf(structures: readonly DmiStructure[]): Memory {
  const modules: Memory['modules'] = [];
  let ecc: boolean | null = null;
  let installed = 0;
  for (const { type, fields } of structures) {
    if (type === 16 && (fields.get('Use') ?? 'System Memory') === 'System Memory') {
      ecc ??= eccOf(fields.get('Error Correction Type'));
    }
    if (type !== 17) continue;
    const sizeBytes = dmiSize(fields.get('Size'));
    if (sizeBytes === null || sizeBytes === 0) continue;
    installed += sizeBytes;
    modules.push({
      sizeBytes,
      type: cleaned(fields.get('Type')),
      speedMts: dmiSpeed(
        fields.get('Configured Memory Speed') ??
          fields.get('Configured Clock Speed') ??
          fields.get('Speed'),
      ),
      formFactor: cleaned(fields.get('Form Factor')),
    });
  }
  return { totalBytes: installed > 0 ? installed : null, modules, ecc };
}

function eccOf(told: string | undefined): boolean | null {
  if (told === 'None') return false;
  return told !== undefined && /^(Single-bit ECC|Multi-bit ECC|CRC)$/.test(told) ? true : null;
}
