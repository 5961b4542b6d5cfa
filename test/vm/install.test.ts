import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { whyNoGuest } from './guest-image.ts';
import { assertFormatted, assertResumed, assertStrange } from './install/assert-install.ts';
import { assertTrips } from './install/assert-trips.ts';
import { type InstallerScript, runInstaller } from './installer.ts';
import type { GuestDisk } from './qemu.ts';
import { blankDisk, type GuestOutcome } from './run-in-guest.ts';
import { text } from './seen.ts';

const FIRST = '/dev/disk/by-path/pci-0000:00:04.0-nvme-1';
const SECOND = '/dev/disk/by-path/pci-0000:00:05.0-nvme-1';
const STICK = '/dev/disk/by-path/pci-0000:00:1d.0-usb-0:1:1.0-scsi-0:0:0:0';
const SIZE = 12 * 2 ** 30;
const reason = whyNoGuest();

type BlankDisk = (name: string, bus: GuestDisk['bus'], path: string) => GuestDisk;

function inGuests(name: string, body: (t: ExecutionContext, disk: BlankDisk) => Promise<void>) {
  test(name, async (t) => {
    if (reason !== null) {
      if (process.env['PANTHER_REQUIRE_TOOLS'] === '1') t.fail(reason);
      else t.log(`SKIPPED: ${reason}`);
      t.pass();
      return;
    }
    t.timeout(70 * 60_000);
    const folder = mkdtempSync(join(tmpdir(), 'panther-install-'));
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    await body(t, (file, bus, path) => ({ file: blankDisk(join(folder, file), SIZE), bus, path }));
  });
}

/** Runs a script of test/vm/install to its end. */
async function guest(
  t: ExecutionContext,
  name: InstallerScript,
  disks: readonly GuestDisk[],
  carried?: string,
): Promise<GuestOutcome> {
  const outcome = await runInstaller(name, disks, carried);
  const { status, output, console } = outcome;
  t.log(`${name}: ${outcome.seconds} s\n${output}`);
  const last = `${output.slice(-4000)}\n${console.slice(-1500)}`;
  t.is(status, 0, last);
  t.notRegex(output, /^FAILED/m, last);
  t.regex(output, /^== end/m, last);
  return outcome;
}

inGuests('an install is killed at each step, and goes on to its end', async (t, disk) => {
  const one = disk('one', 'nvme', FIRST);
  const other = disk('other', 'nvme', SECOND);
  const asRecorded = [one, other];
  const swapped = [
    { ...one, path: SECOND },
    { ...other, path: FIRST },
  ];
  const recorded = await guest(t, 'record', asRecorded);
  const formatted = await guest(t, 'install', swapped, text(recorded, 'carried'));
  assertFormatted(t, formatted);
  const carried = text(formatted, 'carried');
  assertStrange(t, await guest(t, 'strange', asRecorded, carried));
  assertResumed(t, await guest(t, 'resume', swapped, carried), formatted);
});

inGuests('each check is tripped by its cause, and leaves the disk as it was', async (t, disk) => {
  const disks = [disk('one', 'nvme', FIRST), disk('other', 'nvme', SECOND)];
  assertTrips(t, await guest(t, 'trips', [...disks, disk('stick', 'usb', STICK)]));
});
