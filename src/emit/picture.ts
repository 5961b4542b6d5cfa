import { shownBytes } from '../model/display.ts';
import type { DiskLayout, Partition, PlannedDisk } from '../model/layout.ts';
import { type Box, drawBar } from './picture/bar.ts';
import { shownText, wrapLine } from './picture/cells.ts';
import { layoutChecks } from './picture/checks.ts';
import {
  arraysOf,
  type Content,
  contentOf,
  partitionTone,
  subvolumesOf,
  type Volume,
} from './picture/contents.ts';
import { type Drawing, drawingOf, type Tone } from './picture/drawing.ts';
import { todayOf } from './picture/today.ts';
import {
  contentWords,
  lossPlace,
  lossWords,
  partitionWords,
  sizeWords,
  subvolumeWords,
} from './picture/words.ts';
import { plainText } from './terminal.ts';

/** A line of text that may be wrapped, and what it means; or one that is drawn already. */
type Line = { text: string; tone?: Tone } | { drawn: string };

/**
 * The disk plan as text: for each disk what is on it today, a bar with its partitions in proportion, what
 * is on them and why; what is lost, what is left alone, and what can be checked. Same input, same text;
 * a number stands for that many columns without colours. `unseen` are disks that nobody looked into.
 */
export function drawLayout(
  layout: DiskLayout,
  how: number | Drawing,
  unseen: readonly PlannedDisk[] = [],
): string {
  const drawing = typeof how === 'number' ? drawingOf(how) : how;
  const { columns, paint, ascii } = drawing;
  const lines: Line[] = [
    ...layout.disks.flatMap((disk) => [...drawDisk(disk, layout, drawing), { text: '' }]),
    ...arraysOf(layout).flatMap((array) => [...describeArray(array), { text: '' }]),
    { text: `swap   zram, up to ${layout.zram.memoryPercent} % of memory: ${layout.zram.reason}` },
    {
      text: `reset  ${layout.reset.subvolume} of ${layout.reset.device} from ${layout.reset.blankSnapshot}, on every boot`,
    },
    { text: '' },
    ...unseen.map(
      ({ name }): Line => ({
        text: `lost  ${shownText(name, 20)}: what it holds was not seen`,
        tone: 'bad',
      }),
    ),
    ...(unseen.length > 0 && layout.losses.length === 0 ? [{ text: '' }] : lossLines(layout)),
    ...layout.untouched.map(({ name, reason }) => ({
      text: `left alone  ${shownText(name, 20)}: ${reason}`,
    })),
    ...(layout.untouched.length > 0 ? [{ text: '' }] : []),
    ...layoutChecks(layout, unseen.length > 0).map(
      ({ holds, text }): Line => ({
        text: `${holds ? 'ok  ' : 'NOT '}  ${text}`,
        tone: holds ? 'good' : 'bad',
      }),
    ),
  ];
  const text = lines.flatMap((line) => {
    if ('drawn' in line) return [line.drawn];
    const { tone } = line;
    // A plan from a file may say anything in its reasons.
    const wrapped = wrapLine(plainText(line.text), columns);
    return tone === undefined ? wrapped : wrapped.map((part) => paint(tone, part));
  });
  const joined = `${text.join('\n')}\n`;
  return ascii ? joined.replace(/\P{ASCII}/gu, '?') : joined;
}

function drawDisk(disk: PlannedDisk, layout: DiskLayout, drawing: Drawing): Line[] {
  const today = todayOf(disk, layout);
  const scale = today.inProportion ? '' : ' (not in proportion)';
  const head = `${disk.role} disk  ${shownText(disk.name, 20)}  ${shownBytes(disk.sizeBytes)}  ${disk.device}`;
  const bar = drawBar(
    disk.partitions.map((partition) => partitionBox(partition, layout)),
    drawing.columns,
    drawing,
  );
  return [
    { text: head, tone: 'heading' },
    ...(today.boxes.length === 0
      ? []
      : [
          { text: `today${scale}, all of it lost:` },
          ...drawBar(today.boxes, drawing.columns, drawing).map((drawn) => ({ drawn })),
          { text: 'then:' },
        ]),
    ...bar.map((drawn) => ({ drawn })),
    ...disk.partitions.flatMap(describePartition),
    { text: `  ${disk.reason}` },
  ];
}

function partitionBox(partition: Partition, layout: DiskLayout): Box {
  return {
    lines: [partition.key, sizeWords(partition)],
    share: partition.sizeBytes ?? 0,
    tone: partitionTone(partition, layout),
  };
}

function describePartition(partition: Partition): Line[] {
  const head = `  ${partition.key.padEnd(5)}  ${sizeWords(partition).padEnd(9)}  ${partitionWords(partition)}`;
  return [
    { text: head },
    { text: `         ${partition.reason}` },
    ...listSubvolumes(contentOf(partition)),
  ];
}

function describeArray({ name, sizeBytes, content, reason }: Volume): Line[] {
  return [
    { text: `array  ${name}  ${shownBytes(sizeBytes)}  ${contentWords(content)}`, tone: 'heading' },
    { text: `         ${reason}` },
    ...listSubvolumes(content),
  ];
}

function listSubvolumes(content: Content | null): Line[] {
  const subvolumes = subvolumesOf(content);
  const named = Math.max(0, ...subvolumes.map(({ name }) => name.length));
  return subvolumes.map((subvolume) => ({
    text: `           ${subvolume.name.padEnd(named)}  ${subvolumeWords(subvolume)}`,
  }));
}

function lossLines({ losses }: DiskLayout): Line[] {
  if (losses.length === 0) return [{ text: 'lost  nothing that was seen' }, { text: '' }];
  const lines = losses.map(
    (loss): Line => ({
      text: `lost  ${shownText(loss.disk, 20)} ${lossPlace(loss)}: ${lossWords(loss)}`,
      tone: 'bad',
    }),
  );
  return [...lines, { text: '' }];
}
