import { parse } from 'yaml';
import { idList } from './lists.ts';

const ALIAS = /^alias pci:v([0-9A-F]{8})d([0-9A-F]{8})sv\*sd\*bc\S+ (\S+)$/;
const IDS = /^ {4}ids:(?: \[.*\]|\n {6}\[\n[^\]]*\])\n/m;

/**
 * A table of PCI modules with the ids that a kernel's modules.alias adds to the rows that it has.
 * Nothing is taken away: a kernel lists no aliases of what is built into it, and drops drivers that an
 * older one still has. Which modules belong into the table, and which claims on whole classes hold, is
 * chosen by hand.
 */
export function refreshModules(table: string, aliases: string): string {
  const found = aliasesOf(aliases);
  return table
    .split(/^(?= {2}- module: )/m)
    .map((row) => refreshRow(row, found))
    .join('');
}

/** PCI ids (vendor:device, lower case) by the module that a modules.alias names for them. */
export function aliasesOf(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, vendor, device, name] = ALIAS.exec(line) ?? [];
    if (!vendor || !device || !name) continue;
    const module = name.replaceAll('-', '_');
    const id = `${vendor.slice(-4)}:${device.slice(-4)}`.toLowerCase();
    found.set(module, [...(found.get(module) ?? []), id]);
  }
  return found;
}

/** The text of one row; it stays to the byte where there is nothing new. */
function refreshRow(text: string, found: ReadonlyMap<string, string[]>): string {
  if (!text.startsWith('  - module: ')) return text;
  const [row] = parse(text) as { module: string; ids?: string[] }[];
  const { module = '', ids = [] } = row ?? {};
  const fresh = (found.get(module) ?? []).filter((id) => !ids.includes(id));
  if (fresh.length === 0) return text;
  const list = idList('ids', '    ', [...new Set([...ids, ...fresh])].sort());
  return IDS.test(text) ? text.replace(IDS, list) : text.replace(/\n/, `\n${list}`);
}
