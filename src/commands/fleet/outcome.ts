import type { SeenHost } from '../../main/fleet/status.ts';
import { PantherError } from '../../model/errors.ts';

const NAMED = 5;

/**
 * The end of a command that worked on hosts: nothing where all is well, else PantherError `partial` (exit
 * code 6), which names the first of them and what to do; `interrupted` (130) where a person ended it.
 */
export function refusePartial(
  failed: readonly Pick<SeenHost, 'host' | 'reason' | 'status'>[],
  all: number,
  stopped: string | null,
  isInterrupted: boolean,
): void {
  if (failed.length === 0 && stopped === null) return;
  const names = failed
    .slice(0, NAMED)
    .map(({ host, reason }) => `\n  ${host}: ${(reason ?? 'failed').split('\n')[0]}`);
  const more = failed.length > NAMED ? [`\n  and ${failed.length - NAMED} more`] : [];
  const unknown = failed.filter(({ status }) => status === 'unknown');
  const advice =
    unknown.length > 0
      ? `\nwhat is on the disk of ${unknown.map(({ host }) => host).join(', ')} is unknown: panther-discover fleet resolve HOST`
      : '';
  const head = failed.length === 0 ? (stopped ?? '') : `${failed.length} of ${all} hosts failed`;
  const tail = failed.length > 0 && stopped !== null ? `\n${stopped}` : '';
  const failure = isInterrupted ? 'interrupted' : 'partial';
  throw new PantherError(failure, [head, ...names, ...more, tail, advice].join(''));
}
