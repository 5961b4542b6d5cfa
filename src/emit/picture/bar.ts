import { cellsOf, padTo } from './cells.ts';
import type { Drawing } from './drawing.ts';

/** One box of a bar: its lines of text, and its share of the whole. */
export interface Box {
  lines: readonly string[];
  share: number;
  /** What it stands for; decides its colour. */
  tone: 'boot' | 'swap' | 'encrypted' | 'plain' | 'lost' | 'free';
}

/**
 * Boxes in proportion to their shares, none narrower than its label, `columns` wide altogether. Where the
 * labels do not fit side by side, a line a box with a stroke in proportion.
 */
export function drawBar(boxes: readonly Box[], columns: number, drawing: Drawing): string[] {
  if (boxes.length === 0) return [];
  const inner = columns - boxes.length - 1;
  const least = boxes.map(({ lines }) => Math.max(...lines.map(cellsOf)) + 2);
  if (least.reduce((sum, cells) => sum + cells, 0) > inner) {
    return drawList(boxes, columns, drawing);
  }
  const widths = shareOut(boxes, least, inner);
  const { glyphs, paint } = drawing;
  const edge = ([left, middle, right]: readonly [string, string, string]): string =>
    `${left}${widths.map((cells) => glyphs.line.repeat(cells)).join(middle)}${right}`;
  const height = Math.max(...boxes.map(({ lines }) => lines.length));
  const rows = Array.from({ length: height }, (_, row) => {
    const cells = boxes.map(({ lines, tone }, index) =>
      paint(tone, padTo(` ${lines[row] ?? ''}`, widths[index] ?? 0)),
    );
    return `${glyphs.side}${cells.join(glyphs.side)}${glyphs.side}`;
  });
  return [edge(glyphs.top), ...rows, edge(glyphs.bottom)];
}

/** Each its least; the rest by share, what rounding leaves to the last. */
function shareOut(boxes: readonly Box[], least: readonly number[], cells: number): number[] {
  const spare = cells - least.reduce((sum, value) => sum + value, 0);
  const total = boxes.reduce((sum, { share }) => sum + share, 0);
  const widths = least.map((value, index) =>
    total === 0 ? value : value + Math.floor((spare * (boxes[index]?.share ?? 0)) / total),
  );
  const used = widths.reduce((sum, value) => sum + value, 0);
  const last = widths.length - 1;
  widths[last] = (widths[last] ?? 0) + cells - used;
  return widths;
}

const STROKE = 10;

function drawList(boxes: readonly Box[], columns: number, { glyphs, paint }: Drawing): string[] {
  const total = boxes.reduce((sum, { share }) => sum + share, 0);
  return boxes.map(({ lines, share, tone }) => {
    const long = total === 0 ? 0 : Math.max(1, Math.round((STROKE * share) / total));
    const stroke = total === 0 ? '' : `${glyphs.full.repeat(long)}${' '.repeat(STROKE - long + 1)}`;
    return `${paint(tone, stroke)}${padTo(lines.join(' '), columns - stroke.length).trimEnd()}`;
  });
}
