import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readChain } from '../../src/provision/log/chain.ts';
import { whyNoGuest } from './guest-image.ts';
import { attemptOf, codesIn, installedRow, runInstaller } from './installer.ts';
import { judgeLayout } from './judge-layout.ts';
import type { GuestDisk } from './qemu.ts';
import { blankDisk, type GuestOutcome } from './run-in-guest.ts';
import { lines, text } from './seen.ts';

const PATHS = [
  '/dev/disk/by-path/pci-0000:00:04.0-nvme-1',
  '/dev/disk/by-path/pci-0000:00:05.0-nvme-1',
];
const SIZE = 12 * 2 ** 30;
const reason = whyNoGuest();

test.serial('an install, from its checks to a machine that could start', async (t) => {
  if (reason !== null) {
    if (process.env['PANTHER_REQUIRE_TOOLS'] === '1') t.fail(reason);
    else t.log(`SKIPPED: ${reason}`);
    t.pass();
    return;
  }
  t.timeout(60 * 60_000);
  const folder = mkdtempSync(join(tmpdir(), 'panther-install-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const [one, other] = ['one', 'other'].map((name) => blankDisk(join(folder, name), SIZE));
  if (one === undefined || other === undefined) throw new Error('there are two disks');
  const at = (file: string, path: string | undefined): GuestDisk => ({ file, bus: 'nvme', path });
  const stick: GuestDisk = { file: blankDisk(join(folder, 'stick'), SIZE), bus: 'usb' };

  const trips = await runInstaller('trips', [at(one, PATHS[0]), at(other, PATHS[1]), stick], '');
  t.log(`${trips.seconds} s for the checks`);
  assertEnded(t, trips);
  assertTrips(t, trips);

  const carried = text(trips, 'carried');
  const swapped = [at(one, PATHS[1]), at(other, PATHS[0])];
  const installed = await runInstaller('install', swapped, carried);
  t.log(`${installed.seconds} s for the installs`);
  assertEnded(t, installed);
  assertSwapped(t, installed);
  assertKilled(t, installed);
  assertInstalled(t, installed);
  assertDialogue(t, installed);
  assertNothingLeaks(t, installed);
});

function assertEnded(t: ExecutionContext, { status, output, console }: GuestOutcome) {
  const last = `${output.slice(-4000)}\n${console.slice(-1500)}`;
  t.is(status, 0, last);
  t.notRegex(output, /^FAILED/m, last);
  t.regex(output, /^== end/m, last);
}

/** Cause → the checks that refuse, and no other; the exit code is 4 and the disk was not written to. */
const TRIPS: Readonly<Record<string, string[]>> = {
  mounted: ['disk.mounted'],
  swap: ['disk.swap'],
  holder: ['disk.holders'],
  array: ['disk.raid'],
  group: ['disk.lvm'],
  btrfs: ['disk.btrfs'],
  'live-medium': ['disk.live-medium'],
  'read-only': ['disk.writable'],
  edited: ['plan.as-written'],
  usb: ['disk.fixed'],
};

function assertTrips(t: ExecutionContext, outcome: GuestOutcome) {
  for (const [name, codes] of Object.entries(TRIPS)) {
    const { status, said, disk } = attemptOf(outcome, name);
    t.deepEqual(codesIn(said), codes, `${name}: ${said}`);
    t.is(status, 4, name);
    t.is(disk, 'untouched', name);
    t.regex(said, /No disk was changed\./, name);
  }
  const others: Record<string, [number, RegExp]> = {
    'nothing-in-the-way': [3, /nobody is there to agree.*--approve [0-9a-f-]{24}/],
    'not-approved': [3, /nobody is there to agree/],
    'other-digest': [4, /what was approved is not what is here/],
    'no-token': [4, /panther\.install=os on the kernel's command line/],
    'no-passphrase': [3, /give --passphrase-fd N/],
    'full-tmpfs': [5, /the tmpfs is full/],
    meanwhile: [4, /disk\.contents \(main\): It holds nvme0n1: 12 GiB, vfat/],
    'no-lock': [1, /unable to download: no network/],
    'usb-named': [3, /nobody is there to agree/],
  };
  for (const [name, [code, words]] of Object.entries(others)) {
    const { status, said, disk } = attemptOf(outcome, name);
    t.is(status, code, `${name}: ${said}`);
    t.regex(said, words, name);
    // Somebody else's filesystem came onto it meanwhile, and nothing of ours.
    if (name !== 'meanwhile') t.is(disk, 'untouched', name);
  }
  t.regex(text(outcome, 'left-in-tmpfs'), /^filler\n(disko\.nix\n)?$/, 'no passphrase stays');
  t.false(outcome.results.has('wipes'), 'disko was never called to wipe');
}

function assertSwapped(t: ExecutionContext, outcome: GuestOutcome) {
  const { status, said, disk } = attemptOf(outcome, 'swapped');
  t.deepEqual(codesIn(said), ['disk.identity'], said);
  t.regex(said, /another disk than was recorded: its serial number/);
  t.is(status, 4);
  t.is(disk, 'untouched');
}

/** Killed after every step, it goes on after the last that came to its end, and wipes once an approval. */
function assertKilled(t: ExecutionContext, outcome: GuestOutcome) {
  const steps = ['preflight', 'approve', 'secrets', 'wiping', 'disk', 'verify-disk', 'install'];
  for (const name of [...steps, 'verify-system'])
    t.is(attemptOf(outcome, name).status, 137, `${name}: ${attemptOf(outcome, name).said}`);
  t.is(text(outcome, 'before-the-wipe'), 'untouched\n');
  const refused: Record<string, [number, RegExp]> = {
    'still-running': [4, /disko of the run before still runs \(process \d+\)/],
    'old-digest': [4, /what was approved is not what is here/],
    'wrong-passphrase': [1, /os-crypt: does not open with the passphrase as it is typed/],
    'no-loader': [1, /There is no boot loader on \/boot/],
  };
  for (const [name, [code, words]] of Object.entries(refused)) {
    const { status, said, disk } = attemptOf(outcome, name);
    t.is(status, code, `${name}: ${said}`);
    t.regex(said, words, name);
    if (/still|old/.test(name)) t.is(disk, 'untouched', name);
  }
  t.regex(attemptOf(outcome, 'wrong-passphrase').said, /The disk is formatted and empty/);
  const interrupted = attemptOf(outcome, 'interrupted');
  t.is(interrupted.status, 130, interrupted.said);
  t.regex(interrupted.said, /The disk is partly formatted: nothing of what was on it is left/);
  t.is(text(outcome, 'still-there'), '', 'disko ended with it');
  t.is(outcome.results.get('runs/interrupted.left')?.includes('disk.key'), false);
  // One that was cut off, one that was interrupted, one that came to its end; none after that.
  t.is(text(outcome, 'wipes-meanwhile'), '3 3\n');
  for (const name of ['done', 'done-again']) t.is(attemptOf(outcome, name).status, 0, name);
  const devices = new Set(lines(outcome, 'wipes'));
  t.is(devices.size, 1);
  t.regex([...devices][0] ?? '', /^\/dev\/disk\/by-id\/.*panther-disk-1/);
  for (const log of ['log-medium', 'log-target'])
    t.is(readChain(text(outcome, log)).brokenAt, null);
  t.is(text(outcome, 'log-target'), text(outcome, 'log-medium'));
}

function assertInstalled(t: ExecutionContext, outcome: GuestOutcome) {
  judgeLayout(t, installedRow().layout, outcome);
  const files = lines(outcome, 'persist');
  const modeOf = (path: string) => files.find((line) => line.endsWith(` ./${path}`))?.split(' ')[0];
  t.is(modeOf('secrets/panther-discover/hashing-key'), '600');
  t.is(modeOf('secrets/panther-discover/captures/os.json'), '600');
  t.is(modeOf('secrets/panther-discover/installs/os.jsonl'), '600');
  t.is(modeOf('secrets/passwords/panther'), '600');
  for (const path of ['flake.nix', 'hosts/os/answers.yaml', 'hardware-discovery/os/capture.json'])
    t.truthy(modeOf(`pantheros/${path}`), path);
  t.regex(text(outcome, 'password-hash'), /^\$y\$/);
  const calls = lines(outcome, 'calls').map((line) => JSON.parse(line) as string[]);
  const installs = calls.filter(([name]) => name === 'nixos-install');
  t.true(installs.length > 0);
  for (const call of installs)
    t.deepEqual(call, [
      ...['nixos-install', '--root', '/mnt', '--flake', '/mnt/persist/pantheros#os'],
      ...['--no-root-passwd', '--no-channel-copy'],
    ]);
  // Nothing else of disko, and the flag against its question only where our checks came before.
  for (const call of calls.filter(([name]) => name === 'disko'))
    t.is(call[call.indexOf('--mode') + 1], 'destroy,format,mount');
}

/** What a person read on the screen. */
function assertDialogue(t: ExecutionContext, outcome: GuestOutcome) {
  const screen = (name: string) => text(outcome, `screens/${name}`);
  t.regex(
    screen('wrong-names'),
    /That is not it\.[\s\S]*it was not confirmed; no disk was touched/,
  );
  t.regex(screen('wrong-names'), /ended with 4/);
  t.regex(screen('ctrl-c'), /interrupted[\s\S]*No disk was changed[\s\S]*ended with 130/);
  t.is(text(outcome, 'before-the-dialogue'), 'untouched\n');
  t.regex(screen('approval'), /ALL OF THIS WILL BE LOST\n\s+nvme0n1p1 {2}1 GiB, vfat/);
  t.regex(screen('approval'), /nvme0n1p2 {2}.*crypto_LUKS, whose contents cannot be looked at/);
  t.regex(screen('recovery-key'), /kept nowhere\.\s+cbdefghi-jklnrtuv-/);
  const whole = screen('whole');
  t.notRegex(whole, /cbdefghi-jklnrtuv/, 'the recovery key is gone from the screen');
  t.regex(whole, /\[8\/8\] done/);
  t.regex(
    whole,
    /os is installed and verified\. What comes next:\s+umount --recursive \/mnt && reboot/,
  );
  t.regex(whole, /ended with 0/);
}

function assertNothingLeaks(t: ExecutionContext, outcome: GuestOutcome) {
  t.is(text(outcome, 'seen-in-proc'), '', 'no command line and no environment shows a secret');
  t.is(text(outcome, 'left-in-files'), '', 'no file holds one');
  for (const [name, content] of outcome.results)
    for (const secret of ['correct horse battery staple', 'another secret of theirs'])
      t.false(content.includes(secret), name);
}
