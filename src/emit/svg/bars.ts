import type { DiskLayout, Partition } from '../../model/layout.ts';
import { cellsOf, shownText } from '../picture/cells.ts';
import { partitionTone } from '../picture/contents.ts';
import { sizeWords } from '../picture/words.ts';
import { element } from './element.ts';
import { drawText, type Page } from './page.ts';
import { sharedWidths } from './shares.ts';
import { CELL, LINE, MARGIN, WIDTH } from './style.ts';

const INNER = WIDTH - 2 * MARGIN;
const NARROWEST = 26;
const PAD = 6;
const TODAY_LEAST = 130;

/** The partitions in proportion; each has at least room for its number, which the list repeats. */
export function drawPartitions(
  page: Page,
  partitions: readonly Partition[],
  layout: DiskLayout,
): void {
  const height = 2 * LINE + PAD;
  const top = page.y + 8;
  let x = MARGIN;
  for (const [index, width] of sharedWidths(partitions, INNER, NARROWEST).entries()) {
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

/** What is on a disk today, in boxes of one width: the sizes of old partitions are not recorded. */
export function drawToday(page: Page, losses: DiskLayout['losses']): void {
  const perRow = Math.max(1, Math.min(losses.length, Math.floor(INNER / TODAY_LEAST)));
  const width = INNER / perRow;
  const height = 3 * LINE + PAD;
  const first = page.y + 8;
  for (const [index, loss] of losses.entries()) {
    const x = MARGIN + (index % perRow) * width;
    const y = first + Math.floor(index / perRow) * height;
    drawBox(page, { x, y, width, height, kind: 'lost' });
    const lines = [
      loss.partition === null ? 'whole disk' : `partition ${shownText(loss.partition, 8)}`,
      shownText(loss.type, 20),
      loss.mounts.map((mount) => shownText(mount, 60)).join(' '),
    ];
    for (const [row, line] of lines.entries()) {
      const kind = row === 2 ? 'dim' : '';
      drawText(page, line, { x: x + PAD, y: y + (row + 1) * LINE, width: width - 2 * PAD, kind });
    }
  }
  page.y = first + Math.ceil(losses.length / perRow) * height + 4;
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
