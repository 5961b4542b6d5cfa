import { createHash } from 'node:crypto';
import { VERSION } from '../../assets/read.ts';
import { recordOverSsh } from '../../discover/source/ssh.ts';
import type { CommandResult, Outcome } from '../../machine/machine.ts';
import { read } from '../../main.ts';
import { PantherError } from '../../model/errors.ts';
import type { Facts } from '../../model/facts.ts';
import type { InventoryHost } from '../../model/inventory.ts';
import { askRemote } from '../../provision/fleet/ask.ts';
import { type Backend, failed, failedForNow, type StepEnd } from '../../provision/fleet/backend.ts';
import { firstContact } from '../../provision/fleet/first-contact.ts';
import { alias, expectedKey, keyRefusal } from '../../provision/fleet/host-keys.ts';
import { targetOf } from '../../provision/fleet/install-work.ts';
import { keepFile } from '../../provision/fleet/place.ts';
import { type Connection, runRemote } from '../../provision/fleet/remote.ts';
import type { Rollout } from '../../provision/fleet/rollout.ts';
import { hasDone } from '../../provision/ledger/states.ts';
import { questionsAbout } from '../../provision/preflight/questions.ts';
import { type OpenRun, selected, stateOf } from './run.ts';
import { type WorkWishes, work } from './work.ts';

export interface DiscoverWishes extends WorkWishes {
  only: readonly string[];
  /** Hosts whose key nobody told are believed, and the key recorded. */
  acceptNewHostKeys: boolean;
  /** Records hosts again that were recorded already. */
  again: boolean;
}

const REMOTE_MS = 60_000;

/** fleet discover: reaches and records hosts. Returns what came of those that there was work for. */
export async function discoverFleet(run: OpenRun, wishes: DiscoverWishes): Promise<Rollout> {
  const hosts = selected(run.inventory, wishes.only).filter(({ name }) => {
    const state = stateOf(run.ledger.state, name);
    return !hasDone(state, 'destroy') && state.destroyBegun === 0 && state.status !== 'abandoned'
      ? wishes.again || !hasDone(state, 'captured')
      : false;
  });
  const byName = new Map(hosts.map((host) => [host.name, host]));
  return work(
    run,
    [...byName.keys()],
    recordingBackend(run, byName, wishes.acceptNewHostKeys),
    () => ['reached', 'captured'],
    wishes,
  );
}

function recordingBackend(
  run: OpenRun,
  hosts: ReadonlyMap<string, InventoryHost>,
  acceptNewHostKeys: boolean,
): Backend {
  return {
    name: 'recording',
    async perform({ host: name, step }) {
      const host = hosts.get(name);
      if (host === undefined) return failed('is not in the inventory');
      if (step === 'reached') return reach(run, host, acceptNewHostKeys);
      return record(run, host);
    },
  };
}

/** The pinned way to a host as it was found. */
export function connectionTo({ place }: OpenRun, host: InventoryHost): Connection {
  return {
    target: targetOf(host),
    pinned: { file: place.knownHosts, alias: alias(host.name) },
  };
}

/** Pins the key at first contact, then looks whether root's work can be done there. */
async function reach(
  run: OpenRun,
  host: InventoryHost,
  acceptNewHostKeys: boolean,
): Promise<StepEnd> {
  if (!run.ledger.state.pins.has(host.name)) {
    const contact = await firstContact(host.name, targetOf(host), host.hostKeys);
    if (contact.status === 'failed') return contact;
    const [first] = contact.keys;
    const isTold = host.hostKeys.length > 0;
    const key = isTold ? expectedKey(contact.keys, host.hostKeys) : (first ?? null);
    if (key === null || (!isTold && !acceptNewHostKeys)) {
      throw keyRefusal(contact.keys, host.hostKeys);
    }
    const how = isTold ? 'inventory' : 'accepted';
    await run.ledger.append({ kind: 'pinned', host: host.name, ...key, how });
    run.writeKnownHosts();
  }
  const script = 'id -u; cat /proc/sys/kernel/random/boot_id';
  const end = await runRemote(connectionTo(run, host), script, REMOTE_MS);
  if (end.status === 'failed') return end;
  const [user, boot = ''] = end.output.trim().split('\n');
  if (user !== '0') return failed('sudo does not lead to root');
  const evidence = /^[0-9a-f-]{36}$/.test(boot)
    ? { boot: bootMark(run.ledger.state.nonce, boot) }
    : undefined;
  return { status: 'done', ...(evidence === undefined ? {} : { evidence }) };
}

/** Says whether two hosts are one machine, and nothing about which: the kernel draws a boot id at each start. */
function bootMark(nonce: string, boot: string): string {
  return createHash('sha256')
    .update(JSON.stringify(['panther.boot/1', nonce, boot]))
    .digest('hex');
}

/** The capture, and what only root sees of the disks; both stay outside of the repository. */
async function record(run: OpenRun, host: InventoryHost): Promise<StepEnd> {
  const connection = connectionTo(run, host);
  const address = host.address.includes(':') ? `[${host.address}]` : host.address;
  const source = `ssh://${host.user}@${address}:${host.port}`;
  let capture: Awaited<ReturnType<typeof recordOverSsh>>;
  try {
    const limits = { pinned: connection.pinned };
    capture = await recordOverSsh(source, `panther-discover ${VERSION}`, { limits });
  } catch (error) {
    if (!(error instanceof PantherError)) throw error;
    return failedForNow(error.message.replace(/^\S+: /, ''));
  }
  const disks = diskNames(read({ kind: 'capture', capture }));
  const told = await askRemote(connection, questionsAbout(disks), REMOTE_MS);
  if (told.status === 'failed') return told;
  keepFile(run.place, `captures/${host.name}.json`, `${JSON.stringify(capture)}\n`);
  keepFile(run.place, `seen/${host.name}.json`, answersText(told.answers));
  return { status: 'done', evidence: { readings: Object.keys(capture.readings).length } };
}

/** The disks that may be asked about: a kernel that names one otherwise names none that is planned. */
export function diskNames({ disks }: Facts): string[] {
  return disks.map(({ name }) => name).filter((name) => /^[a-z][a-z0-9]{1,30}$/.test(name));
}

function answersText(answers: ReadonlyMap<string, Outcome<CommandResult>>): string {
  return `${JSON.stringify(Object.fromEntries(answers))}\n`;
}
