import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedDisk } from '../../src/model/layout.ts';
import { planLines } from './planned.ts';
import type { GuestDisk } from './qemu.ts';
import type { Row } from './rows.ts';
import { blankDisk, type GuestOutcome, runInGuest } from './run-in-guest.ts';
import { thirdPlace } from './slots.ts';

/** An idle emulated machine needs two minutes; a busy one takes its time. */
const LIMIT_MS = 30 * 60_000;

/** A blank disk for each disk of the layout, as large as planned, on a bus and in the place of its kind. */
export function blankDisks({ layout }: Row, folder: string, sectorBytes: 512 | 4096): GuestDisk[] {
  return layout.disks.map((disk) => {
    if (disk.sizeBytes === null) throw new Error(`${disk.key}: the row says no size`);
    const file = blankDisk(join(folder, disk.key), disk.sizeBytes);
    return { file, bus: busOf(disk), sectorBytes, path: disk.device };
  });
}

/** A small disk that no plan names, on the bus of the others. */
export function neighbourOf([disk]: readonly GuestDisk[], folder: string): GuestDisk {
  if (disk === undefined) throw new Error('a neighbour of no disk');
  const file = blankDisk(join(folder, 'neighbour'), 192 * 2 ** 20);
  return { file, bus: disk.bus, path: thirdPlace(disk.bus) };
}

export interface Trial {
  /** The disks of the layout, in its order. */
  disks: readonly GuestDisk[];
  /** Formatted a second time while it is in use, as a resumed install would. */
  twice: boolean;
  /** A disk beside them that gets what another installation by the same name leaves on a disk. */
  neighbour: GuestDisk | null;
}

/** Formats, uses, closes, opens, resets and mounts a layout; what was seen meanwhile. */
export function tryLayout(row: Row, { disks, twice, neighbour }: Trial): Promise<GuestOutcome> {
  return runInGuest({
    disks: [...(neighbour === null ? [] : [neighbour]), ...disks],
    files: {
      ...inputs(row),
      '/input/layout.sh': row.script,
      ...(twice ? { '/input/twice': '' } : {}),
      ...(neighbour === null ? {} : { '/input/neighbour': neighbour.path }),
      '/input/deactivate': script('deactivate'),
      '/input/bin/cryptsetup': script('cryptsetup'),
      '/input/reset-root.sh': readFileSync('modules/nixos/filesystems/impermanence/reset-root.sh'),
    },
    script: script('try-layout.sh'),
    timeoutMs: LIMIT_MS,
  });
}

/** Starts what is left of a mirrored layout that was tried before. */
export function tryDegraded(row: Row, disks: readonly GuestDisk[]): Promise<GuestOutcome> {
  return runInGuest({
    disks,
    files: inputs(row),
    script: script('try-degraded.sh'),
    timeoutMs: LIMIT_MS,
  });
}

function inputs({ layout }: Row): Record<string, string> {
  return { '/input/plan': planLines(layout), '/input/plan.sh': script('plan.sh') };
}

function script(name: string): string {
  return readFileSync(join('test/vm/scripts', name), 'utf8');
}

function busOf({ device }: PlannedDisk): GuestDisk['bus'] {
  if (device.includes('-nvme-')) return 'nvme';
  if (device.includes('-ata-')) return 'sata';
  return device.includes('-scsi-') ? 'virtio-scsi' : 'virtio';
}
