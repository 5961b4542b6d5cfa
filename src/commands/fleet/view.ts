import type { Console } from '../../console.ts';
import { EXIT } from '../../exit.ts';
import {
  type Interrupt,
  newInterrupt,
  newTable,
  openWebHook,
  tableLines,
} from '../../main/fleet/watch.ts';
import type { FleetEvent } from '../../model/fleet.ts';
import type { WorkFlags } from './flags.ts';

/** How somebody, or something, watches hosts being worked on. */
export interface View {
  tell(event: FleetEvent): void;
  interrupt: Interrupt;
  /** Takes the table off and gives the keyboard back. */
  close(): Promise<void>;
}

const DRAW_MS = 100;
const HOOK_MS = 5000;

/**
 * A table where standard error is a terminal, else a line for what matters; with `--json` each event as
 * a line of JSON on standard output. The first Ctrl-C lets what is at work come to a safe end, the second
 * ends the program.
 */
export function openView(flags: WorkFlags, hosts: readonly string[], out: Console): View {
  const interrupt = newInterrupt();
  const table = newTable(hosts);
  const draws = process.stderr.isTTY === true && !flags.quiet && !flags.json;
  const hook =
    flags['web-hook'] === undefined ? null : openWebHook(flags['web-hook'], out.complain);
  let drawn = 0;
  const draw = (): void => {
    const { columns = 80, rows = 24 } = process.stderr;
    const lines = tableLines(table.rows.values(), columns, rows);
    const up = drawn > 0 ? `\u001b[${drawn}A\r\u001b[J` : '';
    process.stderr.write(`${up}${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  const timer = draws ? setInterval(draw, DRAW_MS) : null;
  const onSignal = (): void => {
    if (interrupt.asked) process.exit(EXIT.interrupted);
    interrupt.ask();
    out.complain('it ends once what is at work has come to a safe point; once more ends it now');
  };
  // The usual end at Ctrl-C would leave an erased disk behind that nobody saw being erased.
  process.removeAllListeners('SIGINT');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  return {
    interrupt,
    tell(event) {
      table.apply(event);
      hook?.tell(event);
      if (flags.json) out.json(event);
      else if (!draws) sayEvent(event, out);
    },
    async close() {
      if (timer !== null) {
        clearInterval(timer);
        draw();
      }
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
      await hook?.close(HOOK_MS);
    },
  };
}

function sayEvent({ event, host, step, phase, status, reason }: FleetEvent, out: Console): void {
  if (event === 'host') out.say(`${host}: ${status}${reason === undefined ? '' : `: ${reason}`}`);
  else if (event === 'step' && phase === 'retry') out.say(`${host}: ${step}: ${reason}; again`);
  else if (event === 'step' && phase === 'done') out.detail(`${host}: ${step}`);
}
