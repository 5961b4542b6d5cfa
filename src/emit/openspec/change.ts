import type { Facts } from '../../model/facts.ts';
import type { HardwareChange } from '../../model/hardware-change.ts';
import type { HostPlan } from '../../model/plan.ts';
import { checkedHost } from '../host.ts';
import { type Delta, deltaOf, deltaText } from './delta.ts';
import { designText } from './design.ts';
import { HOST_REQUIREMENTS, hostRequirements, type KeptPath } from './host-requirements.ts';
import { proposalText } from './proposal.ts';
import { tasksText } from './tasks.ts';

/** What a change proposal is made from; all of it as the recorded facts give it. */
export interface ChangeInput {
  /** The folder's name below openspec/changes. */
  id: string;
  plan: HostPlan;
  /** Null where the run began with a plan. */
  facts: Facts | null;
  /** The paths that outlive a reset of the root. */
  kept: readonly KeptPath[];
  /** Whether the host is new to the repository. */
  isNew: boolean;
  /** The specification of the host as it stands; null where there is none. */
  standing: string | null;
  /** Why a host that was there is another one now, a sentence each. */
  causes: readonly string[];
  /** What became of the machine since it was recorded last. */
  hardware: readonly HardwareChange[];
  /** proposal.md as it stands in a change that waits; null where there is none. */
  waiting: string | null;
  /** The disk plan as drawn for a terminal. */
  picture: string;
}

/** A change, with what its texts are made from. */
export interface ChangeView extends ChangeInput {
  capability: string;
  delta: Delta;
}

/** The capability that holds what a host promises: openspec/specs/<capability>/spec.md. */
export function capabilityOf(host: string): string {
  return `machine-${host}`;
}

/**
 * The files of an OpenSpec change for a host, by their path in the folder of the change; null where
 * the host promises nothing that its specification does not say already.
 */
export function renderChange(input: ChangeInput): Record<string, string> | null {
  const capability = capabilityOf(checkedHost(input.plan));
  const wanted = hostRequirements(input.plan, input.kept);
  const delta = deltaOf(wanted, input.standing, HOST_REQUIREMENTS);
  const { added, modified, removed } = delta;
  if (added.length + modified.length + removed.length === 0) return null;
  const view: ChangeView = { ...input, capability, delta };
  const purpose =
    input.standing === null
      ? `What the host ${input.plan.host} is made of: its modules, settings and disks, how it is unlocked and what it keeps.`
      : null;
  return {
    'proposal.md': proposalText(view),
    ...(concernsDisks(view) ? { 'design.md': designText(view) } : {}),
    'tasks.md': tasksText(view),
    [`specs/${capability}/spec.md`]: deltaText(delta, purpose),
  };
}

/** Whether a change is about what stands on disks, which no second run takes back. */
export function concernsDisks({ isNew, delta }: Pick<ChangeView, 'isNew' | 'delta'>): boolean {
  const changed = [...delta.added, ...delta.modified.map(({ after }) => after)];
  return isNew || changed.some(({ name }) => name === 'Disks' || name === 'Unlocking');
}
