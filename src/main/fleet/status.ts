import type { HostState, Step } from '../../model/fleet.ts';
import type { Inventory } from '../../model/inventory.ts';
import { hasDone, type RunState } from '../../provision/ledger/states.ts';

/** Where a host stands, for a person or a script. */
export interface SeenHost {
  host: string;
  address: string;
  provider: string | null;
  tags: readonly string[];
  status: HostState['status'];
  /** The last step that was done. */
  done: Step | null;
  /** Whether there is a recording of it. */
  isRecorded: boolean;
  /** What it is at now; null: nothing. */
  at: Step | null;
  reason: string | null;
  attempts: HostState['attempts'];
  destroyed: number;
  /** ISO 8601; when the ledger last heard of it. */
  since: string;
}

/** Every host of a run, those that need a look first. */
export function seenHosts(state: RunState, inventory: Inventory): SeenHost[] {
  const hosts = inventory.hosts.flatMap(({ name, address, port, provider, tags }): SeenHost[] => {
    const host = state.hosts.get(name);
    if (host === undefined) return [];
    return [
      {
        host: name,
        address: `${address} port ${port}`,
        provider,
        tags,
        status: host.status,
        done: host.done,
        isRecorded: hasDone(host, 'captured'),
        at: host.begun,
        reason: host.failed === null ? null : `${host.failed.step}: ${host.failed.reason}`,
        attempts: host.attempts,
        destroyed: host.destroyBegun,
        since: new Date(host.at).toISOString(),
      },
    ];
  });
  const order = ['unknown', 'failed', 'open', 'online', 'abandoned'];
  return hosts.sort(
    (a, b) => order.indexOf(a.status) - order.indexOf(b.status) || (a.host < b.host ? -1 : 1),
  );
}
