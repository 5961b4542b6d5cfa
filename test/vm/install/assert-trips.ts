import type { ExecutionContext } from 'ava';
import { type Attempt, attemptsOf, codesIn } from '../installer.ts';
import type { GuestOutcome } from '../run-in-guest.ts';
import { text } from '../seen.ts';

/** Cause → the checks that refuse, and no other. */
const TRIPS: Readonly<Record<string, string[]>> = {
  mounted: ['disk.mounted'],
  swap: ['disk.swap'],
  holder: ['disk.holders'],
  array: ['disk.raid'],
  group: ['disk.lvm'],
  btrfs: ['disk.btrfs'],
  twin: ['disk.names'],
  mapper: ['disk.names'],
  live_medium: ['disk.live-medium'],
  read_only: ['disk.writable'],
  usb: ['disk.fixed'],
};

/** How an attempt ends, and what it says, where no check of a disk refuses. */
const OTHERS: Readonly<Record<string, [string, RegExp]>> = {
  nothing_in_the_way: ['answer', /nobody is there to agree.*--approve [0-9a-f-]{24}/],
  occupied: ['refused', /something is mounted at \/mnt already/],
  full_tmpfs: ['missing', /the tmpfs is full/],
  meanwhile: ['refused', /disk\.contents \(main\): It holds nvme0n1: 12 GiB, vfat/],
};
const NONE: Attempt = { failure: '', said: '', untouched: false };

/** Each attempt was refused by name, and the disk was left as it was. */
export function assertTrips(t: ExecutionContext, outcome: GuestOutcome): void {
  const attempts = attemptsOf(outcome);
  for (const [name, codes] of Object.entries(TRIPS)) {
    const { failure, said, untouched } = attempts[name] ?? NONE;
    t.deepEqual(codesIn(said), codes, `${name}: ${said}`);
    t.is(failure, 'refused', name);
    t.true(untouched, name);
    t.regex(said, /No disk was changed\./, name);
  }
  for (const [name, [wanted, words]] of Object.entries(OTHERS)) {
    const { failure, said, untouched } = attempts[name] ?? NONE;
    t.is(failure, wanted, `${name}: ${said}`);
    t.regex(said, words, name);
    // Somebody else's filesystem came onto it meanwhile, and nothing of ours.
    t.is(untouched, name !== 'meanwhile', name);
  }
  t.is(text(outcome, 'left'), 'filler', 'no passphrase stays where there is no room');
  t.is(text(outcome, 'left-meanwhile'), 'disko.nix', 'no passphrase stays after a refusal');
  t.false(outcome.results.has('wipes'), 'disko was never called to wipe');
}
