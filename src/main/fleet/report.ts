import { readFileSync } from 'node:fs';
import { shownText } from '../../model/display.ts';
import { STEPS, type Step } from '../../model/fleet.ts';
import { readChain } from '../../provision/ledger/chain.ts';
import { type SeenRun, selected } from './run.ts';
import { type SeenHost, seenHosts } from './status.ts';

interface HostReport extends SeenHost {
  /** Seconds from the first beginning of an install to its end, waits and repeats included. */
  seconds: number | null;
  /** Seconds of each step, its last attempt. */
  steps: Partial<Record<Step, number | undefined>>;
}

/** Everything that a ledger tells of a run. */
export function reportOf(
  run: SeenRun,
  only: readonly string[],
): { json: object; markdown: string } {
  const wanted = new Set(selected(run.inventory, only).map(({ name }) => name));
  const hosts = withTimes(run).filter(({ host }) => wanted.has(host));
  const counts: Record<string, number> = {};
  for (const { status } of hosts) counts[status] = (counts[status] ?? 0) + 1;
  const json = {
    run: run.place.run,
    approved: run.state.approval?.digest ?? null,
    counts,
    hosts,
  };
  return { json, markdown: markdownOf(run.place.run, counts, hosts) };
}

function withTimes({ place, state, inventory }: SeenRun): HostReport[] {
  const chain = readChain(readFileSync(place.ledger));
  const begun = new Map<string, number>();
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  const steps = new Map<string, HostReport['steps']>();
  for (const { at, entry } of chain.status === 'broken' ? [] : chain.lines) {
    if (entry.kind !== 'step') continue;
    const { host, step, phase } = entry;
    if (phase === 'begin') {
      begun.set(host, at);
      if (step === 'keyed' && !first.has(host)) first.set(host, at);
      continue;
    }
    last.set(host, at);
    const own = steps.get(host) ?? {};
    own[step] = seconds(at - (begun.get(host) ?? at)) ?? undefined;
    steps.set(host, own);
  }
  return seenHosts(state, inventory).map((host) => {
    const start = first.get(host.host);
    const end = last.get(host.host);
    return {
      ...host,
      seconds: start === undefined || end === undefined ? null : seconds(end - start),
      steps: steps.get(host.host) ?? {},
    };
  });
}

/** A clock that was set back between two entries tells nothing of how long it took. */
function seconds(ms: number): number | null {
  return ms < 0 ? null : Math.round(ms / 100) / 10;
}

function markdownOf(
  run: string,
  counts: Readonly<Record<string, number>>,
  hosts: readonly HostReport[],
): string {
  const cell = (text: string): string => shownText(text, 160).replace(/[\\|`<>*_[\]]/g, '\\$&');
  const sum = Object.entries(counts).map(([status, count]) => `${count} ${status}`);
  return [
    `# Run ${run}`,
    '',
    sum.join(', '),
    '',
    '| host | status | last step | attempts beyond the first | erased | seconds | what failed |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...hosts.map((host) => {
      const repeats = STEPS.flatMap((step) => {
        const count = (host.attempts[step] ?? 1) - 1;
        return count > 0 ? [`${step} ${count}`] : [];
      });
      const cells = [
        host.host,
        host.status,
        host.done ?? '',
        repeats.join(', '),
        String(host.destroyed),
        host.seconds === null ? '' : String(host.seconds),
        host.status === 'online' ? '' : cell(host.reason ?? ''),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    '',
  ].join('\n');
}
