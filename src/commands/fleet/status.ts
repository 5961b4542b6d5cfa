import type { Console } from '../../console.ts';
import { seeRun, selected } from '../../main/fleet/run.ts';
import { type SeenHost, seenHosts } from '../../main/fleet/status.ts';
import { shownText } from '../../model/display.ts';
import type { RunFlags } from './flags.ts';

/** `fleet status`: where each host stands; looks at the ledger alone. */
export async function runFleetStatus(flags: RunFlags, out: Console): Promise<void> {
  const { place, state, inventory, isLive } = seeRun(flags.run ?? null);
  const wanted = selected(inventory, flags.only ?? []).map(({ name }) => name);
  const hosts = seenHosts(state, inventory).filter(({ host }) => wanted.includes(host));
  if (flags.json) {
    out.json({ run: place.run, live: isLive, approved: state.approval?.digest ?? null, hosts });
    return;
  }
  const width = Math.max(4, ...hosts.map(({ host }) => host.length));
  out.data(
    [
      `run ${place.run}${isLive ? ', a controller is at work' : ''}`,
      ...hosts.map((host) => lineOf(host, width)),
    ].join('\n'),
  );
}

function lineOf({ host, status, done, at, reason }: SeenHost, width: number): string {
  const where = at === null ? (done ?? 'nothing yet') : `${at} …`;
  const why = reason === null || status === 'online' ? '' : `  ${shownText(reason, 120)}`;
  return `  ${host.padEnd(width)}  ${status.padEnd(9)}  ${where}${why}`;
}
