import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readChain } from '../../src/provision/log/chain.ts';
import { vmLayouts } from '../nix/row-scripts.ts';
import { whyNoGuest } from './guest-image.ts';
import { attemptsOf, codesIn, installedRow, runInstaller } from './installer.ts';
import { judgeLayout } from './judge-layout.ts';
import type { GuestDisk } from './qemu.ts';
import { blankDisk, type GuestOutcome } from './run-in-guest.ts';
import { lines, text } from './seen.ts';

const FIRST = '/dev/disk/by-path/pci-0000:00:04.0-nvme-1';
const SECOND = '/dev/disk/by-path/pci-0000:00:05.0-nvme-1';
const STICK = '/dev/disk/by-path/pci-0000:00:1d.0-usb-0:1:1.0-scsi-0:0:0:0';
const SIZE = 12 * 2 ** 30;
const SECRETS = ['correct horse battery staple', 'another secret of theirs'];
const reason = whyNoGuest();

test.serial('each check is tripped by its cause, and what passes them is installed', async (t) => {
  if (reason !== null) {
    if (process.env['PANTHER_REQUIRE_TOOLS'] === '1') t.fail(reason);
    else t.log(`SKIPPED: ${reason}`);
    t.pass();
    return;
  }
  t.timeout(70 * 60_000);
  const folder = mkdtempSync(join(tmpdir(), 'panther-install-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const disk = (name: string, bus: GuestDisk['bus'], path: string): GuestDisk => ({
    file: blankDisk(join(folder, name), SIZE),
    bus,
    path,
  });
  const one = disk('one', 'nvme', FIRST);
  const other = disk('other', 'nvme', SECOND);
  const trips = await runInstaller('trips', [one, other, disk('stick', 'usb', STICK)], '');
  t.log(`${trips.seconds} s for the checks\n${trips.output}`);
  assertEnded(t, trips);
  assertTrips(t, trips);

  const swapped = [
    { ...one, path: SECOND },
    { ...other, path: FIRST },
  ];
  const installed = await runInstaller('install', swapped, text(trips, 'carried'));
  t.log(`${installed.seconds} s for the install\n${installed.output}`);
  assertEnded(t, installed);
  const { swapped: attempt } = attemptsOf(installed);
  t.like(attempt, { failure: 'refused', untouched: true }, attempt?.said);
  t.deepEqual(codesIn(attempt?.said ?? ''), ['disk.identity']);
  t.regex(attempt?.said ?? '', /another disk than was recorded: its serial number/);
  assertGoneOnWith(t, installed);
  assertInstalled(t, installed);
  assertNothingLeaks(t, installed);
});

function assertEnded(t: ExecutionContext, { status, output, console }: GuestOutcome) {
  const last = `${output.slice(-4000)}\n${console.slice(-1500)}`;
  t.is(status, 0, last);
  t.notRegex(output, /^FAILED/m, last);
  t.regex(output, /^== end/m, last);
}

/** Cause → the checks that refuse, and no other. */
const TRIPS: Readonly<Record<string, string[]>> = {
  mounted: ['disk.mounted'],
  swap: ['disk.swap'],
  holder: ['disk.holders'],
  array: ['disk.raid'],
  group: ['disk.lvm'],
  btrfs: ['disk.btrfs'],
  live_medium: ['disk.live-medium'],
  read_only: ['disk.writable'],
  usb: ['disk.fixed'],
};

function assertTrips(t: ExecutionContext, outcome: GuestOutcome) {
  const attempts = attemptsOf(outcome);
  for (const [name, codes] of Object.entries(TRIPS)) {
    const { failure, said, untouched } = attempts[name] ?? {
      failure: '',
      said: '',
      untouched: null,
    };
    t.deepEqual(codesIn(said), codes, `${name}: ${said}`);
    t.is(failure, 'refused', name);
    t.true(untouched, name);
    t.regex(said, /No disk was changed\./, name);
  }
  const others: Record<string, [string, RegExp]> = {
    nothing_in_the_way: ['answer', /nobody is there to agree.*--approve [0-9a-f-]{24}/],
    full_tmpfs: ['missing', /the tmpfs is full/],
    meanwhile: ['refused', /disk\.contents \(main\): It holds nvme0n1: 12 GiB, vfat/],
  };
  for (const [name, [wanted, words]] of Object.entries(others)) {
    const { failure, said, untouched } = attempts[name] ?? {
      failure: '',
      said: '',
      untouched: null,
    };
    t.is(failure, wanted, `${name}: ${said}`);
    t.regex(said, words, name);
    // Somebody else's filesystem came onto it meanwhile, and nothing of ours.
    t.is(untouched, name !== 'meanwhile', name);
  }
  t.is(text(outcome, 'left'), 'filler', 'no passphrase stays where there is no room');
  t.is(text(outcome, 'left-meanwhile'), 'disko.nix', 'no passphrase stays after a refusal');
  t.false(outcome.results.has('wipes'), 'disko was never called to wipe');
}

function assertGoneOnWith(t: ExecutionContext, outcome: GuestOutcome) {
  t.not(text(outcome, 'runs/killed.status'), '0\n');
  t.regex(text(outcome, 'runs/killed'), /^\[4\/8\] disk/m);
  t.is(text(outcome, 'runs/resumed.status'), '0\n', text(outcome, 'runs/resumed'));
  t.regex(text(outcome, 'runs/resumed'), /^\[5\/8\] verify-disk[\s\S]*^\[8\/8\] done/m);
  const [device = '', ...more] = lines(outcome, 'wipes');
  t.deepEqual(more, [], 'one wipe');
  t.regex(device, /^\/dev\/disk\/by-id\/.*panther-disk-1/, 'by the name of the very disk');
  t.is(readChain(text(outcome, 'log-medium')).brokenAt, null);
  t.is(text(outcome, 'log-target'), text(outcome, 'log-medium'));
}

function assertInstalled(t: ExecutionContext, outcome: GuestOutcome) {
  // What disko was given in the guest is what the recorded script was made of, the memory of a key aside.
  const plain = (nix: string) =>
    nix.replace(/(--pbkdf-memory"\s+")[0-9]+/, '$1').replace(/^ *#.*\n/gm, '');
  const planned = vmLayouts().find(({ row }) => row === 'install')?.disko ?? '';
  t.is(plain(text(outcome, 'disko.nix')), plain(planned));
  judgeLayout(t, installedRow().layout, outcome);
  const files = lines(outcome, 'persist');
  for (const path of ['hashing-key', 'captures/os.json', 'installs/os.jsonl'])
    t.true(files.includes(`600 secrets/panther-discover/${path}`), path);
  t.true(files.includes('600 secrets/passwords/panther'));
  t.true(files.some((line) => line.endsWith(' pantheros/hosts/os/answers.yaml')));
  t.regex(text(outcome, 'password-hash'), /^\$y\$/);
  const calls = lines(outcome, 'calls').map((line) => JSON.parse(line) as string[]);
  t.deepEqual(
    calls.filter(([name]) => name === 'nixos-install'),
    [
      [
        ...['nixos-install', '--root', '/mnt', '--flake', '/mnt/persist/pantheros#os'],
        ...['--no-root-passwd', '--no-channel-copy'],
      ],
    ],
  );
}

function assertNothingLeaks(t: ExecutionContext, outcome: GuestOutcome) {
  t.is(text(outcome, 'seen-in-proc'), '', 'no command line and no environment shows a secret');
  t.is(text(outcome, 'left-in-files'), '', 'no file holds one');
  for (const [name, content] of outcome.results)
    for (const secret of SECRETS) t.false(content.includes(secret), name);
}
