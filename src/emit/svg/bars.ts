import type { DiskLayout, Partition } from '../../model/layout.ts';
import type { Box } from '../picture/bar.ts';
import { cellsOf } from '../picture/cells.ts';
import { partitionTone } from '../picture/contents.ts';
import { sizeWords } from '../picture/words.ts';
import { element } from './element.ts';
import { drawText, type Page } from './page.ts';
import { CELL, LINE, MARGIN, WIDTH } from './style.ts';

const INNER = WIDTH - 2 * MARGIN;
const NARROWEST = 26;
const PAD = 6;
/** Room for a partition's number and size. */
const TODAY_LEAST = 190;

/** The partitions in proportion; each has at least room for its number, which the list repeats. */
export function drawPartitions(
  page: Page,
  partitions: readonly Partition[],
  layout: DiskLayout,
): void {
  const height = 2 * LINE + PAD;
  const top = page.y + 8;
  let x = MARGIN;
  for (const [index, width] of widthsOf(partitions).entries()) {
    const partition = partitions[index];
    if (partition === undefined) continue;
    drawBox(page, { x, y: top, width, height, kind: partitionTone(partition, layout) });
    const label = `${index + 1} ${partition.key}`;
    const fits = cellsOf(label) * CELL + 2 * PAD <= width;
    const size = sizeWords(partition);
    const at = { x: x + PAD, width: width - PAD };
    drawText(page, fits ? label : String(index + 1), { ...at, y: top + LINE });
    if (fits && cellsOf(size) * CELL + 2 * PAD <= width) {
      drawText(page, size, { ...at, y: top + 2 * LINE, kind: 'dim' });
    }
    x += width;
  }
  page.y = top + height + 4;
}

/** By size, none below the narrowest; unknown sizes share what is left, or everything equally. */
function widthsOf(partitions: readonly Partition[]): number[] {
  const narrowest = Math.min(NARROWEST, INNER / Math.max(1, partitions.length));
  const known = partitions.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  const unknown = partitions.filter(({ sizeBytes }) => sizeBytes === null).length;
  const whole = unknown === 0 ? known : known * 2 || 1;
  const shares = partitions.map(({ sizeBytes }) =>
    sizeBytes === null ? (whole - known) / unknown : sizeBytes,
  );
  const spare = INNER - narrowest * partitions.length;
  return shares.map((share) => narrowest + (whole === 0 ? 0 : (spare * share) / whole));
}

/** Whether the boxes of today have room for their words side by side, and so can be in proportion. */
export function fitsInRow(boxes: readonly Box[]): boolean {
  return boxes.length * TODAY_LEAST <= INNER;
}

/** What is on a disk today: in proportion, or in rows of boxes of one width. */
export function drawToday(page: Page, boxes: readonly Box[], inProportion: boolean): void {
  const perRow = Math.max(1, Math.min(boxes.length, Math.floor(INNER / TODAY_LEAST)));
  const whole = boxes.reduce((sum, { share }) => sum + share, 0) || 1;
  const spare = INNER - TODAY_LEAST * boxes.length;
  const height = 3 * LINE + PAD;
  const first = page.y + 8;
  let x = MARGIN;
  for (const [index, { lines, share, tone }] of boxes.entries()) {
    if (index % perRow === 0) x = MARGIN;
    const width = inProportion ? TODAY_LEAST + (spare * share) / whole : INNER / perRow;
    const y = first + Math.floor(index / perRow) * height;
    drawBox(page, { x, y, width, height, kind: tone });
    for (const [row, line] of lines.entries()) {
      const kind = row === 2 ? 'dim' : '';
      drawText(page, line, { x: x + PAD, y: y + (row + 1) * LINE, width: width - 2 * PAD, kind });
    }
    x += width;
  }
  page.y = first + Math.ceil(boxes.length / perRow) * height + 4;
}

/** A square in a partition's colour, beside the line that is written next. */
export function drawSwatch(page: Page, partition: Partition, layout: DiskLayout): void {
  const at = { x: MARGIN, y: page.y + LINE - 11, width: 12, height: 12 };
  drawBox(page, { ...at, kind: partitionTone(partition, layout) });
}

function drawBox(
  page: Page,
  { kind, ...box }: { x: number; y: number; width: number; height: number; kind: string },
): void {
  page.parts.push(element('rect', { class: `box ${kind}`, ...box, rx: 3 }));
}
