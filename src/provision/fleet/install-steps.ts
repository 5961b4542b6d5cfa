import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { RunningProgram } from '../../machine/program.ts';
import { failed, failedForNow, type StepEnd } from './backend.ts';
import { extraFiles, writeExtraFile } from './extra-files.ts';
import { armScript, fenceAnswer, fenceToken, fenceTokens, fireScript } from './fence.ts';
import { alias, publicKey } from './host-keys.ts';
import { connection, type Scene, targetOf, whatRuns } from './install-work.ts';
import { type Phase, type PhaseCall, proxyProgram, runPhase } from './nixos-anywhere.ts';
import { type Connection, runRemote } from './remote.ts';
import { verifyDisks, verifyFresh, verifySystem } from './verify.ts';

const REMOTE_MS = 120_000;
const WAIT_MS = 3000;

/** The keys of the new system, in memory; the public half is pinned. */
export async function keyed(scene: Scene): Promise<StepEnd> {
  const { work, host, turn } = scene;
  const evaluated = await work.evaluate(host, turn.signal);
  if (evaluated.status === 'failed') return evaluated;
  const { name } = host.inventory;
  work.memory.remove(name);
  for (const [index, place] of host.hostKeys.entries()) {
    const path = writeExtraFile(work.memory, name, place, '');
    rmSync(path);
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
  if (host.passwordPlace !== null && !work.keysOnly) {
    if (work.passwordHashOf === null) {
      return failed(
        'nobody could become root on it: give --password-hash-command, which prints the hash of the password of its user, or --keys-only where its local.nix lets them do without',
      );
    }
    const hash = await work.passwordHashOf(name);
    writeExtraFile(work.memory, name, host.passwordPlace, `${hash}\n`);
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

/** What is laid into the new system for root alone. */
function privateFiles({ work, host }: Pick<Scene, 'work' | 'host'>): string[] {
  const password = work.keysOnly || host.passwordPlace === null ? [] : [host.passwordPlace];
  return [...host.hostKeys, ...password];
}

function phaseCall({ work, host }: Scene, phase: Phase, proxy: string): PhaseCall {
  const { name } = host.inventory;
  return {
    phase,
    host: host.inventory,
    root: work.root,
    proxy,
    kexec: work.kexec,
    extraFiles: privateFiles({ work, host }).length === 0 ? null : extraFiles(work.memory, name),
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
  const lock = work.hold(host.inventory.name);
  if (lock === null) {
    const reason = 'nixos-anywhere of an earlier attempt is still at work on it';
    return { status: 'failed', reason, again: true, certain: true };
  }
  const note = (running: RunningProgram): void => work.note(host.inventory.name, name, running);
  try {
    return await runPhase(phaseCall(scene, name, proxy), turn.signal, hear, note, lock.fd);
  } finally {
    lock.release();
  }
}

/** A machine that runs an installer already, or one that is led into it by kexec. */
export async function installer(scene: Scene): Promise<StepEnd> {
  // The installer knows root alone; a machine that was not started anew may know somebody else.
  const asRoot = await whatRuns(scene, 'root');
  if (asRoot === 'installer') return { status: 'done' };
  const { user } = scene.host.inventory;
  // Whoever leads it there needs to become root first.
  const before = user === 'root' ? asRoot : await whatRuns(scene);
  if (typeof before !== 'string') return before;
  if (scene.work.kexec === null) {
    return failed(
      'does not run an installer: give --kexec with --kexec-sha256, or boot it into one',
    );
  }
  const end = await phase(scene, 'kexec');
  const after = await whatRuns(scene, 'root');
  // nixos-anywhere waits for ever where the key has changed; the look afterwards says why.
  if (typeof after !== 'string') return after;
  if (end.status === 'failed' && after !== 'installer') return end;
  return after === 'installer'
    ? { status: 'done' }
    : failedForNow('still runs its old system after kexec');
}

function devices({ host }: Scene): string[] {
  return host.layout.disks.map(({ device }) => device);
}

/** Sets the fence, then holds the target against what was approved; the witness is from before the look. */
export async function checked(scene: Scene): Promise<StepEnd> {
  const { work, host, turn } = scene;
  // Somebody may have edited the repository since; nixos-anywhere formats what it says now.
  const evaluated = await work.evaluate(host, turn.signal);
  if (evaluated.status === 'failed') return evaluated;
  const root = connection(scene, 'root');
  const { name } = host.inventory;
  const { nonce } = work.ledger.state;
  const { token, earlier } = fenceTokens(nonce, name, turn.state);
  const end = await runRemote(root, armScript(token, earlier, devices(scene), nonce), REMOTE_MS);
  if (end.status === 'failed') return end;
  const answer = fenceAnswer(end.output);
  if (answer?.word !== 'armed') return failed(answer?.rest ?? 'the fence could not be set');
  const held = await work.check(host, root, answer.rest);
  if (held.status === 'failed') return held;
  return { status: 'done', evidence: { ...held.evidence, witness: answer.rest } };
}

/** The only step that loses anything: a last look and the fence spent in one go, then the wipe. */
export async function destroy(scene: Scene): Promise<StepEnd> {
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

/** What the disks are right after the wipe, against the layout. */
export async function formatted(scene: Scene): Promise<StepEnd> {
  const end = await asPlanned(scene);
  if (end.status === 'failed') return end;
  return verifyFresh(connection(scene, 'root'), scene.host.layout, REMOTE_MS);
}

function asPlanned(scene: Scene): Promise<StepEnd> {
  return verifyDisks(connection(scene, 'root'), scene.host.layout, REMOTE_MS);
}

/** An installer that was started anew has mounted nothing: what is formatted is mounted, and never formatted. */
async function mountedAsPlanned(scene: Scene): Promise<StepEnd> {
  const before = await asPlanned(scene);
  if (before.status === 'done') return before;
  const end = await phase(scene, 'mount');
  return end.status === 'failed' ? end : asPlanned(scene);
}

/** The system, its keys and its boot loader, onto what is formatted. */
export async function installed(scene: Scene): Promise<StepEnd> {
  const before = await whatRuns(scene, 'root');
  if (typeof before !== 'string') return before;
  if (before !== 'installer') return failed('no longer runs the installer; see what it started');
  const mounted = await mountedAsPlanned(scene);
  return mounted.status === 'failed' ? mounted : phase(scene, 'install');
}

/** What cannot be missing for the machine to start. */
export async function verified(scene: Scene): Promise<StepEnd> {
  const { work, host } = scene;
  const end = await verifySystem(connection(scene, 'root'), privateFiles(scene), REMOTE_MS);
  // What is installed needs its keys no longer from here.
  if (end.status === 'done') work.memory.remove(host.inventory.name);
  return end;
}

/** Leaves the installer. */
export async function rebooted(scene: Scene): Promise<StepEnd> {
  const before = await whatRuns(scene, 'root');
  // An earlier controller may have restarted it already; then the installer is gone.
  if (before !== 'installer') return { status: 'done' };
  return phase(scene, 'reboot');
}

/** The new system answers, with the key that was made for it, and lets its user in. */
export async function online(scene: Scene): Promise<StepEnd> {
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
