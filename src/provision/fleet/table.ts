import { shownText } from '../../model/display.ts';
import { type FleetEvent, STEPS, type Step } from '../../model/fleet.ts';

/** One host as a table shows it. */
export interface Row {
  host: string;
  status: string;
  step: Step | null;
  attempt: number;
  reason: string;
}

/** Rows in the order of their first event; `apply` takes an event in. */
export function newTable(hosts: readonly string[]): {
  apply(event: FleetEvent): void;
  rows: Map<string, Row>;
} {
  const rows = new Map<string, Row>(
    hosts.map((host) => [host, { host, status: 'waiting', step: null, attempt: 0, reason: '' }]),
  );
  return {
    rows,
    apply({ event, host, step, phase, attempt = 1, status, reason = '' }) {
      if (host === undefined) return;
      const row = rows.get(host) ?? { host, status: 'waiting', step: null, attempt: 0, reason: '' };
      rows.set(host, row);
      if (event === 'host') {
        row.status = status ?? row.status;
        row.reason = reason;
      } else if (event === 'step' && step !== undefined) {
        row.step = step;
        row.attempt = attempt;
        row.status = phase === 'begin' || phase === 'done' ? 'at work' : (phase ?? row.status);
        row.reason = reason;
      }
    },
  };
}

const WIDEST_NAME = 30;
/** Where a bar would leave no room for how a host stands. */
const NARROW = 60;

/** A name that is too long loses its middle: hosts of a fleet differ at the end. */
function nameIn(width: number, host: string): string {
  if (host.length <= width) return host;
  const end = Math.floor(width / 2);
  return `${host.slice(0, width - end - 1)}~${host.slice(-end)}`;
}

const ORDER = ['unknown', 'failed', 'retry', 'at work', 'open', 'online', 'waiting', 'abandoned'];

/**
 * The table as lines, no wider and no taller than a terminal: those that need a look first, those at work,
 * then the rest as a number.
 */
export function tableLines(rows: Iterable<Row>, columns: number, lines: number): string[] {
  const all = [...rows];
  const counts = new Map<string, number>();
  for (const { status } of all) counts.set(status, (counts.get(status) ?? 0) + 1);
  const rank = ({ status }: Row): number => (ORDER.indexOf(status) + ORDER.length) % ORDER.length;
  const sorted = all.sort((a, b) => rank(a) - rank(b));
  const widest = Math.min(WIDEST_NAME, Math.floor(columns / 3));
  const width = all.reduce((most, { host }) => Math.min(widest, Math.max(most, host.length)), 4);
  const room = Math.max(1, lines - 2);
  const most = Math.max(1, columns - 1);
  const shown = sorted.slice(0, room).map(({ host, status, step, attempt, reason }) => {
    const at = step === null ? 0 : STEPS.indexOf(step) + 1;
    const bar =
      columns < NARROW
        ? `${at}/${STEPS.length}`.padStart(5)
        : `${'#'.repeat(at)}${'.'.repeat(STEPS.length - at)}`;
    const again = attempt > 1 ? ` (${attempt})` : '';
    const words = `${nameIn(width, host).padEnd(width)}  ${bar}  ${(step ?? '').padEnd(9)} ${status}${again}`;
    return shownText(reason === '' ? words : `${words}  ${reason}`, most);
  });
  const hidden = sorted.length - shown.length;
  const summary = [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
  return [...shown, shownText(hidden > 0 ? `and ${hidden} more: ${summary}` : summary, most)];
}
