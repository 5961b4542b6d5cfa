import { DiskLayout } from '../../model/layout.ts';
import { USED_ONCE } from '../../model/parsing.ts';
import { checkBoot } from './check-boot.ts';
import { checkDisks } from './check-disks.ts';
import { checkFilesystems } from './check-filesystems.ts';
import { checkMirror } from './check-mirror.ts';
import { checkReset } from './check-reset.ts';
import { checkSwap } from './check-swap.ts';
import { refuse } from './refuse.ts';

/**
 * Refuses a layout that contradicts itself, whatever made it: a plan may come from a file. Each rule
 * has a line of its own in the files that this one calls, and a test that breaks it.
 *
 * @throws PantherError `refused` that says which rule is broken.
 */
export function checkLayout(layout: DiskLayout): void {
  const parsed = DiskLayout.safeParse(layout, USED_ONCE);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    refuse(`${issue?.path.map(String).join('.')} is not what disko can be given safely`);
  }
  checkDisks(layout);
  checkBoot(layout);
  checkFilesystems(layout);
  checkMirror(layout);
  checkReset(layout);
  checkSwap(layout);
}
