import { table } from './read.ts';

/** Whether a PCI bridge is one of a Thunderbolt switch. */
export function isThunderboltBridge({
  vendor,
  device,
}: {
  vendor: string;
  device: string;
}): boolean {
  return (table('thunderbolt-bridges') as { ids: string[] }).ids.includes(`${vendor}:${device}`);
}
