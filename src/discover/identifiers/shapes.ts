/** Something that has the shape of an identifier. */
export interface Shape {
  what: string;
  value: string;
  /** Where in the text it begins. */
  at: number;
}

/** Values that are the same on many machines: type GUIDs, EFI variables, protocol constants. */
const PUBLIC_UUIDS =
  /^(?:0{8}-|f{8}-|(?:8be4df61-93ca-11d2|4a67b082-0a4c-41cf|8cf2644b-4b0b-428f|605dab50-e046-4300|d719b2cb-3d3a-4596|c12a7328-f81f-11d2|21686148-6449-6e6f|0fc63daf-8483-4772|0657fd6d-a4ab-43c4|4f68bce3-e8cd-4db1|b921b045-1df0-41c3|933ac7e1-2eb4-4f13|3b8f8425-20e0-4f3b|4d21b016-b534-45c2|bc13c2ff-59e6-4262|ca7d7ccb-63ed-4c53|a19d880f-05fc-4d3b|e6d6d379-f507-44c2|ebd0a0a2-b9e5-4433|e3c9e316-0b5c-4db8|de94bba4-06d1-4d40))/;

interface Pattern {
  what: string;
  pattern: RegExp;
  /** Without this the pattern cannot match: looked for first, where the pattern is a slow one. */
  mark?: RegExp;
}

const SHAPES: readonly Pattern[] = [
  {
    what: 'uuid',
    pattern:
      /(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z])/gi,
    mark: /-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-/i,
  },
  {
    what: 'hardware address',
    pattern: /(?<![0-9a-z:-])[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?![0-9a-z:])/gi,
    mark: /:[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}:/i,
  },
  {
    what: 'hardware address',
    pattern: /(?<![0-9a-z-])[0-9a-f]{2}(?:-[0-9a-f]{2}){5}(?![0-9a-z-])/gi,
    mark: /-[0-9a-f]{2}-[0-9a-f]{2}-[0-9a-f]{2}-/i,
  },
  { what: 'hardware address', pattern: /\b(?:enx|wlx)[0-9a-f]{12}\b/gi },
  {
    what: 'world wide name',
    pattern: /(?:\b0x|wwn-0x|naa\.|eui\.|sas-(?:exp)?0x|fc-0x)[0-9a-f]{16,32}(?![0-9a-z])/gi,
  },
  { what: 'machine id', pattern: /(?<![0-9a-z/+=-])[0-9a-f]{32}(?![0-9a-z/+=])/gi },
  {
    what: 'ipv4 address',
    pattern: /(?<![0-9a-z._-])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9a-z_-]|\.[0-9])/gi,
  },
  {
    what: 'ipv6 address',
    pattern:
      /(?<![0-9a-z:.])(?:2[0-9a-f]{3}|f[cde][0-9a-f]{2})(?::[0-9a-f]{0,4}){2,7}(?![0-9a-z:])/gi,
  },
  {
    what: 'serial',
    pattern:
      /(?:serial(?: ?number|no)?|iSerial +[0-9]+|uniq|asset[ _]tag)["']?[ \t]*[:=][ \t]*\\?["']?([^\s"'\\,}]+)/gi,
  },
  { what: 'link by id', pattern: /by-id\/((?:ata|nvme|usb|scsi|mmc|wwn)-[^"'`\s\\]+)/g },
  { what: 'link by uuid', pattern: /by-(?:part)?uuid\/([^"'`\s\\)]+)/g },
  {
    what: 'secret',
    pattern: /:\/\/[^\s/"'@:]{1,64}:[^\s/"'@]{1,256}@/g,
    mark: /:\/\//,
  },
  { what: 'ssid', pattern: /\be?ssid\\?["']?[ \t]*[:=][ \t]*\\?["']?([^\s"'\\,}]+)/gi },
];

/**
 * Whatever in a text has the shape of an identifier. It shares no code with the redaction, so that what
 * that one overlooks has a second chance to be seen.
 */
export function shapesIn(text: string): Shape[] {
  const found: Shape[] = [];
  for (const { what, pattern, mark } of SHAPES) {
    if (mark !== undefined && !mark.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      const value = match[1] ?? match[0];
      if (!isHarmless(what, value)) found.push({ what, value, at: match.index });
    }
  }
  return found;
}

function isHarmless(what: string, value: string): boolean {
  if (/(?:^|[^0-9a-z]|0x)h:[0-9a-f]{12}(?![0-9a-f])/i.test(value)) return true;
  const digits = value.replace(/[^0-9a-f]/gi, '');
  if (/^(?:0*|f*)$/i.test(digits) && what !== 'serial') return true;
  switch (what) {
    case 'uuid':
      return PUBLIC_UUIDS.test(value.toLowerCase());
    case 'ipv6 address':
      // The uplink of every guest of some providers.
      return value === 'fe80::1';
    case 'ipv4 address':
      return isHarmlessQuad(value);
    case 'serial':
      // What firmware leaves where a serial would be, and names of fields.
      return (
        !/[0-9]/.test(value) ||
        /^(?:0x)?0*[0-9]{0,2}$/.test(value) ||
        /^(?:none|not|default|to|system|chassis|base|board|n\/?a|unknown|null|8250)/i.test(value) ||
        /^0?123456789/.test(value) ||
        /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/i.test(value)
      );
    case 'link by id': {
      // The last word is a serial where it is a long one with digits; a short one is of the model.
      const last = value.replace(/(?:-part[0-9]+|-if[0-9]+|-event.*|-[0-9]:[0-9])+$/, '');
      const serial = last.split('_').at(-1) ?? '';
      return !/[0-9]/.test(serial) || serial.length < 6 || /QEMU_.*drive-/.test(value);
    }
    default:
      return false;
  }
}

/** Loopback, any, masks, documentation (RFC 5737), and versions, whose parts are small. */
function isHarmlessQuad(value: string): boolean {
  const parts = value.split('.').map(Number);
  if (parts.some((part) => part > 255)) return true;
  if (/^(?:0|127|255)\./.test(value) || /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\./.test(value)) {
    return true;
  }
  const isPrivate = /^(?:10|192\.168|172\.(?:1[6-9]|2[0-9]|3[01]))\./.test(value);
  return !isPrivate && parts.filter((part) => part >= 32).length < 2;
}

/** The serials that an EDID holds: of the base block, of the serial descriptors and of DisplayID. */
export function edidSerials(bytes: Uint8Array): string[] {
  const found: string[] = [];
  if (bytes.length < 128 || bytes[1] !== 0xff) return found;
  const number = Buffer.from(bytes).readUInt32LE(12);
  if (number !== 0 && number !== 0x01010101) found.push(String(number));
  for (const at of [54, 72, 90, 108]) {
    if (bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 3] !== 0xff) continue;
    const text = Buffer.from(bytes.subarray(at + 5, at + 18)).toString('latin1');
    const serial = text.split('\n')[0]?.replace(/\0/g, '').trim() ?? '';
    if (/[1-9]/.test(serial)) found.push(serial);
  }
  for (let start = 128; start + 128 <= bytes.length; start += 128) {
    if (bytes[start] === 0x70) found.push(...displayIdSerials(bytes.subarray(start, start + 128)));
  }
  return found;
}

/** In a DisplayID section: the product's number and serial of version 1, number and container of version 2. */
function displayIdSerials(section: Uint8Array): string[] {
  const isFirst = (section[1] ?? 0) < 0x20;
  const found: Uint8Array[] = [];
  let at = 5;
  while (at + 3 <= Math.min(5 + (section[2] ?? 0), 126)) {
    const next = at + 3 + (section[at + 2] ?? 0);
    const tag = section[at];
    if (tag === (isFirst ? 0x00 : 0x20))
      found.push(section.subarray(at + 8, Math.min(at + 12, next)));
    if (tag === (isFirst ? 0x0a : 0x29)) found.push(section.subarray(at + 3, next));
    at = next;
  }
  return found
    .filter((part) =>
      part.some((byte) => byte !== 0 && byte !== 0x0a && byte !== 0x20 && byte !== 0x30),
    )
    .map((part) => Buffer.from(part).toString('hex'));
}
