import type { Facts } from '../../model/facts.ts';
import type { Disk } from '../../model/hardware.ts';
import type { DiskLayout, PlannedDisk } from '../../model/layout.ts';
import type { Block } from './blocks.ts';
import type { Seen } from './seen.ts';

/** Every check, by its code; docs/install-checks.md says what each is about and what to do. */
export const CHECK_CODES = [
  'system.root',
  'system.programs',
  'plan.as-written',
  'boot.firmware',
  'memory.free',
  'store.space',
  'clock.sane',
  'power.mains',
  'disk.present',
  'disk.distinct',
  'disk.identity',
  'disk.names',
  'disk.size',
  'disk.writable',
  'disk.fixed',
  'disk.live-medium',
  'disk.mounted',
  'disk.swap',
  'disk.holders',
  'disk.raid',
  'disk.lvm',
  'disk.btrfs',
  'disk.pool',
  'disk.contents',
] as const;
export type CheckCode = (typeof CHECK_CODES)[number];

/** What came of one check. */
export interface Check {
  code: CheckCode;
  /** Key of the planned disk that it is about; null: the machine. */
  disk: string | null;
  verdict: 'pass' | 'fail' | 'unknown';
  /** What was seen, in one sentence; safe on a terminal, and without serial numbers. */
  evidence: string;
  /** What to do; empty where it passed. */
  remedy: string;
}

/** Whether an install may not go on. What cannot be told stops it too, but for what is no danger. */
export function blocks({ code, verdict }: Check): boolean {
  if (verdict === 'pass') return false;
  if (verdict === 'fail') return true;
  return code !== 'power.mains' && code !== 'clock.sane';
}

/** What the checks look at: the plan, what was recorded with it, and the target as it is now. */
export interface CheckInput {
  layout: DiskLayout;
  /** Disks as the record of the host has them: identifiers hashed. */
  recorded: readonly Disk[];
  /** Whether record and target were hashed with one key; null: the record does not tell. */
  sameKey: boolean | null;
  /** The target, read now. */
  facts: Facts;
  /** The same disks with their identifiers hashed. */
  hashed: readonly Disk[];
  seen: Seen;
  /** The keyed hash of an identifier. */
  hash(identifier: string): string;
  /** Whether hosts/<host>/disko.nix is what the plan says. */
  asWritten: boolean;
  /** elsewhere: the target builds nothing, so its memory and store do not matter. */
  build: 'here' | 'elsewhere';
  /** Seconds since 1970 before which no clock can be right: when the tool was made. */
  notBefore: number;
  /** What a person said may be lost, by name (see losses.ts). */
  named: readonly string[];
  /** Devices of removable disks that a person named once more. */
  removable: readonly string[];
}

/** A planned disk and the disk of the target that its device leads to; null where none does. */
export interface Target {
  planned: PlannedDisk;
  live: Disk | null;
  block: Block | null;
}

/** The disks of the plan on the target, by the device that the plan names. */
export function targetsOf({
  layout,
  facts,
  seen,
}: Pick<CheckInput, 'layout' | 'facts' | 'seen'>): Target[] {
  return layout.disks.map((planned) => {
    const { device } = planned;
    const leads = facts.disks.filter(
      ({ name, byPath, byId }) =>
        device === `/dev/${name}` || byPath.includes(device) || byId.includes(device),
    );
    const live = leads.length === 1 ? (leads[0] ?? null) : null;
    const block = seen.blocks?.find(({ name }) => name === live?.name) ?? null;
    return { planned, live, block };
  });
}

/** A check that passed. */
export function passed(code: CheckCode, disk: string | null, evidence: string): Check {
  return { code, disk, verdict: 'pass', evidence, remedy: '' };
}

/** A check that did not pass, or that could not be made. */
export function held(
  verdict: 'fail' | 'unknown',
  code: CheckCode,
  disk: string | null,
  evidence: string,
  remedy: string,
): Check {
  return { code, disk, verdict, evidence, remedy };
}
