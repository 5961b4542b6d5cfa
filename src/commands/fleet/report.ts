import type { Console } from '../../console.ts';
import { reportOf } from '../../main/fleet/report.ts';
import { seeRun } from '../../main/fleet/run.ts';
import type { RunFlags } from './flags.ts';

/** `fleet report`: what happened in a run, from its ledger, as Markdown or JSON. */
export async function runFleetReport(flags: RunFlags, out: Console): Promise<void> {
  const run = seeRun(flags.run ?? null);
  const { markdown, json } = reportOf(run, flags.only ?? []);
  if (flags.json) out.json(json);
  else out.data(markdown);
}
