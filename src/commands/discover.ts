import { relative } from 'node:path';
import type { Console } from '../console.ts';
import {
  keepRecording,
  refuseOtherMachine,
  render,
  renderSurroundings,
  showChanges,
  writeChanges,
} from '../main.ts';
import type { HostFlags } from './flags.ts';
import { deriveHost } from './request.ts';
import { summary } from './summary.ts';

export interface DiscoverFlags extends HostFlags {
  'dry-run'?: boolean | undefined;
  force?: boolean | undefined;
}

/** The main job: capture, match, plan, write the host, and say what it did and why. */
export async function runDiscover(flags: DiscoverFlags, out: Console): Promise<void> {
  const { root, recording, ...derivation } = await deriveHost(flags);
  const { plan, known } = derivation;
  if (known !== null) await refuseOtherMachine(root, plan.host, known);
  const tree = { ...renderSurroundings(), ...(await render(derivation)) };

  if (flags['dry-run']) {
    const { changes, diff } = await showChanges(root, tree);
    if (flags.json)
      out.data(JSON.stringify({ host: plan.host, root, dryRun: true, changes, plan }));
    else out.data(diff === '' ? 'nothing would change' : diff);
    return;
  }
  const changes = await writeChanges(root, tree, flags.force ?? false);
  if (recording !== null) await keepRecording(plan.host, recording);
  if (flags.json) {
    out.data(JSON.stringify({ host: plan.host, root, dryRun: false, changes, plan }));
    return;
  }
  const place = relative(process.cwd(), root) || '.';
  out.data(summary(derivation, changes, place, out));
}
