import { isOneUnit } from '../../model/disk-unit.ts';
import { shownBytes } from '../../model/display.ts';
import type { PlannedDisk } from '../../model/layout.ts';
import { type Check, type CheckInput, held, passed, type Target } from './check.ts';

const MEBIBYTE = 2 ** 20;
/** GPT keeps one MiB at either end. */
const TABLES_BYTES = 2 * MEBIBYTE;

/** Whether a disk is there, and of a kind that may be written. */
export function diskChecks(input: CheckInput, target: Target, all: readonly Target[]): Check[] {
  const { planned, live } = target;
  return [
    presentCheck(target),
    distinctCheck(target, all),
    ...(live === null
      ? []
      : [
          sizeCheck(planned, live.sizeBytes),
          writableCheck(target),
          fixedCheck(input, target),
          liveMediumCheck(target),
        ]),
  ];
}

function presentCheck({ planned, live }: Target): Check {
  const code = 'disk.present';
  if (live !== null) return passed(code, planned.key, `${planned.device} is ${live.name}.`);
  return held(
    'fail',
    code,
    planned.key,
    `${planned.device} leads to no disk of this machine.`,
    'Look at lsblk and ls -l /dev/disk/by-path: plug the disk in where it was, or record and plan anew: panther-discover --host HOST.',
  );
}

function distinctCheck({ planned, live }: Target, all: readonly Target[]): Check {
  const code = 'disk.distinct';
  const others = all.filter((other) => other.planned !== planned);
  const isSame = (other: Target) =>
    live !== null &&
    other.live !== null &&
    (other.live.name === live.name || isOneUnit(other.live, live));
  const twin = others.find(isSame);
  if (twin === undefined) return passed(code, planned.key, 'No other part of the plan takes it.');
  const ways =
    twin.live?.name === live?.name ? '' : ` (${live?.name} and ${twin.live?.name} are ways to it)`;
  return held(
    'fail',
    code,
    planned.key,
    `${planned.key} and ${twin.planned.key} of the plan are one disk${ways}.`,
    'Change the answers disk and disks of the host and plan anew.',
  );
}

function sizeCheck(planned: PlannedDisk, sizeBytes: number | null): Check {
  const code = 'disk.size';
  const sizes = planned.partitions.map((partition) =>
    partition.size === '100%' ? 0 : bytesOf(partition.size),
  );
  const needed = sizes.reduce((sum, bytes) => sum + bytes, TABLES_BYTES);
  const remedy =
    'Take a larger disk, or plan smaller partitions (layout.espSize, layout.swapSize).';
  if (sizeBytes === null) {
    return held('unknown', code, planned.key, 'The disk does not tell its size.', remedy);
  }
  const evidence = `It has ${shownBytes(sizeBytes)}; the plan takes ${shownBytes(needed)} of it and the rest.`;
  // What takes the rest must get something.
  return sizeBytes > needed + 1024 * MEBIBYTE
    ? passed(code, planned.key, evidence)
    : held('fail', code, planned.key, evidence, remedy);
}

function bytesOf(size: string): number {
  const unit = { K: 10, M: 20, G: 30, T: 40 }[size.at(-1) ?? ''] ?? 0;
  return Number.parseInt(size, 10) * 2 ** unit;
}

function writableCheck({ planned, live, block }: Target): Check {
  const code = 'disk.writable';
  const remedy =
    'Look for a write-protect switch or a failing disk (dmesg); blockdev --getro tells what the kernel thinks.';
  const told = [live?.readOnly, block?.readOnly].filter((flag) => typeof flag === 'boolean');
  if (told.includes(true)) {
    return held('fail', code, planned.key, 'The kernel says that it can only be read.', remedy);
  }
  if (told.length === 0) {
    return held('unknown', code, planned.key, 'Whether it can be written was not told.', remedy);
  }
  return passed(code, planned.key, 'It can be written.');
}

function fixedCheck({ removable }: CheckInput, { planned, live }: Target): Check {
  const code = 'disk.fixed';
  const isGuest = live?.removable === true || live?.transport === 'usb';
  if (!isGuest) return passed(code, planned.key, 'It is built in.');
  const what = live?.transport === 'usb' ? 'It hangs on USB.' : 'It is a removable medium.';
  if (removable.includes(planned.device)) {
    return passed(code, planned.key, `${what} That device was named with --removable.`);
  }
  return held(
    'fail',
    code,
    planned.key,
    what,
    `If it shall carry the system, say so by its name: --removable ${planned.device}.`,
  );
}

function liveMediumCheck({ planned, live }: Target): Check {
  const code = 'disk.live-medium';
  const remedy = 'Never install onto what the running system came from: take another disk.';
  if (live?.liveMedium === true) {
    const evidence = 'The live system that runs came from it, or it holds the image of one.';
    return held('fail', code, planned.key, evidence, remedy);
  }
  if (live?.liveMedium !== false) {
    const evidence = 'Whether the live system came from it was not told.';
    return held('unknown', code, planned.key, evidence, remedy);
  }
  return passed(code, planned.key, 'The live system that runs did not come from it.');
}
