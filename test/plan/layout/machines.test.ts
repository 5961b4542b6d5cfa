import test from 'ava';
import fc from 'fast-check';
import { diskoValue } from '../../../src/emit/disko.ts';
import { drawLayout } from '../../../src/emit/picture.ts';
import { Answers, type GivenAnswers } from '../../../src/model/answers.ts';
import { PantherError } from '../../../src/model/errors.ts';
import type { Facts } from '../../../src/model/facts.ts';
import { DiskLayout } from '../../../src/model/layout.ts';
import { settleAnswers } from '../../../src/plan/answers.ts';
import { filesystemOf, placesOf } from '../../../src/plan/layout/filesystem.ts';
import { planLayout } from '../../../src/plan/layout/layout.ts';
import { drawing, matched, PROFILES } from './machine.ts';
import { answersAbout, machines, redacted } from './machines.ts';

const cases = machines.chain((facts) => fc.tuple(fc.constant(facts), answersAbout(facts)));
const RUNS = { seed: 2026, numRuns: 1200 };

type Outcome = { answers: Answers } & ReturnType<typeof planLayout>;

/** The plan, or the reason why there is none; anything else that is thrown is a bug. */
function outcome(facts: Facts, given: GivenAnswers, profile: string): Outcome | PantherError {
  try {
    const answers = settleAnswers({
      facts,
      match: matched(profile),
      profiles: PROFILES,
      given: { sshKeys: [`ssh-ed25519 ${'A'.repeat(68)}`], ...given },
      drawUuid: drawing(),
    });
    return { answers, ...planLayout(facts, answers, []) };
  } catch (error) {
    if (error instanceof PantherError) return error;
    throw error;
  }
}

test('any machine and any answers end in a sound layout or in a reason', (t) => {
  let planned = 0;
  let mirrored = 0;
  fc.assert(
    fc.property(cases, fc.constantFrom('yoga', 'server', 'vps'), ([facts, given], profile) => {
      const result = outcome(facts, given, profile);
      if (result instanceof PantherError) {
        t.true(['answer', 'usage'].includes(result.failure), result.message);
        t.true(result.message.length > 10);
        t.false(result.message.includes('\u001b'));
        return;
      }
      planned += 1;
      const { answers, layout, warnings, gaps } = result;
      t.true(Answers.safeParse(answers).success);
      t.true(DiskLayout.safeParse(layout).success);
      const taken = layout.disks.map((disk) => disk.name);
      const left = layout.untouched.map((disk) => disk.name);
      t.deepEqual([...taken, ...left].sort(), facts.disks.map((disk) => disk.name).sort());
      const roled = Object.values(answers.disks).filter((role) => role !== 'untouched');
      t.is(layout.disks.length, 1 + roled.length);
      // Whatever is not taken is named nowhere in what disko is given.
      const emitted = JSON.stringify(diskoValue(layout));
      for (const { name, byPath } of facts.disks) {
        const others = facts.disks.filter((other) => other.name !== name);
        const own = byPath.filter((link) => others.every((other) => !other.byPath.includes(link)));
        if (left.includes(name))
          t.false(
            own.some((link) => emitted.includes(`"${link}"`)),
            name,
          );
      }
      invariants(t, layout);
      if (layout.disks.some(({ role }) => role === 'mirror')) mirrored += 1;
      for (const disk of layout.disks) {
        const total = disk.partitions.reduce((sum, each) => sum + (each.sizeBytes ?? 0), 0);
        t.true(disk.sizeBytes === null || total < disk.sizeBytes);
        const known = facts.disks.find((each) => each.name === disk.name);
        t.is(known?.unfit, null);
      }
      const text = JSON.stringify([
        warnings,
        gaps,
        layout.zram,
        layout.untouched.map((disk) => disk.reason),
        layout.disks.map((disk) => [disk.device, disk.partitions, disk.reason]),
      ]);
      t.false(text.includes('CANARY') || text.includes('reboot'), text);
      t.false(JSON.stringify(diskoValue(layout)).includes('CANARY'));
      t.false(drawLayout(layout, 80).includes('\u001b'));
    }),
    RUNS,
  );
  t.true(planned > 60, `only ${planned} plans`);
  t.true(mirrored > 5, `only ${mirrored} mirrors`);
  t.log(`${planned} plans, ${mirrored} of them mirrored`);
});

/** What holds of every layout, told again in other words than those of the planner's own checks. */
function invariants(t: import('ava').ExecutionContext, layout: DiskLayout): void {
  const copies = layout.disks.filter(({ role }) => role === 'mirror');
  t.true(copies.length <= 1);
  const mounted = Object.values(diskoMounts(layout));
  t.is(new Set(mounted).size, mounted.length);
  for (const needed of ['/', '/nix', '/persist', '/var/log', '/boot']) {
    t.is(mounted.filter((mountpoint) => mountpoint === needed).length, 1, needed);
  }
  t.is(mounted.includes('/boot-fallback'), copies.length === 1);
  for (const disk of layout.disks) {
    const esps = disk.partitions.filter(({ type }) => type === 'EF00').length;
    t.is(esps, disk.role === 'system' || disk.role === 'mirror' ? 1 : 0);
    t.true(disk.partitions.every(({ uuid }) => uuid !== null));
    // Alignment: everything but the rest is whole MiB.
    for (const { size, sizeBytes } of disk.partitions) {
      if (size !== '100%') t.is((sizeBytes ?? 0) % 2 ** 20, 0);
    }
  }
  const rows = (layout.choices ?? []).map(({ row }) => row);
  t.is(rows.includes('D'), copies.length === 1 && (layout.arrays ?? []).length === 0);
  t.is(rows.includes('E'), (layout.arrays ?? []).length > 0);
  for (const { choice, reason } of layout.choices ?? []) {
    t.true(choice.length > 0 && /^[\x20-\x7e]+[.]$/.test(reason), reason);
  }
}

function diskoMounts(layout: DiskLayout): string[] {
  return placesOf(layout).flatMap((place) =>
    place.content?.kind === 'esp'
      ? [place.content.mountpoint]
      : (filesystemOf(place)?.subvolumes ?? []).map(({ mountpoint }) => mountpoint),
  );
}

test('a redacted recording leads to the same plan', (t) => {
  fc.assert(
    fc.property(cases, ([facts, given]) => {
      const clear = outcome(facts, given, 'server');
      if (clear instanceof PantherError) return;
      const blind = outcome(redacted(facts), given, 'server');
      // Only a name that the recording does not hold any more may have to be said again.
      if (blind instanceof PantherError) {
        t.true(JSON.stringify([clear.answers, given]).includes('SERIAL'), blind.message);
        return;
      }
      t.deepEqual(blind, clear);
    }),
    RUNS,
  );
  t.pass();
});

test('settled answers settle again to themselves, without a draw, from either recording', (t) => {
  fc.assert(
    fc.property(cases, ([facts, given]) => {
      const first = outcome(facts, given, 'server');
      if (first instanceof PantherError) return;
      for (const recording of [facts, redacted(facts)]) {
        const again = outcome(recording, first.answers, 'server');
        if (again instanceof PantherError) {
          t.true(first.answers.publicDiskIds && recording !== facts, again.message);
        } else {
          t.deepEqual(again.answers, first.answers);
          t.deepEqual(again.layout, first.layout);
        }
      }
    }),
    RUNS,
  );
  t.pass();
});
