import type { RunState } from '../ledger/states.ts';

/** What two hosts of a run have in common that one machine has alone, or should. */
export interface Twins {
  /** Host → another one that is the very same machine: both ran in one boot of one kernel. */
  same: Map<string, string>;
  /** Host → another one that shows the same host key: the same machine, or copies of one image. */
  key: Map<string, string>;
}

/** Hosts that are one machine under two names, or look so: each name would erase it once. */
export function twinsIn({ hosts, pins }: RunState): Twins {
  const boots = [...hosts].map(
    ([host, { evidence }]) => [host, evidence.reached?.['boot']] as const,
  );
  const keys = [...pins].flatMap(([host, shown]) =>
    shown
      .filter(({ how }) => how !== 'planned')
      .map(({ fingerprint }) => [host, fingerprint] as const),
  );
  return { same: paired(boots), key: paired(keys) };
}

function paired(
  marks: readonly (readonly [string, string | number | undefined])[],
): Map<string, string> {
  const hosts = new Map<string | number, string[]>();
  for (const [host, mark] of marks) {
    if (mark !== undefined) hosts.set(mark, [...(hosts.get(mark) ?? []), host]);
  }
  const pairs = new Map<string, string>();
  for (const group of hosts.values()) {
    for (const host of group) {
      const other = group.find((name) => name !== host);
      if (other !== undefined) pairs.set(host, other);
    }
  }
  return pairs;
}
