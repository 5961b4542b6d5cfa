import { shownBytes, shownText } from '../../model/display.ts';
import type { Disk } from '../../model/hardware.ts';
import { byIdLink, byPathLink } from './device.ts';
import { byCodeUnit } from './disk-kind.ts';

/** Disks as aligned lines for a person to choose from: name, size, model, link, what each holds. */
export function diskTable(candidates: readonly Disk[], disks: readonly Disk[]): string[] {
  const rows = candidates.map((disk) => [
    shownText(disk.name, 20),
    shownBytes(disk.sizeBytes),
    disk.model === null ? '-' : shownText(disk.model, 32),
    byPathLink(disk, disks) ?? 'no by-path link seen',
    held(disk),
  ]);
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** The `--set` for each disk, by the steadiest name that was seen; then what hides the others. */
export function setDiskLines(
  candidates: readonly Disk[],
  disks: readonly Disk[],
  publicIds: boolean,
): string[] {
  const names = candidates.map(
    (disk) => (publicIds ? byIdLink(disk, disks) : null) ?? byPathLink(disk, disks),
  );
  const lines = names.flatMap((name) => (name === null ? [] : [`--set disk=${name}`]));
  const nameless = names.length - lines.length;
  if (nameless === 0) return lines;
  const [only] = disks;
  if (disks.length === 1 && only !== undefined && /^[a-z0-9]{1,20}$/.test(only.name)) {
    return [`--set disk=${only.name}`];
  }
  const which = nameless === candidates.length ? 'no disk' : `${nameless} of them not`;
  return [
    ...lines,
    `(${which} to be named: a link is missing, and kernel names may swap; add a recording with /dev/disk/by-path)`,
  ];
}

function held(disk: Disk): string {
  if (disk.holds.length === 0) return disk.partitionTable === null ? 'not seen' : 'nothing seen';
  const types = [...new Set(disk.holds.map((holding) => shownText(holding.type, 20)))];
  const mounted = disk.holds.some((holding) => holding.mounts.length > 0) ? ', mounted' : '';
  const others = [...new Set(disk.holds.flatMap((holding) => holding.alsoOn))];
  const shared =
    others.length > 0
      ? `, shared with ${others
          .map((name) => shownText(name, 20))
          .sort(byCodeUnit)
          .join(', ')}`
      : '';
  return `holds ${types.sort(byCodeUnit).join(', ')}${mounted}${shared}`;
}
