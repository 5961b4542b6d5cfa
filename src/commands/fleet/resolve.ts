import type { Console } from '../../console.ts';
import { inspectHost, resolveHost, type Unsettled } from '../../main/fleet/resolve.ts';
import { openRun } from '../../main/fleet/run.ts';
import { inertText } from '../../model/display.ts';
import type { Resolution } from '../../model/fleet.ts';
import type { RunFlags } from './flags.ts';

export interface ResolveFlags extends RunFlags {
  host: string;
  as?: Resolution | undefined;
  approve?: string | undefined;
}

/** `fleet resolve HOST`: shows what is on the disk now; with `--as` it records what a person makes of it. */
export async function runFleetResolve(flags: ResolveFlags, out: Console): Promise<void> {
  const run = await openRun(flags.run ?? null, 'resolve');
  try {
    const { host, as } = flags;
    const seen = await out.during(`asking ${host}`, () =>
      as === undefined ? inspectHost(run, host) : resolveHost(run, host, as, flags.approve ?? null),
    );
    if (flags.json) {
      out.json({ run: run.place.run, host, resolved: as ?? null, seen });
    } else if (as === undefined && seen !== null) {
      out.data(words(seen, run.place.run).join('\n'));
    } else out.say(`${host}: taken as ${as}; panther-discover fleet retry ${host} goes on`);
  } finally {
    await run.close();
  }
}

function words(
  { host, status, reason, disks, isUntouched, unlikePlan, digest }: Unsettled,
  run: string,
): string[] {
  const command = `panther-discover fleet resolve ${host} --run ${run}`;
  return [
    `${host}: ${status}${reason === '' ? '' : ` (${inertText(reason)})`}`,
    '',
    inertText(disks.trimEnd()),
    '',
    isUntouched
      ? 'The disks are what they were right before DESTROY.'
      : 'The disks are NOT what they were right before DESTROY.',
    unlikePlan === null
      ? 'They are partitioned, formatted and mounted as planned.'
      : `They are not as planned: ${inertText(unlikePlan)}`,
    '',
    ...(isUntouched ? [`  ${command} --as untouched      nothing happened: check it anew`] : []),
    ...(unlikePlan === null ? [`  ${command} --as formatted      go on with the system`] : []),
    `  ${command} --as erase-again --approve ${digest}`,
    `  ${command} --as abandoned      leave it out of the run`,
  ];
}
