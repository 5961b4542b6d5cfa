import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { VERSION } from '../../assets/read.ts';
import { PantherError } from '../../model/errors.ts';
import type { HostState } from '../../model/fleet.ts';
import type { Inventory, InventoryHost } from '../../model/inventory.ts';
import { knownHostsText } from '../../provision/fleet/host-keys.ts';
import {
  keepFile,
  keptInventory,
  makePlace,
  placeOf,
  type RunPlace,
  runNames,
} from '../../provision/fleet/place.ts';
import { type Ledger, openLedger, readLedger } from '../../provision/ledger/file.ts';
import { tryLock } from '../../provision/ledger/lock.ts';
import { interrupt, type RunState } from '../../provision/ledger/states.ts';
import { stateDirectory } from '../../write/hashing-key.ts';

/** A run that this process alone has. */
export interface OpenRun {
  place: RunPlace;
  ledger: Ledger;
  inventory: Inventory;
  /** Writes the pinned keys where ssh reads them. */
  writeKnownHosts(): void;
  close(): Promise<void>;
}

/** A run that is only looked at. */
export interface SeenRun {
  place: RunPlace;
  state: RunState;
  inventory: Inventory;
  /** Whether a controller is at work on it now. */
  isLive: boolean;
}

/** Begins a run, or goes on with it where the inventory is the same. */
export async function beginRun(
  run: string | null,
  inventory: Inventory,
  command: string,
): Promise<OpenRun> {
  const place = placeOf(stateDirectory(process.env), run ?? nameByTime(new Date()));
  makePlace(place);
  const lock = await lockOf(place);
  try {
    const text = `${JSON.stringify(inventory, null, 2)}\n`;
    const digest = createHash('sha256').update(text).digest('hex');
    const ledger = await openLedger(place.ledger);
    if (ledger.state.run === null) {
      keepFile(place, 'inventory.json', text);
      await ledger.append({
        kind: 'run',
        schema: 'panther.ledger/1',
        run: place.run,
        tool: VERSION,
        inventory: digest,
        nonce: randomBytes(16).toString('hex'),
        hosts: inventory.hosts.map(({ name }) => name),
      });
    } else if (ledger.state.inventory !== digest) {
      await ledger.close();
      throw new PantherError(
        'refused',
        `the run ${place.run} began with another inventory; give the new one another name with --run`,
      );
    }
    return await opened(place, ledger, inventory, command, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Opens a run that has begun; null: the newest. */
export async function openRun(run: string | null, command: string): Promise<OpenRun> {
  const place = existingPlace(run);
  const { inventory, digest } = keptInventory(place);
  const lock = await lockOf(place);
  try {
    const ledger = await openLedger(place.ledger);
    refuseOther(place, ledger.state, digest);
    return await opened(place, ledger, inventory, command, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Looks at a run, whoever has it; null: the newest. */
export function seeRun(run: string | null): SeenRun {
  const place = existingPlace(run);
  const { inventory, digest } = keptInventory(place);
  const lock = tryLock(place.lock);
  lock?.release();
  const state = readLedger(place.ledger);
  refuseOther(place, state, digest);
  // Nobody is there any more to say how it ended.
  if (lock !== null) for (const host of state.hosts.values()) interrupt(host);
  return { place, state, inventory, isLive: lock === null };
}

/** Names lead to machines by the inventory: another one would lead to others. */
function refuseOther({ folder }: RunPlace, { inventory }: RunState, digest: string): void {
  if (inventory === null || inventory === digest) return;
  throw new PantherError(
    'refused',
    `${folder}/inventory.json: is not what the run began with; nothing is done with it, restore the file`,
  );
}

async function opened(
  place: RunPlace,
  ledger: Ledger,
  inventory: Inventory,
  command: string,
  release: () => void,
): Promise<OpenRun> {
  const writeKnownHosts = (): void =>
    keepFile(place, 'known_hosts', knownHostsText(ledger.state.pins));
  await ledger.append({ kind: 'controller', command, pid: process.pid, tool: VERSION });
  writeKnownHosts();
  return {
    place,
    ledger,
    inventory,
    writeKnownHosts,
    async close() {
      await ledger.close();
      release();
    },
  };
}

async function lockOf(place: RunPlace): Promise<{ release(): void }> {
  // Whoever asks how a run stands has its lock for a moment.
  for (let tries = 0; tries < 5; tries += 1) {
    const lock = tryLock(place.lock);
    if (lock !== null) return lock;
    await sleep(100);
  }
  throw new PantherError(
    'refused',
    `another controller is at work on the run ${place.run}; see panther-discover fleet status --run ${place.run}, and wait until it has ended`,
  );
}

function existingPlace(run: string | null): RunPlace {
  const state = stateDirectory(process.env);
  if (run !== null) return placeOf(state, run);
  const newest = runNames(state)
    .map((name) => ({ name, at: startOf(placeOf(state, name)) }))
    .sort((a, b) => a.at - b.at)
    .at(-1);
  if (newest !== undefined) return placeOf(state, newest.name);
  throw new PantherError(
    'usage',
    'there is no run yet; begin one with panther-discover fleet discover INVENTORY',
  );
}

/** When a run was last heard of. */
function startOf({ ledger }: RunPlace): number {
  try {
    return Math.max(0, ...[...readLedger(ledger).hosts.values()].map(({ at }) => at));
  } catch {
    return 0;
  }
}

function nameByTime(now: Date): string {
  return `run-${now.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '')}`;
}

/** Which hosts a command is about: those named, or with one of the tags; all where neither is given. */
export function selected(inventory: Inventory, only: readonly string[]): InventoryHost[] {
  if (only.length === 0) return inventory.hosts;
  for (const word of only) {
    if (inventory.hosts.some(({ name, tags }) => name === word || tags.includes(word))) continue;
    throw new PantherError('usage', `--only ${word}: no host has this name or tag`);
  }
  const hosts = inventory.hosts.filter(
    ({ name, tags }) => only.includes(name) || tags.some((tag) => only.includes(tag)),
  );
  return hosts;
}

/** The state of a host of the run. */
export function stateOf(state: RunState, host: string): HostState {
  const found = state.hosts.get(host);
  if (found === undefined) throw new PantherError('usage', `${host}: no host of this run`);
  return found;
}
