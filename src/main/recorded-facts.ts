import type { Facts } from '../model/facts.ts';
import { readRepositoryJson } from '../write/repository.ts';

/** The facts that a repository holds of a host; null where there are none that can be read. */
export async function recordedFacts(root: string, host: string): Promise<Facts | null> {
  const recorded = await readRepositoryJson(root, `hardware-discovery/${host}/facts.json`);
  if (recorded === null) return null;
  // A new host has no record to hold against a schema, which takes its time to build.
  const { Facts } = await import('../model/facts.ts');
  const parsed = Facts.safeParse(recorded);
  return parsed.success ? parsed.data : null;
}
