import { type IdentifierKind, isIdentifier, type Replace } from './identifiers.ts';
import { redactLabels } from './labels.ts';
import { redactLinks } from './links.ts';
import { redactTables } from './tables.ts';

/** Files that hold one identifier and nothing else, by name. */
const WHOLE_FILES: Readonly<Record<string, IdentifierKind>> = {
  serial: 'serial',
  serial_number: 'serial',
  product_serial: 'serial',
  board_serial: 'serial',
  chassis_serial: 'serial',
  product_uuid: 'uuid',
  wwid: 'world wide name',
  wwn: 'world wide name',
  nguid: 'world wide name',
  eui: 'world wide name',
  cid: 'serial',
  uuid: 'uuid',
  chassis_asset_tag: 'asset tag',
  board_asset_tag: 'asset tag',
  'machine-id': 'uuid',
  boot_id: 'uuid',
  hostname: 'host name',
  'serial-number': 'serial',
};

/** What stands before the identifier and tells something that is none: a kind of name, a cloud. */
const FILE_PREFIX =
  /^(?:CRYPT-(?:LUKS[12]-|PLAIN-|VERITY-)?|LVM-|mpath-|eui\.|naa\.|uuid\.|nvme\.|t10\.|GoogleCloud-|luks-)/;

const LABELLED_LINE =
  /(?<![A-Za-z])((?:serial[ _-]?(?:number|no\.?|short|id)?|s\/n|asset[ _-]tag|machine[ _-]id|boot[ _-]id|disk identifier|lu wwn device id|wwn|e?ssid)[ \t]*:[ \t]*"?)([^\n"]+)/gi;
const LABELLED_WORD =
  /(?<![A-Za-z])((?:serial(?:_?(?:number|no|short))?|machine-id|boot-id|uniq|wwn|wwid|e?ssid|(?:part|pt|fs_|id_)?uuid(?:_enc|_sub)?)=["']?)([^\s"',;\\]+)/gi;
const LSUSB_SERIAL = /(\biSerial[ \t]+[0-9]+[ \t]+)([^\n]+)/g;
const PCI_SERIAL = /(\bDevice Serial Number[ \t]+)([0-9a-f]{2}(?:-[0-9a-f]{2}){7})/gi;
/** As smartctl tells a namespace. */
const SPACED_EUI = /(\bEUI-64:[ \t]+)([0-9a-f]{6} [0-9a-f]{10})(?![0-9a-f])/gi;
/** Of the keys of a home that eCryptfs encrypts. */
const KEY_SIGNATURE = /(\becryptfs_(?:fnek_)?sig=)([0-9a-f]{8,32})(?![0-9a-z])/gi;
const JSON_FIELD =
  /("(?:serial|wwn|wwid|uuid|partuuid|ptuuid|fsuuid|machine-id|id|id-link)"\s*:\s*")((?:[^"\\\n]|\\.)+)"/gi;
/** The ids of FAT and NTFS are too short for a pattern: the line must speak of a filesystem. */
const SHORT_FS_LINE = /^.*\b(?:vfat|msdos|exfat|ntfs|fat(?:12|16|32))\b.*$/gim;
const SHORT_FS_ID = /(?<![0-9A-Za-z-])(?:[0-9A-F]{4}-[0-9A-F]{4}|[0-9A-F]{16})(?![0-9A-Za-z-])/g;

/**
 * Replaces identifiers that are known by the place where they stand: files of their own, labelled
 * lines, fields of JSON, links named after them. `id` is the reading that the text is of.
 */
export function redactFields(id: string, text: string, replace: Replace): string {
  const kind = id.startsWith('/') ? WHOLE_FILES[id.slice(id.lastIndexOf('/') + 1)] : undefined;
  if (kind !== undefined) return redactWhole(text, kind, replace);
  const linked = redactLabels(redactLinks(text, replace), replace);
  if (linked.length < 6) return linked;
  return redactLabelled(redactTables(linked, replace), replace);
}

/** A value that is an identifier as a whole, newline and known prefix aside. */
export function redactWhole(text: string, kind: IdentifierKind, replace: Replace): string {
  const value = text.trim();
  if (!isIdentifier(value)) return text;
  const prefix = FILE_PREFIX.exec(value)?.[0] ?? '';
  const start = text.indexOf(value);
  const end = start + value.length;
  const hidden = replace(value.slice(prefix.length), kind);
  return text.slice(0, start) + prefix + hidden + text.slice(end);
}

function redactLabelled(text: string, replace: Replace): string {
  const put = (_all: string, label: string, value: string): string =>
    label + redactWhole(value, kindOfLabel(label), replace);
  let redacted = text;
  if (/[:=]/.test(redacted)) {
    redacted = redacted.replace(LABELLED_LINE, (all, label: string, value: string) =>
      // The kernel's serial port driver announces itself the same way.
      /^8250\//.test(value) ? all : put(all, label, value),
    );
    redacted = redacted.replace(SPACED_EUI, (_all, label: string, id: string) => {
      return label + replace(id.replace(' ', ''), 'world wide name');
    });
    redacted = redacted.replace(LABELLED_WORD, put).replace(JSON_FIELD, putJson);
    redacted = redacted.replace(
      KEY_SIGNATURE,
      (_all, label: string, id: string) => label + replace(id, 'secret'),
    );
  }
  if (redacted.includes('erial')) {
    redacted = redacted.replace(LSUSB_SERIAL, put).replace(PCI_SERIAL, put);
  }
  return redacted.replace(SHORT_FS_LINE, (line) =>
    line.replace(SHORT_FS_ID, (value) => replace(value, 'uuid')),
  );

  function putJson(_all: string, label: string, value: string): string {
    if (!/"id(?:-link)?"/i.test(label)) return `${put(_all, label, value)}"`;
    return `${label}${redactLinks(`by-id/${value}`, replace).slice('by-id/'.length)}"`;
  }
}

function kindOfLabel(label: string): IdentifierKind {
  if (/uuid|-id|_id| id/i.test(label)) return 'uuid';
  if (/wwn|wwid/i.test(label)) return 'world wide name';
  if (/asset/i.test(label)) return 'asset tag';
  return /ssid/i.test(label) ? 'network name' : 'serial';
}
