import { parse } from 'yaml';
import { aliasesOf } from './aliases.ts';
import { holds } from './ranges.ts';

/** Kernel drivers of GPUs that list their devices, by vendor. */
const DRIVERS: readonly { maker: string; vendor: string; drivers: readonly string[] }[] = [
  { maker: 'intel', vendor: '8086', drivers: ['i915', 'xe'] },
  { maker: 'amd', vendor: '1002', drivers: ['amdgpu'] },
];

/** GPUs that a kernel drives and the table of generations does not know: one line each, sorted. */
export function unknownGpus(table: string, aliases: string): string[] {
  const known = parse(table) as Record<string, Record<string, string[]>>;
  const found = aliasesOf(aliases);
  return DRIVERS.flatMap(({ maker, vendor, drivers }) => {
    const ranges = Object.values(known[maker] ?? {}).flat();
    const ids = new Set(drivers.flatMap((driver) => found.get(driver) ?? []));
    return [...ids]
      .filter((id) => id.startsWith(`${vendor}:`))
      .filter((id) => !ranges.some((range) => holds(range, id.slice(5))))
      .map((id) => `${id} (${maker}) has no generation`);
  }).sort();
}
