import type { Console } from '../../console.ts';
import { discoverFleet } from '../../main/fleet/discover.ts';
import { readInventory } from '../../main/fleet/inventory.ts';
import { beginRun, selected } from '../../main/fleet/run.ts';
import { seenHosts } from '../../main/fleet/status.ts';
import { deadlineOf, policyOf, textOf, type WorkFlags } from './flags.ts';
import { refusePartial } from './outcome.ts';
import { openView } from './view.ts';

export interface DiscoverFleetFlags extends WorkFlags {
  inventory: string;
  'accept-new-host-keys'?: boolean | undefined;
  again?: boolean | undefined;
}

/** `fleet discover`: reaches and records every host of an inventory, and begins a run with it. */
export async function runFleetDiscover(flags: DiscoverFleetFlags, out: Console): Promise<void> {
  const policy = policyOf(flags);
  const deadlineMs = deadlineOf(flags);
  const { text, where } = await textOf(flags.inventory);
  const inventory = await readInventory(text, where);
  const run = await beginRun(flags.run ?? null, inventory, 'discover');
  try {
    const hosts = selected(inventory, flags.only ?? []).map(({ name }) => name);
    const view = openView(flags, hosts, out);
    const { interrupt } = view;
    const { stopped } = await discoverFleet(run, {
      only: flags.only ?? [],
      acceptNewHostKeys: flags['accept-new-host-keys'] ?? false,
      again: flags.again ?? false,
      policy,
      deadlineMs,
      tell: view.tell,
      interrupt,
    }).finally(view.close);
    const seen = seenHosts(run.ledger.state, inventory).filter(({ host }) => hosts.includes(host));
    const failed = seen.filter(({ status }) => status === 'failed' || status === 'unknown');
    const recorded = seen.filter(({ isRecorded }) => isRecorded).length;
    if (flags.json) {
      out.json({
        event: 'run',
        run: run.place.run,
        hosts: seen.length,
        recorded,
        failed: failed.length,
        stopped,
      });
    } else out.say(`run ${run.place.run}: ${recorded} of ${seen.length} hosts recorded`);
    const left =
      interrupt.asked && recorded < seen.length
        ? 'it was interrupted; the same command goes on'
        : null;
    refusePartial(failed, seen.length, stopped ?? left, interrupt.asked);
  } finally {
    await run.close();
  }
}
