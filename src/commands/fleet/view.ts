import type { Console } from '../../console.ts';
import { EXIT } from '../../exit.ts';
import { type Interrupt, newInterrupt, newTable, openWebHook } from '../../main/fleet/watch.ts';
import type { FleetEvent } from '../../model/fleet.ts';
import type { WorkFlags } from './flags.ts';
import { liveTable } from './live-table.ts';

/** How somebody, or something, watches hosts being worked on. */
export interface View {
  tell(event: FleetEvent): void;
  interrupt: Interrupt;
  /** Leaves the table as it is, gives the keyboard back, and waits a moment for the web-hook. */
  close(): Promise<void>;
}

const HOOK_MS = 5000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A table where standard error is a terminal, else a line for what matters; with `--json` each event as
 * a line of JSON on standard output. The first Ctrl-C lets what is at work come to a safe end, the second
 * ends the program. Nobody who looks on can end it by going away.
 */
export function openView(flags: WorkFlags, hosts: readonly string[], out: Console): View {
  const hook =
    flags['web-hook'] === undefined ? null : openWebHook(flags['web-hook'], out.complain);
  const interrupt = newInterrupt();
  const table = newTable(hosts);
  const live = flags.json ? null : liveTable(table.rows, out);
  const onSignal = (signal: NodeJS.Signals): void => {
    const isAgain = interrupt.asked;
    interrupt.ask();
    // A terminal that is closed says so more than once, and nobody means anything by it.
    if (signal === 'SIGHUP') return;
    if (isAgain) process.exit(EXIT.interrupted);
    out.complain('it ends once what is at work has come to a safe point; once more ends it now');
  };
  // The usual end at Ctrl-C would leave an erased disk behind that nobody saw being erased.
  process.removeAllListeners('SIGINT');
  for (const signal of SIGNALS) process.on(signal, onSignal);
  outlivesReaders();
  return {
    interrupt,
    tell(event) {
      table.apply(event);
      hook?.tell(event);
      if (flags.json) out.json(event);
      else if (live === null) sayEvent(event, out);
    },
    async close() {
      live?.close();
      await hook?.close(HOOK_MS);
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

/** A reader of the events that goes away (`| head`) ends no program that is in the middle of a wipe. */
function outlivesReaders(): void {
  process.stdout.removeAllListeners('error');
  process.stdout.on('error', () => undefined);
}

function sayEvent({ event, host, step, phase, status, reason }: FleetEvent, out: Console): void {
  if (event === 'host') out.say(`${host}: ${status}${reason === undefined ? '' : `: ${reason}`}`);
  else if (event === 'step' && phase === 'retry') out.say(`${host}: ${step}: ${reason}; again`);
  else if (event === 'step' && phase === 'done') out.detail(`${host}: ${step}`);
}
