import { fieldOf, linesOf } from './lines.ts';

const NAMES: ReadonlySet<string> = new Set([
  'sys_vendor',
  'product_name',
  'product_version',
  'product_family',
  'product_sku',
  'board_vendor',
  'board_name',
  'board_version',
  'bios_vendor',
  'bios_version',
  'bios_date',
  'chassis_vendor',
  'chassis_type',
  'chassis_asset_tag',
]);

/**
 * The files of /sys/class/dmi/id in one text, a line `name: value` each (or as grep prints them,
 * `/sys/class/dmi/id/name:value`), by name; null where the text holds none.
 */
export function parseDmiId(text: string): ReadonlyMap<string, string> | null {
  if (!text.includes('sys_vendor') && !text.includes('product_name')) return null;
  const fields = new Map<string, string>();
  for (const line of linesOf(text)) {
    const [key, value] =
      fieldOf(line.replace(/^\/sys\/(?:class|devices\/virtual)\/dmi\/id\//, '')) ?? [];
    if (key === undefined || !value || !NAMES.has(key) || fields.has(key)) continue;
    fields.set(key, value);
  }
  return fields.size === 0 ? null : fields;
}
