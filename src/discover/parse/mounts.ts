import { linesOf } from './lines.ts';

export interface Mount {
  device: string;
  mountpoint: string;
  type: string;
}

/** /proc/mounts, in its order; lines with fewer than three words are passed over. */
export function parseMounts(text: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of linesOf(text)) {
    const [device, mountpoint, type] = line.split(' ');
    if (!device || !mountpoint || !type) continue;
    mounts.push({ device: unescaped(device), mountpoint: unescaped(mountpoint), type });
  }
  return mounts;
}

/** The swap devices and files of /proc/swaps. */
export function parseSwaps(text: string): string[] {
  const swaps: string[] = [];
  for (const line of linesOf(text).slice(1)) {
    const name = line.split(/\s/, 1)[0];
    if (name?.startsWith('/')) swaps.push(unescaped(name));
  }
  return swaps;
}

/** The kernel writes blank, tab, line feed and backslash as three octal digits. */
function unescaped(word: string): string {
  if (!word.includes('\\')) return word;
  return word.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
