import { shownBytes } from '../../model/display.ts';
import type { DiskLayout, Partition, PlannedDisk } from '../../model/layout.ts';
import { shownText } from '../picture/cells.ts';
import { arraysOf, type Content, contentOf, subvolumesOf } from '../picture/contents.ts';
import { todayOf } from '../picture/today.ts';
import {
  contentWords,
  lossPlace,
  lossWords,
  partitionWords,
  sizeWords,
  subvolumeWords,
} from '../picture/words.ts';
import { drawPartitions, drawSwatch, drawToday, fitsInRow } from './bars.ts';
import { framed } from './frame.ts';
import { type Page, writeFlow, writeLines } from './page.ts';
import { MARGIN } from './style.ts';

const INDENT = 20;

/**
 * The disk plan as an SVG picture: what is on each disk today, and what will be. One XML document without
 * script or reference to anything outside, in the colours that its reader prefers, and told in words by
 * its title and description. Same layout, same bytes.
 */
export function layoutSvg(layout: DiskLayout, host: string): string {
  const page: Page = { parts: [], y: MARGIN - 4 };
  writeLines(page, `Disks of ${shownText(host, 63)}`, 'head');
  for (const disk of layout.disks) drawDisk(page, disk, layout);
  for (const { name, sizeBytes, content } of arraysOf(layout)) {
    page.y += 12;
    writeLines(page, `array ${name}, ${shownBytes(sizeBytes)}`, 'head');
    writeLines(page, contentWords(content), '', INDENT);
    listSubvolumes(page, content);
  }
  page.y += 8;
  writeLines(page, `swap: zram, up to ${layout.zram.memoryPercent} % of memory`);
  const { reset } = layout;
  writeLines(page, `${reset.subvolume} is made anew from ${reset.blankSnapshot} on every boot`);
  for (const { name, reason } of layout.untouched) {
    writeLines(page, `${shownText(name, 20)} is left alone: ${reason}`, 'dim');
  }
  return framed(page, {
    name: 'layout',
    title: layoutTitle(layout, host),
    words: layoutWords(layout),
  });
}

/** The picture in one line: for its title, and where a page shows it instead of the picture. */
export function layoutTitle({ disks, losses, untouched }: DiskLayout, host: string): string {
  const taken = disks.map(({ name }) => shownText(name, 20)).join(', ');
  const count = losses.length === 1 ? '1 loss' : `${losses.length} losses`;
  const lost = losses.length === 0 ? 'no loss was seen' : count;
  return `Disk layout of ${shownText(host, 63)}: takes ${taken}; ${lost}; ${untouched.length} left alone`;
}

function layoutWords(layout: DiskLayout): string {
  const { disks, losses } = layout;
  const arrays = arraysOf(layout).map(
    ({ name, content }) => `Array ${name}: ${contentWords(content)}.`,
  );
  const planned = disks.map(({ name, partitions, sizeBytes }) => {
    const list = partitions.map(
      (each) => `${each.key} ${sizeWords(each)} (${partitionWords(each)})`,
    );
    return `${shownText(name, 20)}, ${shownBytes(sizeBytes)}: ${list.join('; ')}.`;
  });
  const lost = losses.map(
    (loss) => `Lost: ${shownText(loss.disk, 20)} ${lossPlace(loss)}: ${lossWords(loss)}.`,
  );
  return [...planned, ...arrays, ...lost].join(' ');
}

function drawDisk(page: Page, disk: PlannedDisk, layout: DiskLayout): void {
  const own = layout.losses.filter((loss) => loss.disk === disk.name);
  page.y += 12;
  const size = shownBytes(disk.sizeBytes);
  writeLines(page, `${shownText(disk.name, 20)}, the ${disk.role} disk, ${size}`, 'head');
  writeLines(page, disk.device, 'dim');
  const today = todayOf(disk, layout);
  if (today.boxes.length > 0) {
    const inProportion = today.inProportion && fitsInRow(today.boxes);
    const scale = inProportion ? '' : ' (not in proportion)';
    writeLines(page, `today${scale}: all of it is lost`, 'alarm');
    drawToday(page, today.boxes, inProportion);
    for (const loss of own.filter(({ alsoOn }) => alsoOn.length > 0)) {
      writeLines(page, `${lossPlace(loss)}: ${lossWords(loss)}`, 'alarm');
    }
    writeLines(page, 'then');
  }
  drawPartitions(page, disk.partitions, layout);
  for (const [index, partition] of disk.partitions.entries()) {
    listPartition(page, partition, index + 1, layout);
  }
}

function listPartition(page: Page, partition: Partition, number: number, layout: DiskLayout): void {
  drawSwatch(page, partition, layout);
  const words = `${number} ${partition.key.padEnd(5)}  ${sizeWords(partition)}  ${partitionWords(partition)}`;
  writeLines(page, words, '', INDENT);
  listSubvolumes(page, contentOf(partition));
}

function listSubvolumes(page: Page, content: Content | null): void {
  const mounts = subvolumesOf(content).map((each) => `${each.name} ${subvolumeWords(each)}`);
  writeFlow(page, mounts, 'dim', INDENT + 16);
}
