import type { Report, ReportedDisk, ReportedPartition } from '../../model/report.ts';
import {
  type Block,
  type DiskBar,
  joined,
  type Line,
  NOTHING,
  type Section,
  type Table,
} from './document.ts';

/** Today and then, disk by disk, as pictures and in words. */
export function diskSection(report: Report, layoutWords: string): Section {
  const { taken, arrays, untouched, checks, swap, reset } = report.disks;
  return {
    id: 'disks',
    title: 'Disks',
    blocks: [
      { kind: 'picture', file: 'layout.svg', words: layoutWords },
      ...taken.flatMap(diskBlocks),
      ...arrays.flatMap(({ name, size, holds, reason, mounts }): Block[] => [
        { kind: 'heading', line: ['Array ', { code: name }, `, ${size}`] },
        { kind: 'text', line: [`${holds}. ${reason}`] },
        ...(mounts.length === 0 ? [] : [{ kind: 'text', line: mountLine(mounts) } as const]),
      ]),
      { kind: 'heading', line: ['Besides'] },
      {
        kind: 'list',
        items: [
          ...untouched.map(
            ({ name, reason }): Line => [{ code: name }, ` is left alone: ${reason}`],
          ),
          [`Swap: ${swap}`],
          namesAsCode(reset),
        ],
      },
      { kind: 'heading', line: ['Checks'] },
      {
        kind: 'list',
        items: [...checks]
          .sort((a, b) => Number(a.holds) - Number(b.holds))
          .map(({ holds, text }) =>
            holds ? [`Holds: ${text}.`] : [{ strong: 'Does not hold' }, `: ${text}.`],
          ),
      },
    ],
  };
}

function diskBlocks(disk: ReportedDisk): Block[] {
  const model = disk.model === null ? '' : `${disk.model}, `;
  return [
    { kind: 'heading', line: [{ code: disk.name }, `, the ${disk.role} disk, ${disk.size}`] },
    { kind: 'text', line: [model, { code: disk.device }, `. ${disk.reason}`] },
    ...todayBlocks(disk),
    { kind: 'text', line: ['Then:'] },
    { kind: 'disk', bar: thenBar(disk) },
    partitionTable(disk),
  ];
}

/** A sentence of ours, with the subvolumes and devices that it names as what they are. */
function namesAsCode(sentence: string): Line {
  return sentence
    .split(/(@[\w-]+|\/dev\/\S+)/)
    .map((part, at) => (at % 2 === 1 ? { code: part } : part));
}

function todayBlocks(disk: ReportedDisk): Block[] {
  if (disk.today === 'unseen') {
    return [
      {
        kind: 'text',
        line: [
          { strong: 'What it holds today was not seen.' },
          ' An install destroys it all the same.',
        ],
      },
    ];
  }
  if (disk.today === 'empty') {
    return [{ kind: 'text', line: ['Today: nothing that was seen.'] }];
  }
  return [
    { kind: 'text', line: ['Today: ', { strong: 'all of it is destroyed.' }] },
    { kind: 'disk', bar: todayBar(disk) },
    {
      kind: 'table',
      about: `What is on ${disk.name} today`,
      columns: [
        { title: 'Where', kind: 'short' },
        { title: 'Size', kind: 'short' },
        { title: 'Holds' },
        { title: 'Mounted at' },
        { title: 'Reaches onto' },
      ],
      rows: disk.losses.map(({ place, size, type, mounts, alsoOn }) => [
        [place],
        [size ?? NOTHING],
        [type],
        [mounts.join(', ') || NOTHING],
        alsoOn.length === 0 ? [NOTHING] : [{ strong: alsoOn.join(', ') }],
      ]),
    },
  ];
}

function todayBar({ name, boxes, inProportion }: ReportedDisk): DiskBar {
  const shown = boxes.map(({ lines }) => lines.join(', '));
  const scale = inProportion ? '' : ', not in proportion';
  return {
    words: `${name} today${scale}: ${shown.join('; ')}. All of it is destroyed.`,
    boxes: boxes.map(({ lines, share, tone }) => ({
      labels: [lines.join(', '), lines.slice(0, 2).join(', '), lines[1] ?? '', numberIn(lines)],
      share,
      tone,
    })),
  };
}

/** The number of the partition that a box begins with; nothing for the whole disk and what is free. */
function numberIn([place = '']: readonly string[]): string {
  return /^partition ([^ ,]+)/.exec(place)?.[1] ?? '';
}

function thenBar({ name, partitions }: ReportedDisk): DiskBar {
  const shown = partitions.map(({ key, size, holds }) => `${key}, ${size}: ${holds}`);
  return {
    words: `${name} then: ${shown.join('; ')}.`,
    boxes: partitions.map(({ key, size, share, tone }, index) => ({
      labels: [`${index + 1} ${key} ${size}`, `${index + 1} ${key}`, `${index + 1}`],
      share,
      tone,
    })),
  };
}

function partitionTable({ name, partitions }: ReportedDisk): Table {
  return {
    kind: 'table',
    about: `What will be on ${name}`,
    columns: [
      { title: 'Partition', kind: 'short' },
      { title: 'Size', kind: 'short' },
      { title: 'Holds' },
      { title: 'Why' },
    ],
    rows: partitions.map(partitionRow),
  };
}

function partitionRow(
  { key, size, holds, mounts, reason }: ReportedPartition,
  index: number,
): Line[] {
  const mounted = mounts.length === 0 ? [] : ['. ', ...mountLine(mounts)];
  return [[`${index + 1} `, { code: key }], [size], [holds, ...mounted], [reason]];
}

function mountLine(mounts: ReportedPartition['mounts']): Line {
  return joined(
    mounts.map(({ name, at }) => [{ code: name }, ` ${at}`]),
    ', ',
  );
}
