import type { Console } from '../../console.ts';
import { type Row, tableLines } from '../../main/fleet/watch.ts';

/** A table that is drawn again and again in the same place of a terminal. */
export interface LiveTable {
  /** Draws it a last time, and leaves it there. */
  close(): void;
}

const DRAW_MS = 100;
/** A terminal that does not tell its size has this one. */
const [COLUMNS, LINES] = [80, 24];

/**
 * Draws rows on standard error, a terminal; null where nothing can be drawn. What the console writes in the
 * meantime stands above the table.
 */
export function liveTable(rows: ReadonlyMap<string, Row>, out: Console): LiveTable | null {
  const { stderr } = process;
  let drawn: string[] = [];
  const hide = (): void => {
    if (drawn.length === 0) return;
    // A terminal that has become narrower since shows a line of the table as several.
    const columns = stderr.columns || COLUMNS;
    const up = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
    drawn = [];
    stderr.write(`\u001b[${up}A\r\u001b[J`);
  };
  const leave = out.drawing(hide);
  if (leave === null) return null;
  const draw = (): void => {
    hide();
    drawn = tableLines(rows.values(), stderr.columns || COLUMNS, stderr.rows || LINES);
    stderr.write(`${drawn.join('\n')}\n`);
  };
  const timer = setInterval(draw, DRAW_MS);
  return {
    close() {
      clearInterval(timer);
      draw();
      leave();
    },
  };
}
