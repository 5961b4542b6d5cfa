import { shownBytes } from '../model/display.ts';
import type { DiskLayout, Partition, PlannedDisk } from '../model/layout.ts';
import { layoutChecks } from './picture/checks.ts';
import { plainText } from './terminal.ts';

const NARROWEST = 40;

/**
 * The disk plan as text: a bar for each disk with its partitions in proportion, what is on them and
 * why, what is lost, what is left alone, and what can be checked. No colours; same input, same text.
 */
export function drawLayout(layout: DiskLayout, width: number): string {
  const columns = Math.max(NARROWEST, Math.floor(width));
  const checks = layoutChecks(layout);
  const lines = [
    ...layout.disks.flatMap((disk) => [...drawDisk(disk, columns), '']),
    `swap   zram, up to ${layout.zram.memoryPercent} % of memory: ${layout.zram.reason}`,
    `reset  ${layout.reset.subvolume} of ${layout.reset.device} from ${layout.reset.blankSnapshot}, on every boot`,
    '',
    ...drawLosses(layout),
    ...layout.untouched.map(({ name, reason }) => `left alone  ${shownText(name, 20)}: ${reason}`),
    ...(layout.untouched.length > 0 ? [''] : []),
    ...checks.map(({ holds, text }) => `${holds ? 'ok  ' : 'NOT '}  ${text}`),
  ];
  return `${lines.flatMap((line) => wrap(line, columns)).join('\n')}\n`;
}

function drawDisk(disk: PlannedDisk, columns: number): string[] {
  return [
    `${disk.role} disk  ${shownText(disk.name, 20)}  ${shownBytes(disk.sizeBytes)}  ${disk.device}`,
    ...drawBar(disk.partitions, columns),
    ...disk.partitions.flatMap(describePartition),
    `  ${disk.reason}`,
  ];
}

/** Boxes in proportion to the partitions, none narrower than its label. */
function drawBar(partitions: readonly Partition[], columns: number): string[] {
  const inner = columns - partitions.length - 1;
  const labels = partitions.map((partition) => [partition.key, sizeOf(partition)]);
  const widths = shareOut(
    partitions.map((partition) => partition.sizeBytes ?? 0),
    labels.map((pair) => Math.max(...pair.map((label) => label.length)) + 2),
    inner,
  );
  const edge = (left: string, middle: string, right: string): string =>
    `${left}${widths.map((cells) => '─'.repeat(cells)).join(middle)}${right}`;
  const row = (line: number): string =>
    `│${labels.map((pair, index) => cell(pair[line] ?? '', widths[index] ?? 0)).join('│')}│`;
  return [edge('┌', '┬', '┐'), row(0), row(1), edge('└', '┴', '┘')];
}

function cell(text: string, cells: number): string {
  return ` ${text}`.slice(0, cells).padEnd(cells);
}

/** Each its least; the rest by size, what rounding leaves to the last. */
function shareOut(sizes: readonly number[], least: readonly number[], cells: number): number[] {
  const needed = least.reduce((sum, value) => sum + value, 0);
  const spare = Math.max(0, cells - needed);
  const total = sizes.reduce((sum, value) => sum + value, 0);
  const widths = least.map((value, index) =>
    total === 0 ? value : value + Math.floor((spare * (sizes[index] ?? 0)) / total),
  );
  const used = widths.reduce((sum, value) => sum + value, 0);
  const last = widths.length - 1;
  if (last >= 0) widths[last] = (widths[last] ?? 0) + Math.max(0, cells - used);
  return widths;
}

function describePartition(partition: Partition): string[] {
  const size = sizeOf(partition);
  const head = `  ${partition.key.padEnd(5)}  ${size.padEnd(9)}  ${contentWords(partition)}`;
  const filesystem =
    partition.content?.kind === 'luks' ? partition.content.content : partition.content;
  const subvolumes = filesystem?.kind === 'btrfs' ? filesystem.subvolumes : [];
  const named = Math.max(0, ...subvolumes.map(({ name }) => name.length));
  return [
    head,
    `         ${partition.reason}`,
    ...subvolumes.map((subvolume) => {
      const swap = subvolume.swapFile === null ? '' : `  swapfile ${subvolume.swapFile.size}`;
      return `           ${subvolume.name.padEnd(named)}  ${subvolume.mountpoint}${swap}`;
    }),
  ];
}

function sizeOf({ size, sizeBytes }: Partition): string {
  return sizeBytes === null ? size.replace('100%', 'the rest') : shownBytes(sizeBytes);
}

function contentWords({ type, content }: Partition): string {
  switch (content?.kind) {
    case 'esp':
      return `ESP, vfat, ${content.mountpoint}`;
    case 'swap':
      return content.randomEncryption ? 'swap, a new random key on every boot' : 'swap';
    case 'luks':
      return `LUKS2 "${content.mapper}", btrfs "${content.content.label}", ${optionsOf(content.content)}`;
    case 'btrfs':
      return `btrfs "${content.label}", ${optionsOf(content)}, not encrypted`;
    default:
      return type === 'EF02' ? 'BIOS boot partition for GRUB' : 'empty';
  }
}

function optionsOf(content: { subvolumes: { mountOptions: string[] }[] }): string {
  return content.subvolumes[0]?.mountOptions.join(' ') ?? 'no subvolumes';
}

function drawLosses(layout: DiskLayout): string[] {
  if (layout.losses.length === 0) return ['lost  nothing that was seen', ''];
  const lines = layout.losses.map((loss) => {
    const where =
      loss.partition === null ? 'whole disk' : `partition ${shownText(loss.partition, 8)}`;
    const mounts =
      loss.mounts.length === 0
        ? ''
        : `, mounted at ${loss.mounts.map((mount) => shownText(mount, 60)).join(' ')}`;
    const shared =
      loss.alsoOn.length === 0
        ? ''
        : `, AND ITS PART ON ${loss.alsoOn.map((name) => shownText(name, 20)).join(' ')}`;
    return `lost  ${shownText(loss.disk, 20)} ${where}: ${shownText(loss.type, 20)}${mounts}${shared}`;
  });
  return [...lines, ''];
}

/** At word ends, continued two columns deeper; a word longer than a line stays whole. */
function wrap(line: string, columns: number): string[] {
  if (line.length <= columns) return [line.trimEnd()];
  const start = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = start;
  for (const word of line.trim().split(/ (?! )/)) {
    const empty = current.trim() === '';
    if (!empty && current.length + 1 + word.length > columns) {
      lines.push(current.trimEnd());
      current = `${start}  ${word.trimStart()}`;
    } else {
      current += empty ? word : ` ${word}`;
    }
  }
  return [...lines, current];
}

/** A string that hardware made, safe on a terminal and cut to a length. */
function shownText(text: string, limit: number): string {
  const plain = plainText(text).trim();
  return plain.length > limit ? `${plain.slice(0, limit - 1)}~` : plain;
}
