import {
  type Derivation,
  derive,
  keepAnswers,
  keepRecording,
  render,
  renderSurroundings,
  writeAlone,
  writeChanges,
} from '../../main.ts';
import type { GivenAnswers } from '../../model/answers.ts';
import { Capture } from '../../model/capture.ts';
import { PantherError } from '../../model/errors.ts';
import { FLEET_PLAN_SCHEMA, type FleetHostPlan, FleetPlan } from '../../model/fleet-plan.ts';
import type { InventoryHost } from '../../model/inventory.ts';
import { USED_ONCE } from '../../model/parsing.ts';
import type { FileTree } from '../../model/tree.ts';
import { approvalDigest } from '../../provision/approval.ts';
import { oddities } from '../../provision/fleet/odd.ts';
import { keepFile, keptFile } from '../../provision/fleet/place.ts';
import { twinsIn } from '../../provision/fleet/twins.ts';
import { passwordFileOf } from '../../provision/install/layout-parts.ts';
import { hasDone } from '../../provision/ledger/states.ts';
import { targetsOf } from '../../provision/preflight/check.ts';
import { identitiesOf } from '../../provision/preflight/identity.ts';
import { lossesOf } from '../../provision/preflight/losses.ts';
import type { Answered } from '../../provision/preflight/seen.ts';
import type { Change } from '../../write/change.ts';
import { hostKeyPlaces, passwordPlace } from '../install.ts';
import { refuseLayoutChange } from '../layout-change.ts';
import { digestOf, filesDigest } from './agreement.ts';
import { checkInputOf } from './look.ts';
import { type OpenRun, selected, stateOf } from './run.ts';

export interface PlanWishes {
  root: string;
  only: readonly string[];
  /** For every host, weaker than what the inventory says of one. */
  layers: readonly GivenAnswers[];
  force: boolean;
  /** Hears which host is at hand. */
  tell(detail: string): void;
  /** Called for each host once it is planned, or why it could not be. */
  onHost(host: string, reason: string | null): void;
}

export interface PlannedFleet {
  plan: FleetPlan;
  failed: { host: string; reason: string; failure: string }[];
  changes: Change[];
}

interface Derived extends Derivation {
  inventory: InventoryHost;
  capture: Capture;
}

/** What is kept of a host until all are planned. */
interface Planned extends Pick<Derivation, 'recording'> {
  inventory: InventoryHost;
  plan: FleetHostPlan;
  firmware: string;
}

/**
 * fleet plan: matches and plans every recorded host, and writes all of them in one go, when nothing is
 * left to be found out. A host that cannot be planned is left out, and the others are not kept waiting.
 */
export async function planFleet(run: OpenRun, wishes: PlanWishes): Promise<PlannedFleet> {
  const { ledger, place } = run;
  const hosts = selected(run.inventory, wishes.only).filter(({ name }) => {
    const state = stateOf(ledger.state, name);
    return hasDone(state, 'captured') && state.destroyBegun === 0 && state.status !== 'abandoned';
  });
  if (hosts.length === 0) {
    throw new PantherError(
      'usage',
      'no host of the run is recorded and still to be planned; see fleet status',
    );
  }
  return writeAlone(wishes.root, async (lock) => {
    const failed: PlannedFleet['failed'] = [];
    const planned: Planned[] = [];
    const tree: FileTree = renderSurroundings();
    const { same, key } = twinsIn(ledger.state);
    for (const [index, inventory] of hosts.entries()) {
      wishes.tell(`${index + 1} of ${hosts.length}, ${inventory.name}`);
      try {
        refuseTwin(inventory.name, same);
        // A capture is large, and of a thousand of them one at a time has to be in memory.
        const capture = captureOf(run, inventory.name);
        const one = { inventory, capture, ...(await deriveHost(inventory, capture, wishes)) };
        const own = await filesOf(one, wishes);
        const plan = await hostPlanOf(run, one, own);
        const firmware = one.known?.facts.firmware.mode ?? 'unknown';
        Object.assign(tree, own);
        planned.push({ inventory, plan, firmware, recording: one.recording });
      } catch (error) {
        if (!(error instanceof PantherError)) throw error;
        failed.push({ host: inventory.name, reason: error.message, failure: error.failure });
      }
    }
    const plans = planned.map(({ plan }) => plan);
    tellOddities(planned, key);
    // What was planned before and is not planned now stands as it was.
    const now = new Set(hosts.map(({ name }) => name));
    const before = keptFile(place, 'plan.json') === null ? [] : keptPlan(place).hosts;
    const all = [...plans, ...before.filter(({ host }) => !now.has(host))];
    all.sort((a, b) => b.odd.length - a.odd.length || (a.host < b.host ? -1 : 1));
    const changes = await writeChanges(wishes.root, tree, wishes.force, lock);
    for (const { inventory, recording } of planned) {
      if (recording !== null) await keepRecording(inventory.name, recording);
    }
    const plan: FleetPlan = {
      schema: FLEET_PLAN_SCHEMA,
      run: place.run,
      root: wishes.root,
      digest: digestOf(run, all),
      hosts: all,
    };
    keepFile(place, 'plan.json', `${JSON.stringify(plan)}\n`);
    await record(run, plans, failed, wishes);
    return { plan, failed, changes };
  });
}

/** Two names for one machine would erase it twice, however many fences there are. */
function refuseTwin(host: string, same: ReadonlyMap<string, string>): void {
  const other = same.get(host);
  if (other === undefined) return;
  throw new PantherError(
    'finding',
    `is the same machine as ${other}: both were recorded in one boot of one kernel; leave one of them out of the inventory, and begin another run`,
  );
}

function captureOf({ place }: OpenRun, host: string): Capture {
  const text = keptFile(place, `captures/${host}.json`);
  if (text === null)
    throw new PantherError('input', 'its capture is gone; run fleet discover --again');
  return Capture.parse(JSON.parse(text), USED_ONCE);
}

async function deriveHost(
  { name, answers }: InventoryHost,
  capture: Capture,
  { root, layers }: PlanWishes,
): Promise<Derivation> {
  const wishes = { host: name, layers: [...layers, ...answers] };
  return derive({ kind: 'capture', capture }, root, wishes);
}

async function filesOf(derivation: Derivation, { root, force }: PlanWishes): Promise<FileTree> {
  const { plan } = derivation;
  const tree = { ...(await render(derivation)), ...(await keepAnswers(root, plan, force)) };
  if (!force) await refuseLayoutChange(root, plan.host, tree);
  return tree;
}

/** What has to be agreed to of one host. Throws PantherError `finding` where nobody can agree to it. */
async function hostPlanOf(
  run: OpenRun,
  { inventory, capture, plan, known }: Derived,
  tree: FileTree,
): Promise<FleetHostPlan> {
  if (known === null) throw new Error('a capture is known');
  const { layout, answers, host } = plan;
  const recorded = known.recorded.disks;
  const hashKey = known.capture?.hashKey ?? null;
  const expected = { layout, recorded, hashKey, asWritten: true };
  const input = await checkInputOf(expected, capture, answersOf(run, host));
  const targets = targetsOf(input);
  const identities = identitiesOf(input, targets);
  const losses = lossesOf(input, targets);
  if (identities === null || losses === null) {
    throw new PantherError(
      'finding',
      'who its disks are, or what they hold, could not be told; see that lsblk, wipefs and blkid are there for root, then fleet discover --again',
    );
  }
  return {
    host,
    address: `${inventory.address} port ${inventory.port}`,
    profile: plan.profile.id,
    confidence: plan.profile.confidence,
    encryption: answers.encryption,
    user: answers.user,
    layout,
    hostKeys: hostKeyPlaces(plan),
    passwordFile: passwordFileOf(layout),
    passwordPlace: passwordPlace(plan),
    disks: layout.disks.map(({ device, name, sizeBytes }) => ({ device, name, sizeBytes })),
    losses: losses.map(({ name, what }) => `${name}: ${what}`),
    odd: [],
    warnings: plan.warnings.map(({ code }) => code),
    digest: approvalDigest({ host, layout, identities, losses }),
    files: filesDigest(host, tree),
    recorded,
    hashKey,
  };
}

function answersOf({ place }: OpenRun, host: string): Answered {
  const text = keptFile(place, `seen/${host}.json`);
  return new Map(Object.entries(text === null ? {} : JSON.parse(text))) as Answered;
}

function tellOddities(planned: readonly Planned[], sameKey: ReadonlyMap<string, string>): void {
  const odd = oddities(
    planned.map(({ plan, firmware, inventory }) => ({
      ...plan,
      traits: {
        firmware,
        provider: inventory.provider ?? 'unknown',
        encryption: plan.encryption,
      },
    })),
  );
  for (const { plan } of planned) {
    const other = sameKey.get(plan.host);
    plan.odd = [
      ...(other === undefined ? [] : [`shows the same host key as ${other}`]),
      ...(odd.get(plan.host) ?? []),
    ];
  }
}

async function record(
  { ledger }: OpenRun,
  plans: readonly FleetHostPlan[],
  failed: PlannedFleet['failed'],
  { onHost }: PlanWishes,
): Promise<void> {
  const entry = (host: string) => {
    const attempt = (ledger.state.hosts.get(host)?.attempts.planned ?? 0) + 1;
    return { kind: 'step', host, step: 'planned', attempt } as const;
  };
  await Promise.all(
    plans.flatMap(({ host, digest, profile }) => {
      const step = entry(host);
      return [
        ledger.append({ ...step, phase: 'begin' }),
        ledger.append({ ...step, phase: 'done', evidence: { digest, profile } }),
      ];
    }),
  );
  await Promise.all(
    failed.flatMap(({ host, reason }) => {
      const step = entry(host);
      const first = (reason.split('\n')[0] ?? '').slice(0, 400);
      return [
        ledger.append({ ...step, phase: 'begin' }),
        ledger.append({ ...step, phase: 'failed', reason: first }),
      ];
    }),
  );
  for (const { host } of plans) onHost(host, null);
  for (const { host, reason } of failed) onHost(host, reason);
}

/** The plan of a run, as it was kept. */
export function keptPlan(place: OpenRun['place']): FleetPlan {
  const text = keptFile(place, 'plan.json');
  if (text === null) {
    throw new PantherError(
      'usage',
      `the run ${place.run} has no plan yet; run panther-discover fleet plan`,
    );
  }
  return FleetPlan.parse(JSON.parse(text), USED_ONCE);
}
