import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { judgeDisk } from '../../src/provision/install/judge-disk.ts';
import { departures } from './departures.ts';
import { whyNoGuest } from './guest-image.ts';
import { judgeLayout } from './judge-layout.ts';
import { filesystems } from './planned.ts';
import type { GuestDisk } from './qemu.ts';
import { type Row, readRow } from './rows.ts';
import type { GuestOutcome } from './run-in-guest.ts';
import { blockDevices, diskSeen, lines, sums, text } from './seen.ts';
import { blankDisks, neighbourOf, tryDegraded, tryLayout } from './try-layout.ts';

const ROWS = (process.env['PANTHER_VM_ROWS'] ?? 'D E C F A G I M N').split(' ');
/** Formatted a second time: one of each kind, with and without LUKS, mirrors and swap. */
const TWICE = ['C', 'D', 'E', 'G'];
/** Beside a disk that nobody may touch: once on each bus. */
const BESIDE = ['C', 'F', 'G', 'N'];
/** On disks that read and write 4096 bytes at a time, and nothing smaller. */
const WIDE = ['M'];
const reason = whyNoGuest();

function skip(t: ExecutionContext, why: string) {
  if (process.env['PANTHER_REQUIRE_TOOLS'] === '1') t.fail(why);
  else t.log(`SKIPPED: ${why}`);
  t.pass();
}

for (const name of ROWS)
  test(`row ${name} on virtual disks is what was planned, and outlives a reset`, async (t) => {
    if (reason !== null) return skip(t, reason);
    const row = readRow(name);
    if (row === null) return skip(t, `row ${name} is not recorded (npm run vm-rows)`);
    t.timeout(70 * 60_000);
    const folder = mkdtempSync(join(tmpdir(), 'panther-disks-'));
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    let { disks, neighbour, outcome } = await tryOnBlankDisks(name, row, folder);
    if (outcome.lostUdevd) {
      t.log(`the guest's udevd died after ${outcome.seconds} s; tried once more, on new disks`);
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      ({ disks, neighbour, outcome } = await tryOnBlankDisks(name, row, folder));
    }
    t.log(`${outcome.seconds} s`);
    assertNoComplaint(t, outcome);
    if (neighbour !== null)
      t.is(
        `${sha256(neighbour.file)}  -\n`,
        text(outcome, 'neighbour'),
        'the other disk has every byte that it had',
      );
    judgeLayout(t, row.layout, outcome);
    t.deepEqual(judgeDisk(row.layout, diskSeen(row.layout, outcome), '/mnt'), [], 'as installed');
    for (const [what, changed] of departures(row.layout)) {
      const attempt = await t.try((inner) => judgeLayout(inner, changed, outcome));
      attempt.discard();
      t.false(attempt.passed, `the judgement does not see: ${what}`);
    }
    if (TWICE.includes(name)) assertFormattingAgainChangesNothing(t, outcome);
    assertClosed(t, outcome);
    assertReset(t, row, outcome);
    if (disks.length > 1) await assertSurvivesLoss(t, row, disks, outcome);
  });

async function tryOnBlankDisks(name: string, row: Row, folder: string) {
  const disks = blankDisks(row, folder, WIDE.includes(name) ? 4096 : 512);
  const neighbour = BESIDE.includes(name) ? neighbourOf(disks, folder) : null;
  const outcome = await tryLayout(row, { disks, twice: TWICE.includes(name), neighbour });
  return { disks, neighbour, outcome };
}

function assertNoComplaint(t: ExecutionContext, { status, output, console }: GuestOutcome) {
  const last = `${output.slice(-3000)}\n${console.slice(-1500)}`;
  t.is(status, 0, last);
  t.notRegex(output, /^FAILED/m, last);
  t.regex(output, /^== end/m, last);
}

function assertFormattingAgainChangesNothing(t: ExecutionContext, outcome: GuestOutcome) {
  const names = [...outcome.results.keys()].filter((name) => name.startsWith('again/'));
  t.true(names.length >= 4);
  for (const name of names.filter((found) => !found.endsWith('lsblk.json')))
    t.is(text(outcome, name), text(outcome, name.replace('again/', 'formatted/')), name);
  t.deepEqual(sums(outcome, 'sums-again'), sums(outcome, 'sums-before'));
}

function assertClosed(t: ExecutionContext, outcome: GuestOutcome) {
  const types = new Set(blockDevices(outcome, 'closed.json').map(({ type }) => type));
  t.false(types.has('crypt'));
  t.false(types.has('raid1'));
}

/** @root is as new, and everything else has each file that it had, where it is mounted. */
function assertReset(t: ExecutionContext, { layout }: Row, outcome: GuestOutcome) {
  t.regex(
    text(outcome, 'reset'),
    /^reset\tnew root from @root-blank; the used one is @old-roots\//,
  );
  t.is(text(outcome, 'not-empty'), '', 'neither the root nor the blank snapshot holds anything');
  t.regex(text(outcome, 'blank'), /^ro=true\n.*Read-only file system/);
  const before = sums(outcome, 'sums-before');
  const ofRoot = ['/mnt/used', '/mnt/deep/down/data'];
  const subvolumes = filesystems(layout).flatMap(({ content }) => content.subvolumes);
  for (const { mountpoint } of subvolumes)
    t.truthy(before[`/mnt${mountpoint}/used`.replace('//', '/')], mountpoint);
  const kept = Object.entries(before).filter(([path]) => !ofRoot.includes(path));
  t.deepEqual(sums(outcome, 'sums-after'), Object.fromEntries(kept));
  const aside = lines(outcome, 'files').filter((path) => path.startsWith('./@old-roots/'));
  t.is(aside.length, ofRoot.length, 'the used root is kept aside');
}

/** With the first disk gone, the other one alone still has every file and a boot partition. */
async function assertSurvivesLoss(
  t: ExecutionContext,
  row: Row,
  [, ...left]: readonly GuestDisk[],
  before: GuestOutcome,
) {
  const outcome = await tryDegraded(row, left);
  t.log(`${outcome.seconds} s with one disk`);
  assertNoComplaint(t, outcome);
  const found = Object.values(sums(outcome, 'sums'));
  const subvolumes = filesystems(row.layout).flatMap(({ content }) => content.subvolumes);
  const kept = Object.entries(sums(before, 'sums-after')).filter(([path]) => !/loader$/.test(path));
  t.true(kept.length >= 2 * (subvolumes.length - 1));
  for (const [path, sum] of kept) t.true(found.includes(sum), path);
  t.deepEqual(lines(outcome, 'boot'), ['/boot-fallback loader']);
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
