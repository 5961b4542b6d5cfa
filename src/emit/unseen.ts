import type { PlannedDisk } from '../model/layout.ts';
import type { HostPlan } from '../model/plan.ts';

/** Disks that an install takes and that nobody looked into: what they hold is lost unlooked at. */
export function unseenDisks({ layout, gaps }: Pick<HostPlan, 'layout' | 'gaps'>): PlannedDisk[] {
  const subjects = gaps.flatMap(({ code, subject }) =>
    code === 'layout.contents-unknown' ? [subject] : [],
  );
  return layout.disks.filter(({ name }) => subjects.includes(`disks[${name}].holds`));
}
