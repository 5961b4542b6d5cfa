import {
  type HostState,
  type LedgerEntry,
  type Resolution,
  STEPS,
  type Step,
} from '../../model/fleet.ts';

/** Where every host of a run stands. */
export interface RunState {
  run: string | null;
  nonce: string;
  inventory: string | null;
  hosts: Map<string, HostState>;
  /** Host → the public keys that its sshd may show. */
  pins: Map<string, { key: string; fingerprint: string; how: string }[]>;
  approval: { digest: string; hosts: Record<string, string> } | null;
}

export function emptyRun(): RunState {
  return {
    run: null,
    nonce: '',
    inventory: null,
    hosts: new Map(),
    pins: new Map(),
    approval: null,
  };
}

function newHost(at: number): HostState {
  return {
    done: null,
    begun: null,
    failed: null,
    status: 'open',
    attempts: {},
    destroyAllowed: 1,
    destroyBegun: 0,
    agreed: null,
    approved: null,
    at,
    evidence: {},
  };
}

export function indexOf(step: Step | null): number {
  return step === null ? -1 : STEPS.indexOf(step);
}

/** Whether a host has got at least so far. */
export function hasDone({ done }: Pick<HostState, 'done'>, step: Step): boolean {
  return indexOf(done) >= indexOf(step);
}

type StepEntry = Extract<LedgerEntry, { kind: 'step' }>;

/**
 * Why an entry may not follow what the run knows; null where it may. This is what makes DESTROY happen
 * at most once: no caller can write its beginning a second time, and nobody acts before it is written.
 */
export function objection(state: RunState, entry: LedgerEntry): string | null {
  if (entry.kind === 'run') return state.run === null ? null : 'the run has begun already';
  if (state.run === null) return 'the run has not begun';
  if (entry.kind === 'approval') {
    const unplanned = Object.keys(entry.hosts).find((name) => {
      const host = state.hosts.get(name);
      return host === undefined || !hasDone(host, 'planned');
    });
    return unplanned === undefined ? null : `${unplanned} has no plan to approve`;
  }
  if (!('host' in entry)) return null;
  const host = state.hosts.get(entry.host);
  if (host === undefined) return `${entry.host} is no host of this run`;
  if (entry.kind === 'resolution') {
    return mayResolve(host, entry.as) ? null : `${entry.host} is not in an unknown state`;
  }
  return entry.kind === 'step' ? stepObjection(host, entry) : null;
}

/** What is unknown may be settled in each way; what failed after DESTROY may be begun again or given up. */
function mayResolve(host: HostState, as: Resolution): boolean {
  if (host.status === 'unknown') return true;
  return (
    host.status === 'failed' &&
    hasDone(host, 'destroy') &&
    ['erase-again', 'abandoned'].includes(as)
  );
}

function stepObjection(host: HostState, { host: name, step, phase }: StepEntry): string | null {
  if (host.status === 'unknown')
    return `${name}: what is on its disk is unknown; see fleet resolve`;
  if (host.status === 'abandoned') return `${name} was given up`;
  if (phase !== 'begin') return host.begun === step ? null : `${name}: ${step} has not begun`;
  if (host.begun !== null) return `${name}: ${host.begun} is under way`;
  const at = indexOf(step);
  if (at > indexOf(host.done) + 1) return `${name}: ${STEPS[at - 1]} comes before ${step}`;
  if (step === 'destroy') {
    if (host.approved === null) return `${name}: nobody has approved it`;
    if (host.done !== 'checked') return `${name}: destroy follows checked, once`;
    if (host.destroyBegun >= host.destroyAllowed) return `${name}: its disk was erased already`;
  }
  // Once erased there is no way back in front of it but a person's.
  if (hasDone(host, 'destroy') && at < indexOf('destroy') && !isKeyed(step)) {
    return `${name}: ${step} lies before destroy, which is done`;
  }
  return null;
}

/** Keys live in memory alone: a new controller makes them anew until they are installed. */
function isKeyed(step: Step): boolean {
  return step === 'keyed';
}

/** The state after an entry that has no objection. Changes `state`. */
export function take(state: RunState, entry: LedgerEntry, at: number): void {
  if (entry.kind === 'run') {
    state.run = entry.run;
    state.nonce = entry.nonce;
    state.inventory = entry.inventory;
    for (const name of entry.hosts) state.hosts.set(name, newHost(at));
  } else if (entry.kind === 'pinned') {
    const { key, fingerprint, how } = entry;
    const before = state.pins.get(entry.host) ?? [];
    // The new system has a key of its own, drawn anew until it is installed; the old ones stay.
    const kept = before.filter((pin) => pin.key !== key && (how !== 'planned' || pin.how !== how));
    state.pins.set(entry.host, [...kept, { key, fingerprint, how }]);
  } else if (entry.kind === 'approval') {
    state.approval = { digest: entry.digest, hosts: entry.hosts };
    for (const [name, digest] of Object.entries(entry.hosts)) {
      const host = state.hosts.get(name);
      if (host === undefined) continue;
      host.approved = digest;
      if (host.done === 'planned') host.done = 'approved';
    }
  } else if (entry.kind === 'step' || entry.kind === 'resolution') {
    const host = state.hosts.get(entry.host);
    if (host === undefined) return;
    host.at = at;
    if (entry.kind === 'step') takeStep(host, entry);
    else resolve(host, entry.as, entry.witness ?? null);
  } else if (entry.kind === 'controller') {
    for (const host of state.hosts.values()) interrupt(host);
  }
}

function takeStep(
  host: HostState,
  { step, phase, reason, certain, attempt, evidence }: StepEntry,
): void {
  if (phase === 'begin') {
    host.begun = step;
    host.failed = null;
    host.status = 'open';
    host.attempts[step] = attempt;
    if (step === 'destroy') host.destroyBegun += 1;
    return;
  }
  host.begun = null;
  if (phase === 'done') {
    // Keys made anew take nothing back of what was done after them.
    if (!isKeyed(step) || !hasDone(host, 'destroy')) host.done = step;
    host.status = step === 'online' ? 'online' : 'open';
    if (evidence !== undefined) host.evidence[step] = evidence;
    if (step === 'planned') host.approved = null;
    return;
  }
  host.failed = { step, reason: reason ?? '' };
  host.status = 'failed';
  if (step !== 'destroy') return;
  if (certain === true) host.destroyBegun -= 1;
  else host.status = 'unknown';
}

/** Another controller, or none: what the last one had begun it did not see end. */
export function interrupt(host: HostState): void {
  if (host.begun === null) return;
  host.failed = { step: host.begun, reason: 'the controller ended in the middle of it' };
  host.status = host.begun === 'destroy' ? 'unknown' : 'failed';
  host.begun = null;
}

function resolve(host: HostState, as: Resolution, witness: string | null): void {
  host.failed = null;
  host.status = as === 'abandoned' ? 'abandoned' : 'open';
  if (as === 'formatted') host.done = 'destroy';
  if (as === 'untouched') host.destroyBegun -= 1;
  if (as === 'erase-again') {
    host.destroyAllowed += 1;
    host.agreed = witness;
  }
  // The fence on the target has to be set anew, and the disk looked at once more.
  if (as === 'untouched' || as === 'erase-again') host.done = 'keyed';
}
