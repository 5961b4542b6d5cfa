import { relative } from 'node:path';
import type { Console } from '../console.ts';
import { refuseLayoutChange } from '../main/layout-change.ts';
import { proposeChange } from '../main/proposal.ts';
import {
  type Change,
  type Entry,
  keepAnswers,
  keepRecording,
  refuseOtherAnswers,
  render,
  renderSurroundings,
  showChanges,
  writeChanges,
} from '../main.ts';
import type { HostPlan } from '../model/plan.ts';
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
  if (known === null) await refuseOtherAnswers(root, plan);
  const force = flags.force ?? false;
  const hostTree = await render(derivation);
  const proposal = await proposeChange(root, derivation, hostTree);
  for (const note of proposal.notes) out.say(note);
  const tree = {
    ...renderSurroundings(),
    ...hostTree,
    ...proposal.tree,
    ...(await keepAnswers(root, plan, force)),
  };

  if (flags['dry-run']) {
    const { changes, diff } = await showChanges(root, tree);
    if (flags.json) out.json(jsonResult({ host: plan.host, root, changes, plan, diff }));
    else out.data(diff === '' ? 'nothing would change' : diff);
    return;
  }
  if (!force) await refuseLayoutChange(root, plan.host, tree);
  const changes = await writeChanges(root, tree, force);
  if (recording !== null) await keepRecording(plan.host, recording);
  if (flags.json) {
    out.json(jsonResult({ host: plan.host, root, changes, plan, diff: null }));
    return;
  }
  if (flags.quiet) return;
  const place = relative(process.cwd(), root) || '.';
  out.data(summary(derivation, changes, place, out));
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
