import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../../machine/program.ts';
import { shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { FleetHostPlan, FleetPlan } from '../../model/fleet-plan.ts';
import type { Disk } from '../../model/hardware.ts';
import type { InventoryHost } from '../../model/inventory.ts';
import type { FileTree } from '../../model/tree.ts';
import { approvalDigest } from '../../provision/approval.ts';
import { failed, failedForNow, type StepEnd } from '../../provision/fleet/backend.ts';
import { stepsAhead } from '../../provision/fleet/drive.ts';
import { installBackend } from '../../provision/fleet/install-backend.ts';
import type { PlannedHost } from '../../provision/fleet/install-work.ts';
import { checkKexecImage } from '../../provision/fleet/kexec-image.ts';
import { endLeftRunning, holdHost, noteProgram } from '../../provision/fleet/left-running.ts';
import { memoryFolder } from '../../provision/fleet/memory-folder.ts';
import { logLine } from '../../provision/fleet/place.ts';
import type { Connection } from '../../provision/fleet/remote.ts';
import type { Rollout } from '../../provision/fleet/rollout.ts';
import { gitCommands } from '../../provision/install/commands.ts';
import { hasDone } from '../../provision/ledger/states.ts';
import { obstacles, preflight } from '../../provision/preflight/preflight.ts';
import { agreedDigest, digestOf, filesDigest } from './agreement.ts';
import { evaluator } from './evaluate.ts';
import { lookAtRemote } from './look.ts';
import { keptPlan } from './plan.ts';
import { type OpenRun, selected, stateOf } from './run.ts';
import { passphraseFrom, passwordHashFrom } from './secret-programs.ts';
import { type WorkWishes, work } from './work.ts';

export interface ProvisionWishes extends WorkWishes {
  only: readonly string[];
  /** Digest of the plan that a person has seen; null: go on with what was approved. */
  approve: string | null;
  kexec: { path: string; sha256: string } | null;
  /** A program that prints the passphrase of the host that is its argument. */
  passphraseCommand: string | null;
  /** A program that prints the hash of the password of a host's user, as mkpasswd does. */
  passwordHashCommand: string | null;
  /** Users have no password: local.nix lets them become root without. */
  keysOnly: boolean;
  hear(host: string, line: string): void;
}

/** fleet provision, resume and retry: the installs of approved hosts, each from where it stands. */
export async function provisionFleet(run: OpenRun, wishes: ProvisionWishes): Promise<Rollout> {
  const { ledger, place } = run;
  const plan = keptPlan(place);
  if (wishes.approve !== null) await approve(run, plan, wishes.approve);
  if (wishes.kexec !== null) await checkKexecImage(wishes.kexec.path, wishes.kexec.sha256);
  const planned = new Map(plan.hosts.map((host) => [host.host, host]));
  const jobs = selected(run.inventory, wishes.only).filter(({ name }) => {
    const host = planned.get(name);
    const state = stateOf(ledger.state, name);
    // A plan that was made anew needs to be agreed to anew.
    if (host === undefined || stepsAhead(state).length === 0) return false;
    return state.approved === agreedDigest(ledger.state, host);
  });
  if (jobs.length === 0) return { outcomes: new Map(), stopped: null };
  requireCanaries(run, wishes.policy.canaries, new Set(jobs.map(({ name }) => name)));
  await prepareRepository(plan.root);
  // Whoever was killed may have left programs behind that are still at it.
  for (const { name } of jobs) await endLeftRunning(place, name);
  const memory = memoryFolder(`${place.run}.${ledger.state.nonce}`, process.env);
  // A second Ctrl-C ends the process where it stands.
  const forget = (): void => memory.remove();
  process.once('exit', forget);
  try {
    const backend = installBackend({
      ledger,
      folder: place.folder,
      knownHosts: place.knownHosts,
      writeKnownHosts: run.writeKnownHosts,
      root: plan.root,
      kexec: wishes.kexec?.path ?? null,
      memory,
      hosts: new Map(jobs.map((host) => [host.name, plannedHost(host, planned)])),
      check(host, connection, witness) {
        const { agreed } = stateOf(ledger.state, host.inventory.name);
        return checkTarget(planned, plan.root, host, connection, agreed === witness);
      },
      evaluate: evaluator(plan.root),
      passphraseOf: passphraseFrom(wishes.passphraseCommand),
      passwordHashOf: passwordHashFrom(wishes.passwordHashCommand),
      keysOnly: wishes.keysOnly,
      hear(host, line) {
        logLine(place, host, line);
        wishes.hear(host, line);
      },
      hold: (host) => holdHost(place, host),
      note: (host, phase, running) => noteProgram(place, host, phase, running),
    });
    const stepsOf = (host: string) => stepsAhead(stateOf(ledger.state, host));
    return await work(
      run,
      jobs.map(({ name }) => name),
      backend,
      stepsOf,
      wishes,
    );
  } finally {
    memory.remove();
    process.off('exit', forget);
  }
}

/** Nobody else goes before the canaries are through: each of them is to be installed now, or is online. */
function requireCanaries(
  { ledger }: OpenRun,
  canaries: readonly string[],
  jobs: ReadonlySet<string>,
): void {
  for (const name of canaries) {
    const { status } = stateOf(ledger.state, name);
    if (jobs.has(name) || status === 'online') continue;
    throw new PantherError(
      'refused',
      `--canary ${name}: cannot go first, it is ${status === 'open' ? 'not approved, or not selected' : status}; see fleet status`,
    );
  }
}

/** Records that a person agreed to the plan as it stands. */
async function approve(run: OpenRun, plan: FleetPlan, digest: string): Promise<void> {
  const { ledger } = run;
  if (plan.digest !== digestOf(run, plan.hosts)) {
    throw new PantherError(
      'refused',
      'plan.json is not what fleet plan wrote, or a host was pinned anew since; run fleet plan again',
    );
  }
  if (digest !== plan.digest) {
    throw new PantherError(
      'refused',
      `--approve ${shownText(digest, 40)} is not what is planned now, which has ${plan.digest}; look at fleet plan again`,
    );
  }
  const agreed = plan.hosts
    .filter(({ host }) => {
      const state = stateOf(ledger.state, host);
      return hasDone(state, 'planned') && state.status !== 'abandoned';
    })
    .map((host) => [host.host, agreedDigest(ledger.state, host)] as const);
  const fresh = agreed.filter(([host, of]) => stateOf(ledger.state, host).approved !== of);
  if (fresh.length === 0) return;
  const hosts = Object.fromEntries(fresh);
  await ledger.append({ kind: 'approval', digest, hosts });
}

function plannedHost(
  inventory: InventoryHost,
  plans: ReadonlyMap<string, FleetHostPlan>,
): PlannedHost {
  const plan = plans.get(inventory.name);
  if (plan === undefined) throw new Error(`${inventory.name} has no plan`);
  const { layout, user, hostKeys, passwordFile, passwordPlace } = plan;
  return { inventory, layout, user, hostKeys, passwordFile, passwordPlace };
}

/** Every check on the target, and that it is what was approved: the same disks, with the same on them. */
async function checkTarget(
  plans: ReadonlyMap<string, FleetHostPlan>,
  root: string,
  { inventory }: PlannedHost,
  connection: Connection,
  isAgreed: boolean,
): Promise<StepEnd> {
  const plan = plans.get(inventory.name);
  if (plan === undefined) return failed('has no plan');
  const { layout, host } = plan;
  const recorded = plan.recorded as Disk[];
  const asWritten = filesAsPlanned(root, plan);
  const input = await lookAtRemote(
    { layout, recorded, hashKey: plan.hashKey, asWritten },
    connection,
  );
  if (typeof input === 'string') return failedForNow(input);
  const seen = preflight(input);
  // What an installer brings along is nixos-anywhere's to know.
  const stops = obstacles(seen, true).filter(({ code }) => code !== 'system.programs');
  const [first] = stops;
  if (first !== undefined) {
    const more = stops.length > 1 ? ` (and ${stops.length - 1} more)` : '';
    return failed(`${first.code}: ${first.evidence} ${first.remedy}${more}`);
  }
  const { identities, losses } = seen;
  if (identities === null || losses === null) return failed('what its disks hold was not told');
  const digest = approvalDigest({ host, layout, identities, losses });
  // A person may have seen what is there since, and have agreed to that.
  if (digest !== plan.digest && !isAgreed) {
    return failed(
      `its disks, or what is on them, are not what was approved (${digest}, approved ${plan.digest}); record and plan it anew: fleet discover --again --only ${host}, fleet plan`,
    );
  }
  return { status: 'done', evidence: { digest } };
}

/** Whether the repository still holds what was planned. */
function filesAsPlanned(root: string, { host, files }: FleetHostPlan): boolean {
  const tree: FileTree = {};
  for (const name of ['default.nix', 'hardware.nix', 'disko.nix']) {
    const path = join(root, 'hosts', host, name);
    if (!existsSync(path)) continue;
    tree[`hosts/${host}/${name}`] = { content: readFileSync(path, 'utf8'), ownership: 'owned' };
  }
  return filesDigest(host, tree) === files;
}

/** A flake sees only what git knows; once for all hosts, as several at a time would be in each other's way. */
async function prepareRepository(root: string): Promise<void> {
  const git = gitCommands(root);
  const inside = await runProgram({ command: git.inside });
  if (inside.ended === 'unstarted') {
    throw new PantherError('missing', 'there is no git here, without which Nix reads no flake');
  }
  const commands = inside.exitCode === 0 ? [git.add] : [git.init, git.add];
  for (const command of commands) {
    const { exitCode, last } = await runProgram({ command });
    if (exitCode === 0) continue;
    throw new PantherError('input', `${root}: git failed: ${shownText(last.at(-1) ?? '', 200)}`);
  }
  if (existsSync(join(root, 'flake.lock'))) return;
  throw new PantherError(
    'input',
    `${root}/flake.lock: is not there; make it with nix flake lock, and look at what it pins`,
  );
}
