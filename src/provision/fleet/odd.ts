import { shownBytes } from '../../model/display.ts';

/** What hosts of a fleet are compared by. */
export interface Comparable {
  host: string;
  profile: string;
  confidence: string;
  disks: readonly { sizeBytes: number | null }[];
  warnings: readonly string[];
  /** Firmware, provider and the like, by name. */
  traits: Readonly<Record<string, string>>;
}

/**
 * In what each host differs from most of the others, in a few words, and what is odd whatever the others
 * are like. Hosts that are alike have nothing. A fleet of two has no majority.
 */
export function oddities(hosts: readonly Comparable[]): Map<string, string[]> {
  const usual = {
    profile: mostCommon(hosts.map(({ profile }) => profile)),
    disks: mostCommon(hosts.map(({ disks }) => sizesOf(disks))),
  };
  const traits = [...new Set(hosts.flatMap((host) => Object.keys(host.traits)))];
  const usualTraits = new Map(
    traits.map((trait) => [
      trait,
      mostCommon(hosts.map((host) => host.traits[trait] ?? 'unknown')),
    ]),
  );
  const common = new Set(
    [...new Set(hosts.flatMap(({ warnings }) => warnings))].filter(
      (code) => hosts.filter(({ warnings }) => warnings.includes(code)).length > hosts.length / 2,
    ),
  );
  return new Map(
    hosts.map((host) => {
      const words: string[] = [];
      if (host.confidence !== 'high') words.push(`profile with ${host.confidence} confidence`);
      if (usual.profile !== null && host.profile !== usual.profile) {
        words.push(`profile ${host.profile}, most are ${usual.profile}`);
      }
      const sizes = sizesOf(host.disks);
      if (usual.disks !== null && sizes !== usual.disks) {
        words.push(`disks ${sizes}, most have ${usual.disks}`);
      }
      for (const [trait, value] of usualTraits) {
        const own = host.traits[trait] ?? 'unknown';
        if (value !== null && own !== value) words.push(`${trait} ${own}, most have ${value}`);
      }
      for (const code of host.warnings.filter((warning) => !common.has(warning))) {
        words.push(`warning ${code}`);
      }
      return [host.host, words];
    }),
  );
}

function sizesOf(disks: readonly { sizeBytes: number | null }[]): string {
  return disks.map(({ sizeBytes }) => shownBytes(sizeBytes)).join(' and ') || 'none';
}

/** What more than half have; null: nothing is usual. */
function mostCommon(values: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].find(([, count]) => count > values.length / 2)?.[0] ?? null;
}
