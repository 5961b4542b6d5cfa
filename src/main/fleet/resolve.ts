import { createHash } from 'node:crypto';
import { PantherError } from '../../model/errors.ts';
import type { HostState, Resolution } from '../../model/fleet.ts';
import type { FleetHostPlan } from '../../model/fleet-plan.ts';
import { fenceAnswer, witnessScript } from '../../provision/fleet/fence.ts';
import { alias } from '../../provision/fleet/host-keys.ts';
import { targetOf } from '../../provision/fleet/install-work.ts';
import { leftRunning, leftWords } from '../../provision/fleet/left-running.ts';
import { type Connection, runRemote } from '../../provision/fleet/remote.ts';
import { verifyDisks } from '../../provision/fleet/verify.ts';
import { keptPlan } from './plan.ts';
import { type OpenRun, selected, stateOf } from './run.ts';

/** What is on the disks of a host whose DESTROY nobody saw end. */
export interface Unsettled {
  host: string;
  status: HostState['status'];
  reason: string;
  /** What lsblk tells of the planned disks: hostile text. */
  disks: string;
  /** Whether they are what they were right before DESTROY. */
  isUntouched: boolean;
  /** Null: they are as planned, and mounted; else what is not. */
  unlikePlan: string | null;
  /** With this a person says that the disks, as they are now, may be erased again. */
  digest: string;
  /** What the disks are, as DESTROY will look at them; empty: they cannot be read. */
  witness: string;
}

const REMOTE_MS = 60_000;
const COLUMNS = 'NAME,SIZE,TYPE,FSTYPE,LABEL,PARTLABEL,PARTUUID,MOUNTPOINTS';

/** Looks at the disks of a host, and changes nothing. */
export async function inspectHost(run: OpenRun, name: string): Promise<Unsettled> {
  const { ledger, place } = run;
  const state = stateOf(ledger.state, name);
  const [host] = selected(run.inventory, [name]);
  const plan = keptPlan(place).hosts.find((planned) => planned.host === name);
  if (host === undefined || plan === undefined) {
    throw new PantherError('usage', `${name}: has no plan in this run`);
  }
  const left = leftRunning(place, name);
  if (left !== null) {
    throw new PantherError('refused', `${name}: ${leftWords(left)}`);
  }
  const connection: Connection = {
    target: targetOf(host, 'root'),
    pinned: { file: place.knownHosts, alias: alias(name) },
  };
  const devices = plan.disks.map(({ device }) => `"$(readlink -f ${device})"`).join(' ');
  const listed = await answer(name, connection, `lsblk --output ${COLUMNS} ${devices}`);
  const witness = fenceAnswer(
    await answer(name, connection, witnessScript(devicesOf(plan), ledger.state.nonce)),
  );
  const seen = witness?.word === 'seen' ? witness.rest : '';
  const verified = await verifyDisks(connection, plan.layout, REMOTE_MS);
  return {
    host: name,
    status: state.status,
    reason: state.failed?.reason ?? '',
    disks: listed,
    isUntouched: seen !== '' && seen === state.evidence.checked?.['witness'],
    unlikePlan: verified.status === 'done' ? null : verified.reason,
    digest: digestOf(name, seen, listed),
    witness: seen,
  };
}

function devicesOf({ disks }: FleetHostPlan): string[] {
  return disks.map(({ device }) => device);
}

function digestOf(host: string, witness: string, listed: string): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([host, witness, listed]))
    .digest('hex');
  return (hex.slice(0, 20).match(/.{4}/g) ?? []).join('-');
}

async function answer(host: string, connection: Connection, script: string): Promise<string> {
  const end = await runRemote(connection, script, REMOTE_MS);
  if (end.status === 'ok') return end.output;
  throw new PantherError(
    'input',
    `${host}: cannot be looked at: ${end.reason}; use the provider's console, and --as abandoned to leave it out`,
  );
}

/**
 * Records a person's word on a host. `untouched` and `formatted` are believed only where the disks say so
 * too; `erase-again` needs the digest of what is on them now.
 */
export async function resolveHost(
  run: OpenRun,
  name: string,
  as: Resolution,
  approve: string | null,
): Promise<Unsettled | null> {
  const state = stateOf(run.ledger.state, name);
  if (as === 'abandoned') {
    const seen = createHash('sha256').update(name).digest('hex');
    await run.ledger.append({ kind: 'resolution', host: name, as, seen });
    return null;
  }
  const seen = await inspectHost(run, name);
  const refuse = (why: string): never => {
    throw new PantherError('refused', `${name}: ${why}; see fleet resolve ${name}`);
  };
  if (state.status !== 'unknown' && as !== 'erase-again') refuse('is not in an unknown state');
  if (as === 'untouched' && !seen.isUntouched) {
    refuse('its disks are not what they were before DESTROY began');
  }
  if (as === 'formatted' && seen.unlikePlan !== null) refuse(seen.unlikePlan);
  if (seen.witness === '') refuse('its disks cannot be read');
  if (as === 'erase-again' && approve !== seen.digest) {
    refuse(`to erase what is on its disks now, give --approve ${seen.digest}`);
  }
  const { digest, witness } = seen;
  await run.ledger.append({ kind: 'resolution', host: name, as, seen: digest, witness });
  return seen;
}
