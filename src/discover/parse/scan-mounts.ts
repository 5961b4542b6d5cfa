import { linesOf } from './lines.ts';

/** What is mounted where, as `df` and `mount` print it. */
export interface ListedMount {
  device: string;
  mountpoint: string;
}

const DF_ROW =
  /^(\S{1,200}) +[0-9.]+[KMGTPE]? +[0-9.]+[KMGTPE]? +[0-9.]+[KMGTPE]? +(?:[0-9]+%|-) +(\/.{0,400})$/;
const MOUNT_ROW = /^(\S{1,200}) on (\/.{0,400}) type ([a-z0-9_.]{1,40}) \(/;

/** Rows of both kinds, in their order; null where the text holds no `df` at all. */
export function parseMountListing(text: string): ListedMount[] | null {
  if (!text.includes('Mounted on')) return null;
  const lines = linesOf(text);
  if (!lines.some((line) => /^Filesystem +(Size|1K-blocks) .*Mounted on$/.test(line))) return null;
  const mounts: ListedMount[] = [];
  for (const line of lines) {
    const [, device, mountpoint] = DF_ROW.exec(line) ?? MOUNT_ROW.exec(line) ?? [];
    if (device !== undefined && mountpoint !== undefined) mounts.push({ device, mountpoint });
  }
  return mounts;
}
