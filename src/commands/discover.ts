import { relative } from 'node:path';
import type { Console } from '../console.ts';
import { refuseLayoutChange } from '../main/layout-change.ts';
import { proposeChange } from '../main/proposal.ts';
import {
  type Change,
  type Derivation,
  type Entry,
  keepAnswers,
  keepRecording,
  refuseOtherAnswers,
  render,
  renderSurroundings,
  showChanges,
  writeAlone,
  writeChanges,
} from '../main.ts';
import type { HostPlan } from '../model/plan.ts';
import type { FileTree } from '../model/tree.ts';
import type { HostFlags } from './flags.ts';
import { deriveHost } from './request.ts';
import { summary } from './summary.ts';

export interface DiscoverFlags extends HostFlags {
  'dry-run'?: boolean | undefined;
  force?: boolean | undefined;
}

/** The main job: capture, match, plan, write the host, and say what it did and why. */
export async function runDiscover(
  flags: DiscoverFlags,
  reading: Promise<Entry>,
  out: Console,
): Promise<void> {
  const { root, recording, ...derivation } = await deriveHost(flags, reading);
  const { plan, known } = derivation;
  if (recording?.redacted !== false && known !== null) {
    const { refuseBelievedIdentifiers } = await import('../main/refuse-identifiers.ts');
    refuseBelievedIdentifiers({ recording, known, plan });
  }
  if (known === null) await refuseOtherAnswers(root, plan);
  const force = flags.force ?? false;
  const tree = { ...renderSurroundings(), ...(await render(derivation)) };
  const whole = () => withStanding(root, derivation, tree, force, out);

  if (flags['dry-run']) {
    const { changes, diff } = await showChanges(root, await whole());
    if (flags.json) out.json(jsonResult({ host: plan.host, root, changes, plan, diff }));
    else out.data(diff === '' ? 'nothing would change' : diff);
    return;
  }
  // What stands there is looked at, and written to, while no other run writes there.
  const changes = await writeAlone(root, async (lock) => {
    const standing = await whole();
    if (!force) await refuseLayoutChange(root, plan.host, standing);
    return writeChanges(root, standing, force, lock);
  });
  if (recording !== null) await keepRecording(plan.host, recording);
  if (flags.json) {
    out.json(jsonResult({ host: plan.host, root, changes, plan, diff: null }));
    return;
  }
  if (flags.quiet) return;
  const below = relative(process.cwd(), root) || '.';
  const place = below.startsWith('..') ? root : below;
  out.data(summary(derivation, changes, place, out));
}

/** The files of a run, with those that depend on what stands in the repository: answers and proposal. */
async function withStanding(
  root: string,
  derivation: Pick<Derivation, 'known' | 'plan'>,
  tree: FileTree,
  force: boolean,
  out: Console,
): Promise<FileTree> {
  const proposal = await proposeChange(root, derivation, tree);
  for (const note of proposal.notes) out.say(note);
  return { ...tree, ...proposal.tree, ...(await keepAnswers(root, derivation.plan, force)) };
}

interface Result {
  host: string;
  root: string;
  changes: readonly Change[];
  plan: HostPlan;
  /** What a dry run would change; null where it was written. */
  diff: string | null;
}

/** The paths and what became of each, without the texts of all those files. */
function jsonResult({ host, root, changes, plan, diff }: Result): object {
  const paths = changes.map(({ path, kind }) => ({ path, kind }));
  return { host, root, dryRun: diff !== null, changes: paths, diff, plan };
}
