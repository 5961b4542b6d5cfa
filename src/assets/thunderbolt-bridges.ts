import { table } from './read.ts';

let ids: ReadonlySet<string> | null = null;

/** Whether a PCI bridge is one of a Thunderbolt switch. */
export function isThunderboltBridge({
  vendor,
  device,
}: {
  vendor: string;
  device: string;
}): boolean {
  ids ??= new Set((table('thunderbolt-bridges') as { ids: string[] }).ids);
  return ids.has(`${vendor}:${device}`);
}
