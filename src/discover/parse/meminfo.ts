import { decimal, fieldOf, linesOf } from './lines.ts';

/** MemTotal of /proc/meminfo in bytes, or null. */
export function parseMemTotal(text: string): number | null {
  for (const line of linesOf(text)) {
    if (!line.startsWith('MemTotal:')) continue;
    const kibibytes = decimal(fieldOf(line)?.[1].replace(/ *kB$/, ''));
    return kibibytes === null || kibibytes > 2 ** 42 ? null : kibibytes * 1024;
  }
  return null;
}
