import { createHmac } from 'node:crypto';

/** What an identifier is called in a finding. */
export type IdentifierKind =
  | 'serial'
  | 'uuid'
  | 'hardware address'
  | 'world wide name'
  | 'ip address'
  | 'host name'
  | 'user name'
  | 'asset tag'
  | 'network name'
  | 'volume label'
  | 'secret';

/** Says what stands in an identifier's place. */
export type Replace = (value: string, kind: IdentifierKind) => string;

/** A value that was hashed already, wherever it stands. */
const HASHED = /(?:^|[^0-9A-Za-z]|0x)h:[0-9a-f]{12}(?![0-9A-Za-z])/;

/** Values that firmware and hypervisors put where a serial or an asset tag would be. */
const PLACEHOLDER =
  /^(?:none|n\/?a|unknown|invalid|empty|null|default(?: string)?|\(none\)|.*(?:not (?:specified|provided|available|applicable|set)|to be filled|o\.e\.m|no asset|serial ?number|asset ?tag|assettag|superuser|permission).*|<.*>|\[removed\]|x{3,}|\*+|0?123456789.*|([0-9a-z.-])\1*)$/i;
/** Clouds that are recognised by the asset tag, which is the same on every machine of theirs. */
const PRODUCT_TAG =
  /^(?:7783-7084-3265-9085-8269-3286-77|OracleCloud\.com|Amazon EC2|OpenTelekomCloud|SAP CCloud VM|HUAWEICLOUD|Samsung Cloud Platform|OpenStack (?:Nova|Compute)|.*\.zstack\.io)$/i;
const PCI_ADDRESS = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/i;
/** QEMU names a slot where the host gave no serial: drive-scsi0, QM00001. */
const QEMU_SLOT = /^(?:drive-[a-z]+[0-9-]*|QM0000[0-9])$/i;
const VERSION = /^v?[0-9]{1,3}(?:\.[0-9]{1,3}){1,3}$/i;
/** No real identifier is longer, and the patterns above are not meant for more. */
const LONGEST = 256;
/** Counted up from nought by a maker who does not number the devices: 0001. */
const SMALL_NUMBER = /^(?:0x)?0*[0-9]{0,2}$/;

/** Whether a value in a place where an identifier stands is one, and not a filler or a version. */
export function isIdentifier(value: string): boolean {
  const trimmed = value.trim();
  if (trimmed === '' || isHashed(trimmed)) return false;
  if (trimmed.length > LONGEST) return true;
  return !(
    PLACEHOLDER.test(trimmed) ||
    PRODUCT_TAG.test(trimmed) ||
    PCI_ADDRESS.test(trimmed) ||
    QEMU_SLOT.test(trimmed) ||
    VERSION.test(trimmed) ||
    SMALL_NUMBER.test(trimmed)
  );
}

export function isHashed(value: string): boolean {
  return HASHED.test(value);
}

/**
 * Whether an identifier is so unlike everything else that it may be replaced wherever it occurs.
 * A serial that is a plain word or a small number is replaced in its own place only.
 */
export function isDistinct(value: string): boolean {
  if (value.length < 4 || value.length > LONGEST) return false;
  if (/^[0-9]+$/.test(value)) return value.length >= 8;
  return /[0-9]/.test(value);
}

/** One spelling for values that tools write differently: case, separators and prefixes. */
export function canonical(value: string): string {
  const plain = value
    .trim()
    .toLowerCase()
    .replace(/^(?:0x|naa\.|eui\.|uuid\.)/, '');
  return /^[0-9a-f:-]{12,}$/.test(plain) ? plain.replace(/[:-]/g, '') : plain;
}

/** Replaces by `h:` and 12 hex digits of HMAC-SHA256, so that equal identifiers stay equal. */
export function keyedHash(key: Uint8Array): Replace {
  const known = new Map<string, string>();
  return (value) => {
    const plain = canonical(value);
    const found = known.get(plain);
    if (found !== undefined) return found;
    const hash = `h:${createHmac('sha256', key).update(plain).digest('hex').slice(0, 12)}`;
    known.set(plain, hash);
    return hash;
  };
}
