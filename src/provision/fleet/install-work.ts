import type { RunningProgram } from '../../machine/program.ts';
import { parseSshTarget, type SshTarget } from '../../machine/ssh-target.ts';
import type { InventoryHost } from '../../model/inventory.ts';
import type { DiskLayout } from '../../model/layout.ts';
import type { Ledger } from '../ledger/file.ts';
import type { Lock } from '../ledger/lock.ts';
import type { StepEnd, StepTurn } from './backend.ts';
import { alias } from './host-keys.ts';
import type { MemoryFolder } from './memory-folder.ts';
import type { Phase } from './nixos-anywhere.ts';
import { type Connection, runRemote } from './remote.ts';

/** What is known of a host before it is installed. */
export interface PlannedHost {
  inventory: InventoryHost;
  layout: DiskLayout;
  /** The user of the new system, who may log in by key. */
  user: string;
  /** Private keys of the new system, by their place in it; the first is sshd's. */
  hostKeys: readonly string[];
  /** Where disko reads the passphrase on the target; null: nothing is encrypted. */
  passwordFile: string | null;
  /** Where the new system has the hash of its user's password; null: the user has none. */
  passwordPlace: string | null;
}

export interface InstallWork {
  ledger: Ledger;
  /** The folder of the run, and its known_hosts, which is written anew after each new key. */
  folder: string;
  knownHosts: string;
  writeKnownHosts(): void;
  root: string;
  kexec: string | null;
  memory: MemoryFolder;
  hosts: ReadonlyMap<string, PlannedHost>;
  /** Every check of the target against what was approved, as it is now; `witness` is what its disks are. */
  check(host: PlannedHost, connection: Connection, witness: string): Promise<StepEnd>;
  /** Whether the system can be made at all, and formats what is planned, before anything is lost. */
  evaluate(host: PlannedHost, signal: AbortSignal): Promise<StepEnd>;
  /** A program that prints the passphrase of a host; null: none was given. */
  passphraseOf: ((host: string) => Promise<Buffer>) | null;
  /** A program that prints the hash of the password of a host's user; null: none was given. */
  passwordHashOf: ((host: string) => Promise<string>) | null;
  /** Users have no password, and become root in another way. */
  keysOnly: boolean;
  hear(host: string, line: string): void;
  /** Takes the lock of a host for a program; null: another program is at work on it. */
  hold(host: string): Lock | null;
  /** Which process is at work on a host: it goes on where this one is killed. */
  note(host: string, phase: Phase, running: RunningProgram): void;
}

/** Where ssh connects to for a host. */
export function targetOf(host: InventoryHost, user = host.user): SshTarget {
  const address = host.address.includes(':') ? `[${host.address}]` : host.address;
  const target = parseSshTarget(`ssh://${user}@${address}:${host.port}`);
  if (target === null) throw new Error('an inventory holds addresses that ssh can take');
  return target;
}

/** One step of one host. */
export interface Scene {
  work: InstallWork;
  host: PlannedHost;
  turn: StepTurn;
}

/** The pinned way to a host, as the user of the inventory or as another one. */
export function connection({ work, host }: Scene, user?: string): Connection {
  return {
    target: targetOf(host.inventory, user),
    pinned: { file: work.knownHosts, alias: alias(host.inventory.name) },
  };
}

const REMOTE_MS = 120_000;

/** Whether the target runs an installer: `installer`, `other`, or why it cannot be told. */
export async function whatRuns(
  scene: Scene,
  user?: string,
): Promise<'installer' | 'other' | Extract<StepEnd, { status: 'failed' }>> {
  const script = '. /etc/os-release 2>/dev/null; echo "variant $VARIANT_ID"';
  const end = await runRemote(connection(scene, user), script, REMOTE_MS);
  if (end.status === 'failed') return end;
  return end.output.trim() === 'variant installer' ? 'installer' : 'other';
}
