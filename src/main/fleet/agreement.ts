import { createHash } from 'node:crypto';
import type { FleetHostPlan } from '../../model/fleet-plan.ts';
import type { FileTree } from '../../model/tree.ts';
import { batchDigest } from '../../provision/approval.ts';
import type { RunState } from '../../provision/ledger/states.ts';
import type { OpenRun } from './run.ts';

/** SHA-256 of what a host is made of, in the order of the paths. */
export function filesDigest(host: string, tree: FileTree): string {
  const hash = createHash('sha256');
  for (const path of Object.keys(tree).sort()) {
    // What a person may change afterwards is not what was approved.
    if (path.startsWith(`hosts/${host}/`) && tree[path]?.ownership === 'owned') {
      hash.update(`${path}\n${tree[path]?.content}\n`);
    }
  }
  return hash.digest('hex');
}

/** What is agreed to of one host: its address, the key that it showed, its files and its disks. */
function agreementOn(state: RunState, { host, address, digest, files }: FleetHostPlan): string {
  const keys = state.pins.get(host)?.filter(({ how }) => how !== 'planned') ?? [];
  return JSON.stringify([host, address, keys.map(({ fingerprint }) => fingerprint), digest, files]);
}

/** One digest for all. */
export function digestOf({ ledger }: OpenRun, plans: readonly FleetHostPlan[]): string {
  return batchDigest(plans.map((plan) => agreementOn(ledger.state, plan)));
}

/**
 * What the ledger holds of an approved host. A controller that died between plan.json and the ledger leaves
 * a plan that nobody has seen: this is how it is known.
 */
export function agreedDigest(state: RunState, plan: FleetHostPlan): string {
  return createHash('sha256').update(agreementOn(state, plan)).digest('hex');
}
