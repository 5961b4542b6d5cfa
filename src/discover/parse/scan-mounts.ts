import { linesOf } from './lines.ts';

/** What is mounted where, as `df` and `mount` print it. */
export interface ListedMount {
  device: string;
  mountpoint: string;
}

/** A longer line is no row of either. */
const LONGEST = 2000;
const DF_ROW =
  /^(\S{1,200}) +(?:[a-z][a-z0-9_.]{0,40} +)?[0-9.]+[KMGTPE]? +[0-9.]+[KMGTPE]? +[0-9.]+[KMGTPE]? +(?:[0-9]+%|-) +(\/.{0,400})$/;
const MOUNT_ROW = /^(\S{1,200}) +on +(\/.{0,400}?) +type +([a-z0-9_.]{1,40}) +\(/;

/** Rows of both kinds, in their order; null where the text holds neither of them. */
export function parseMountListing(text: string): ListedMount[] | null {
  if (!text.includes('Mounted on') && !/^sysfs +on +\/sys +type /m.test(text)) return null;
  const lines = linesOf(text);
  const isDf = (line: string) =>
    /^Filesystem +(?:Type +)?(?:Size|1K-blocks) .*Mounted on$/.test(line);
  if (!lines.some((line) => isDf(line) || /^sysfs +on +\/sys +type /.test(line))) return null;
  const mounts: ListedMount[] = [];
  for (const line of lines) {
    if (line.length > LONGEST) continue;
    const [, device, mountpoint] = DF_ROW.exec(line) ?? MOUNT_ROW.exec(line) ?? [];
    if (device !== undefined && mountpoint !== undefined) mounts.push({ device, mountpoint });
  }
  return mounts;
}
