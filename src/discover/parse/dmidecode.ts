import { fieldOf } from './lines.ts';

/** One SMBIOS structure as dmidecode prints it; lists below a field are left out. */
export interface DmiStructure {
  handle: string;
  type: number;
  title: string;
  fields: ReadonlyMap<string, string>;
}

const HANDLE = /^Handle (0x[0-9A-Fa-f]{4}), DMI type ([0-9]{1,3}),/;
const START = 'Handle 0x';
const BEFORE_TYPE = 'Handle 0x0000, DMI type '.length;
const LONGEST_HANDLE = 'Handle 0x0000, DMI type 000,'.length;
const TAB = 9;

/**
 * The structures of a dmidecode text, in its order; none for any other text. A last line that was
 * cut off is left out: half a name could be the name of something else.
 *
 * @param wanted only structures of these types, and of each only these fields: most of a text is
 * about others.
 */
export function parseDmidecode(
  text: string,
  wanted?: ReadonlyMap<number, ReadonlySet<string>>,
): DmiStructure[] {
  if (!text.includes('DMI type ')) return [];
  const structures: DmiStructure[] = [];
  const end =
    /\s$/.test(text.slice(-1)) || text.includes('End Of Table') ? text.length : cutOff(text);
  let at = text.startsWith(START) ? 0 : nextStart(text, 0);
  while (at >= 0 && at < end) {
    const next = nextStart(text, at + 1);
    const type = typeAt(text, at);
    const handle =
      (wanted?.has(type) ?? true) ? HANDLE.exec(text.slice(at, at + LONGEST_HANDLE)) : null;
    if (handle !== null) {
      const lines = text.slice(at, next < 0 ? end : Math.min(next, end));
      structures.push(structureOf(handle[1] ?? '', type, lines, wanted?.get(type)));
    }
    at = next;
  }
  return structures;
}

/** The type of the structure that starts there, if one does: up to three digits and a comma. */
function typeAt(text: string, at: number): number {
  return Number.parseInt(text.slice(at + BEFORE_TYPE, at + LONGEST_HANDLE), 10);
}

function nextStart(text: string, from: number): number {
  const found = text.indexOf(`\n${START}`, Math.max(0, from - 1));
  return found < 0 ? -1 : found + 1;
}

/** Where the last line begins. */
function cutOff(text: string): number {
  return text.lastIndexOf('\n') + 1;
}

/** Goes from line to line without splitting: most of them are lists that nobody reads. */
function structureOf(
  handle: string,
  type: number,
  text: string,
  wanted: ReadonlySet<string> | undefined,
): DmiStructure {
  const fields = new Map<string, string>();
  let title = '';
  let start = text.indexOf('\n') + 1;
  while (start > 0 && start < text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    // A list below a field stands deeper, with a second tab.
    const isList = text.charCodeAt(start) === TAB && text.charCodeAt(start + 1) === TAB;
    if (!isList && (wanted === undefined || isWanted(text, start, end, wanted))) {
      const line = text.slice(start, end);
      if (line.charCodeAt(0) === TAB || /^ {1,8}\S/.test(line)) {
        const field = fieldOf(line);
        if (field !== null && !fields.has(field[0])) fields.set(field[0], field[1]);
      } else if (line.trim() === '') break;
      else if (!/^\s/.test(line)) title = line.trim();
    }
    start = end + 1;
  }
  return { handle, type, title, fields };
}

/** Whether a line is a field that is looked for, or no field. */
function isWanted(text: string, start: number, end: number, wanted: ReadonlySet<string>): boolean {
  if (text.charCodeAt(start) !== TAB) return true;
  const colon = text.indexOf(':', start);
  return colon > 0 && colon < end && wanted.has(text.slice(start + 1, colon));
}

const UNITS: Readonly<Record<string, number>> = {
  bytes: 1,
  kb: 2 ** 10,
  mb: 2 ** 20,
  gb: 2 ** 30,
  tb: 2 ** 40,
};

/** `8192 MB` or `16 GB` in bytes; null for `No Module Installed`, `Unknown` and the like. */
export function dmiSize(value: string | undefined): number | null {
  const found = /^([0-9]{1,9}) (bytes|kB|MB|GB|TB)$/i.exec(value ?? '');
  if (found === null) return null;
  return Number(found[1]) * (UNITS[(found[2] ?? '').toLowerCase()] ?? 1);
}

/** `3200 MT/s` (older: `3200 MHz`) as a number of transfers a microsecond, or null. */
export function dmiSpeed(value: string | undefined): number | null {
  const found = /^([0-9]{1,6}) (MT\/s|MHz)$/.exec(value ?? '');
  return found === null ? null : Number(found[1]);
}

// DMTF DSP0134 7.4.1; dmidecode prints the names, sysfs the numbers. Place 0 is number 1.
const CHASSIS = [
  'Other',
  'Unknown',
  'Desktop',
  'Low Profile Desktop',
  'Pizza Box',
  'Mini Tower',
  'Tower',
  'Portable',
  'Laptop',
  'Notebook',
  'Hand Held',
  'Docking Station',
  'All In One',
  'Sub Notebook',
  'Space-saving',
  'Lunch Box',
  'Main Server Chassis',
  'Expansion Chassis',
  'Sub Chassis',
  'Bus Expansion Chassis',
  'Peripheral Chassis',
  'RAID Chassis',
  'Rack Mount Chassis',
  'Sealed-case PC',
  'Multi-system',
  'CompactPCI',
  'AdvancedTCA',
  'Blade',
  'Blade Enclosing',
  'Tablet',
  'Convertible',
  'Detachable',
  'IoT Gateway',
  'Embedded PC',
  'Mini PC',
  'Stick PC',
];

/** Chassis type by the name that dmidecode prints, or null. */
export function chassisNumber(name: string | undefined): number | null {
  const at = CHASSIS.indexOf(name ?? '');
  return at < 0 ? null : at + 1;
}
