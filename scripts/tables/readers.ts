import { idList } from './lists.ts';

const ID = /^usb:v([0-9A-F]{4})p([0-9A-F]{4})\*/;

/**
 * The table of fingerprint readers by libfprint's data/autosuspend.hwdb, which lists what its drivers
 * run and, below a heading, what is known to have no driver.
 * Throws an Error where the file has no such list.
 */
export function refreshReaders(table: string, hwdb: string): string {
  const ids = { supported: new Set<string>(), unsupported: new Set<string>() };
  let list: keyof typeof ids = 'supported';
  for (const line of hwdb.split('\n')) {
    if (/^# Known unsupported/i.test(line)) list = 'unsupported';
    const [, vendor, product] = ID.exec(line) ?? [];
    if (vendor && product) ids[list].add(`${vendor}:${product}`.toLowerCase());
  }
  if (ids.supported.size === 0) throw new Error('no reader in the file: is it autosuspend.hwdb?');
  const unsupported = [...ids.unsupported].filter((id) => !ids.supported.has(id)).sort();
  return (
    table.slice(0, table.indexOf('supported:')) +
    idList('supported', '', [...ids.supported].sort()) +
    idList('unsupported', '', unsupported)
  );
}
