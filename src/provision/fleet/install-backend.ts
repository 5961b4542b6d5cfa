import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { RunningProgram } from '../../machine/program.ts';
import { parseSshTarget, type SshTarget } from '../../machine/ssh-target.ts';
import type { Step } from '../../model/fleet.ts';
import type { InventoryHost } from '../../model/inventory.ts';
import type { DiskLayout } from '../../model/layout.ts';
import type { Ledger } from '../ledger/file.ts';
import { type Backend, failed, failedForNow, type StepEnd, type StepTurn } from './backend.ts';
import { armScript, fenceAnswer, fenceToken, fenceTokens, fireScript } from './fence.ts';
import { alias, publicKey } from './host-keys.ts';
import type { MemoryFolder } from './memory-folder.ts';
import { type Phase, type PhaseCall, proxyProgram, runPhase } from './nixos-anywhere.ts';
import { type Connection, runRemote } from './remote.ts';
import { verifyDisks, verifySystem } from './verify.ts';

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
  /** Every check of the target against what was approved, as it is now; null: all pass. */
  check(host: PlannedHost, connection: Connection): Promise<StepEnd>;
  /** Whether the system can be made at all, before anything is lost. */
  evaluate(host: PlannedHost, signal: AbortSignal): Promise<StepEnd>;
  /** A program that prints the passphrase of a host; null: none was given. */
  passphraseOf: ((host: string) => Promise<Buffer>) | null;
  hear(host: string, line: string): void;
  /** Which process is at work on a host: it goes on where this one is killed. */
  note(host: string, phase: Phase, running: RunningProgram): void;
}

const REMOTE_MS = 120_000;
const WAIT_MS = 3000;

/** Where ssh connects to for a host. */
export function targetOf(host: InventoryHost, user = host.user): SshTarget {
  const address = host.address.includes(':') ? `[${host.address}]` : host.address;
  const target = parseSshTarget(`ssh://${user}@${address}:${host.port}`);
  if (target === null) throw new Error('an inventory holds addresses that ssh can take');
  return target;
}

/**
 * nixos-anywhere, phase by phase, with our own checks before and after each. A target whose key is not
 * the pinned one is not spoken to.
 */
export function installBackend(work: InstallWork): Backend {
  return {
    name: 'nixos-anywhere',
    async perform(turn) {
      const host = work.hosts.get(turn.host);
      if (host === undefined) return failed('is not in the plan of this run');
      return STEP_WORK[turn.step]?.({ work, host, turn }) ?? failed('is no step of an install');
    },
  };
}

interface Scene {
  work: InstallWork;
  host: PlannedHost;
  turn: StepTurn;
}

const STEP_WORK: Partial<Record<Step, (scene: Scene) => Promise<StepEnd>>> = {
  keyed,
  installer,
  checked,
  destroy,
  formatted,
  installed,
  verified,
  rebooted,
  online,
};

function connection({ work, host }: Scene, user?: string): Connection {
  return {
    target: targetOf(host.inventory, user),
    pinned: { file: work.knownHosts, alias: alias(host.inventory.name) },
  };
}

/** The keys of the new system, in memory; the public half is pinned. */
async function keyed(scene: Scene): Promise<StepEnd> {
  const { work, host, turn } = scene;
  const evaluated = await work.evaluate(host, turn.signal);
  if (evaluated.status === 'failed') return evaluated;
  const { name } = host.inventory;
  work.memory.remove(name);
  for (const [index, place] of host.hostKeys.entries()) {
    const path = work.memory.write(`${name}/root${place}`, '');
    work.memory.remove(`${name}/root${place}`);
    await promisify(execFile)('ssh-keygen', [
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-C',
      name,
      '-f',
      path,
    ]);
    const key = publicKey(readFileSync(`${path}.pub`, 'utf8'));
    if (key === null) return failed('ssh-keygen made no key that can be read');
    if (index > 0) continue;
    await work.ledger.append({ kind: 'pinned', host: name, ...key, how: 'planned' });
    work.writeKnownHosts();
  }
  if (host.passwordFile !== null) {
    if (work.passphraseOf === null) {
      return failed(
        'its disk is encrypted: give --passphrase-command, which prints the passphrase of a host',
      );
    }
    const secret = await work.passphraseOf(name);
    work.memory.write(`${name}/passphrase`, secret);
    secret.fill(0);
  }
  return { status: 'done' };
}

function phaseCall({ work, host }: Scene, phase: Phase, proxy: string): PhaseCall {
  const { name } = host.inventory;
  return {
    phase,
    host: host.inventory,
    root: work.root,
    proxy,
    kexec: work.kexec,
    extraFiles: host.hostKeys.length === 0 ? null : `${work.memory.path}/${name}/root`,
    passphrase:
      host.passwordFile === null
        ? null
        : { remote: host.passwordFile, local: `${work.memory.path}/${name}/passphrase` },
  };
}

/** One phase of nixos-anywhere, between two looks at who the target is. */
async function phase(scene: Scene, name: Phase): Promise<StepEnd> {
  const { work, host, turn } = scene;
  const proxy = proxyProgram(work.folder, host.inventory, connection(scene));
  const hear = (line: string): void => work.hear(host.inventory.name, line);
  return runPhase(phaseCall(scene, name, proxy), turn.signal, hear, (running) =>
    work.note(host.inventory.name, name, running),
  );
}

/** Whether the target runs an installer: `installer`, `other`, or why it cannot be told. */
async function whatRuns(scene: Scene, user?: string): Promise<'installer' | 'other' | StepEnd> {
  const script = '. /etc/os-release 2>/dev/null; echo "variant $VARIANT_ID"';
  const end = await runRemote(connection(scene, user), script, REMOTE_MS);
  if (end.status === 'failed') return end;
  return end.output.trim() === 'variant installer' ? 'installer' : 'other';
}

async function installer(scene: Scene): Promise<StepEnd> {
  // The installer knows root alone; a machine that was not started anew may know somebody else.
  const asRoot = await whatRuns(scene, 'root');
  if (asRoot === 'installer') return { status: 'done' };
  const before = asRoot === 'other' ? asRoot : await whatRuns(scene);
  if (typeof before !== 'string') return before;
  if (scene.work.kexec === null) {
    return failed(
      'does not run an installer: give --kexec with --kexec-sha256, or boot it into one',
    );
  }
  const end = await phase(scene, 'kexec');
  if (end.status === 'failed') return end;
  const after = await whatRuns(scene, 'root');
  if (typeof after !== 'string') return after;
  return after === 'installer'
    ? { status: 'done' }
    : failedForNow('still runs its old system after kexec');
}

function devices({ host }: Scene): string[] {
  return host.layout.disks.map(({ device }) => device);
}

/** Sets the fence, then holds the target against what was approved; the witness is from before the look. */
async function checked(scene: Scene): Promise<StepEnd> {
  const { work, host, turn } = scene;
  const root = connection(scene, 'root');
  const { name } = host.inventory;
  const { nonce } = work.ledger.state;
  const { token, earlier } = fenceTokens(nonce, name, turn.state);
  const end = await runRemote(root, armScript(token, earlier, devices(scene), nonce), REMOTE_MS);
  if (end.status === 'failed') return end;
  const answer = fenceAnswer(end.output);
  if (answer?.word !== 'armed') return failed(answer?.rest ?? 'the fence could not be set');
  const held = await work.check(host, root);
  if (held.status === 'failed') return held;
  return { status: 'done', evidence: { ...held.evidence, witness: answer.rest } };
}

/** The only step that loses anything: a last look and the fence spent in one go, then the wipe. */
async function destroy(scene: Scene): Promise<StepEnd> {
  const { work, host, turn } = scene;
  const { nonce } = work.ledger.state;
  const expected = turn.state.evidence.checked?.['witness'];
  if (typeof expected !== 'string')
    return { ...failed('was not checked'), certain: true } as StepEnd;
  const token = fenceToken(nonce, host.inventory.name, turn.attempt);
  const script = fireScript(token, devices(scene), nonce, expected);
  const end = await runRemote(connection(scene, 'root'), script, REMOTE_MS);
  // The wipe is begun from here, and it was not.
  if (end.status === 'failed') return { ...end, certain: true };
  const answer = fenceAnswer(end.output);
  if (answer?.word !== 'fired') {
    const reason = answer?.rest ?? 'the fence could not be spent';
    return { status: 'failed', reason, again: false, certain: true };
  }
  return phase(scene, 'disko');
}

async function formatted(scene: Scene): Promise<StepEnd> {
  return verifyDisks(connection(scene, 'root'), scene.host.layout, REMOTE_MS);
}

async function installed(scene: Scene): Promise<StepEnd> {
  const before = await whatRuns(scene, 'root');
  if (typeof before !== 'string') return before;
  if (before !== 'installer') return failed('no longer runs the installer; see what it started');
  return phase(scene, 'install');
}

async function verified(scene: Scene): Promise<StepEnd> {
  const { work, host } = scene;
  const end = await verifySystem(connection(scene, 'root'), host.hostKeys, REMOTE_MS);
  // What is installed needs its keys no longer from here.
  if (end.status === 'done') work.memory.remove(host.inventory.name);
  return end;
}

async function rebooted(scene: Scene): Promise<StepEnd> {
  const before = await whatRuns(scene, 'root');
  // An earlier controller may have restarted it already; then the installer is gone.
  if (before !== 'installer') return { status: 'done' };
  return phase(scene, 'reboot');
}

/** The new system answers, with the key that was made for it, and lets its user in. */
async function online(scene: Scene): Promise<StepEnd> {
  const { work, host, turn } = scene;
  const { name } = host.inventory;
  const planned = work.ledger.state.pins.get(name)?.find(({ how }) => how === 'planned');
  if (planned === undefined) return failed('the key of the new system is not known');
  const file = work.memory.write(`${name}.known_hosts`, `${alias(name)} ${planned.key}\n`);
  const only: Connection = {
    target: targetOf(host.inventory, host.user),
    pinned: { file, alias: alias(name) },
  };
  // A machine takes its time to start; a key that is not the planned one does not become it.
  for (;;) {
    const end = await runRemote(only, 'true', REMOTE_MS, 'user');
    if (end.status === 'ok') return { status: 'done', evidence: { hostKey: planned.fingerprint } };
    if (!end.again || turn.signal.aborted) return end;
    await sleep(WAIT_MS, undefined, { signal: turn.signal }).catch(() => undefined);
  }
}
