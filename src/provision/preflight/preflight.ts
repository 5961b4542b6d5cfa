import { busyChecks } from './busy-checks.ts';
import { blocks, type Check, type CheckInput, type Target, targetsOf } from './check.ts';
import { diskChecks } from './disk-checks.ts';
import { type DiskIdentity, identitiesOf, identityCheck } from './identity.ts';
import { contentsCheck, lossesOf, type SeenLoss } from './losses.ts';
import { machineChecks } from './machine-checks.ts';
import { namesCheck } from './name-check.ts';
import { setChecks } from './set-checks.ts';

/** The target held against the plan. */
export interface Preflight {
  checks: Check[];
  /** What is lost; null where that was not told, or a disk is not there. */
  losses: SeenLoss[] | null;
  /** Who the planned disks are now; null where that was not told, or one is not there. */
  identities: DiskIdentity[] | null;
  targets: Target[];
}

/**
 * Every check, the machine's first, then each planned disk's, in a fixed order. Pure: reads nothing,
 * and the same input gives the same.
 */
export function preflight(input: CheckInput): Preflight {
  const targets = targetsOf(input);
  const checks = [
    ...machineChecks(input),
    ...targets.flatMap((target) => [
      ...diskChecks(input, target, targets),
      ...(target.live === null
        ? []
        : [
            identityCheck(input, target),
            namesCheck(input, target, targets),
            ...busyChecks(input, target),
            ...setChecks(input, target, targets),
            contentsCheck(input, target),
          ]),
    ]),
  ];
  return {
    checks,
    losses: lossesOf(input, targets),
    identities: identitiesOf(input, targets),
    targets,
  };
}

/** The checks that forbid an install; what is on the disks is the approval's to ask, where it has not yet. */
export function obstacles({ checks }: Pick<Preflight, 'checks'>, asked: boolean): Check[] {
  return checks.filter(
    (check) =>
      blocks(check) && !(asked && check.code === 'disk.contents' && check.verdict === 'fail'),
  );
}
