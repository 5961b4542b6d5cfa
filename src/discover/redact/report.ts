import { redactWhole } from './fields.ts';
import { type IdentifierKind, isHashed, isIdentifier, type Replace } from './identifiers.ts';

/** Keys of another tool's report whose value is an identifier. */
const KEYS: Readonly<Record<string, IdentifierKind>> = {
  serial: 'serial',
  serial_number: 'serial',
  uuid: 'uuid',
  wwid: 'world wide name',
  asset: 'asset tag',
  asset_tag: 'asset tag',
  hostname: 'host name',
  essid: 'network name',
  // lshw's configuration of disks and network interfaces
  guid: 'uuid',
  nqn: 'serial',
  ip: 'ip address',
};
/** In lshw's configuration of a volume; a device of nixos-facter has a label that its maker gave. */
const VOLUME_LABEL = { key: 'label', unless: 'sysfs_id' } as const;
/** The node of the machine itself, which lshw calls by its host name. */
const MACHINE = { class: 'system', name: 'id' } as const;
/** Raw bytes in hexadecimal, as the first nixos-facter reports had them: a serial may be in them. */
const DUMP = /^(?:0x)?[0-9a-f]{24,}$/i;
/** Deeper than any real report. */
const MAX_DEPTH = 64;

/**
 * A report with identifiers replaced in every string of it: `replace` for the keys that hold one,
 * `redactText` for all other strings. What lies too deep is dropped.
 */
export function redactReport(
  value: unknown,
  replace: Replace,
  redactText: (text: string) => string,
  depth = 0,
): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) {
    return value.map((element) => redactReport(element, replace, redactText, depth + 1));
  }
  const entries = Object.entries(value).map(([key, field]): [string, unknown] => {
    const kind = kindOf(key, value);
    if (key === 'data' && typeof field === 'string' && DUMP.test(field)) return [key, ''];
    if (kind === 'ip address' && typeof field === 'string' && /[0-9]/.test(field)) {
      // Four numbers look like a version, but not in this place.
      return [key, isHashed(field) ? field : replace(field, kind)];
    }
    if (kind !== undefined && typeof field === 'string') {
      return [key, redactWhole(field, kind, replace)];
    }
    if (kind === 'serial' && typeof field === 'number' && isIdentifier(String(field))) {
      replace(String(field), kind);
      return [key, 0];
    }
    return [key, redactReport(field, replace, redactText, depth + 1)];
  });
  return Object.fromEntries(entries);
}

/** Whether a report holds anything that `redactReport` would drop. */
export function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth > MAX_DEPTH) return true;
  return Object.values(value).some((field) => isTooDeep(field, depth + 1));
}

function kindOf(key: string, fields: object): IdentifierKind | undefined {
  if (key === MACHINE.name && 'class' in fields && fields.class === MACHINE.class) {
    return 'host name';
  }
  if (key === VOLUME_LABEL.key) return VOLUME_LABEL.unless in fields ? undefined : 'user name';
  return Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
}
