import type { Console } from '../../console.ts';
import { type ExportFormat, exportFleet } from '../../main/fleet/export.ts';
import { seeRun } from '../../main/fleet/run.ts';
import type { RunFlags } from './flags.ts';

export interface ExportFlags extends RunFlags {
  format: ExportFormat;
}

/** `fleet export FORMAT`: the hosts of a run for another tool, on standard output. */
export async function runFleetExport(flags: ExportFlags, out: Console): Promise<void> {
  const run = seeRun(flags.run ?? null);
  const text = exportFleet(run, flags.only ?? [], flags.format);
  if (flags.json) out.json({ run: run.place.run, format: flags.format, text });
  else out.data(text);
}
