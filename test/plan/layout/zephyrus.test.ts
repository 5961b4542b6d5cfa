import test from 'ava';
import type { Facts } from '../../../src/model/facts.ts';
import type { Disk } from '../../../src/model/hardware.ts';
import { settleAnswers } from '../../../src/plan/answers.ts';
import { planLayout } from '../../../src/plan/layout/layout.ts';
import { disk, drawing, machine, matched, PROFILES } from './machine.ts';

/*
 * A machine of two NVMe disks that one btrfs filesystem lies on, and whose kernel names were swapped
 * between two boots: the controllers answer in an order of their own.
 */
const large = '/dev/disk/by-path/pci-0000:02:00.0-nvme-1';
const small = '/dev/disk/by-path/pci-0000:03:00.0-nvme-1';

function boot(nameOfLarge: string, nameOfSmall: string): Facts {
  const held = (other: string, partition: string) => ({
    partition,
    type: 'btrfs',
    identity: 'h:0123456789ab',
    mounts: ['/', '/home'],
    alsoOn: [other],
  });
  const disks: Disk[] = [
    disk(nameOfLarge, {
      model: 'Large disk',
      sizeBytes: 2_000_398_934_016,
      controller: '0000:02:00.0',
      byPath: [large],
      holds: [held(nameOfSmall, '2')],
    }),
    disk(nameOfSmall, {
      model: 'Small disk',
      sizeBytes: 1_024_209_543_168,
      controller: '0000:03:00.0',
      byPath: [small],
      holds: [held(nameOfLarge, '1')],
    }),
  ];
  return machine({ disks: disks.sort((a, b) => (a.name < b.name ? -1 : 1)) });
}

const BOOTS = [boot('nvme0n1', 'nvme1n1'), boot('nvme1n1', 'nvme0n1')] as const;

function settled(facts: Facts, answer: string) {
  return settleAnswers({
    facts,
    match: matched('zephyrus'),
    profiles: PROFILES,
    given: { disk: answer },
    drawUuid: drawing(),
  });
}

for (const answer of [large, 'Large disk']) {
  test(`the answer "${answer}" means the same disk after each boot`, (t) => {
    const [first, second] = BOOTS.map((facts) => settled(facts, answer));
    t.is(first?.disk, large);
    t.deepEqual(first, second);
  });
}

test('a kernel name is kept as the link of the disk that has it now', (t) => {
  t.is(settled(BOOTS[0], 'nvme0n1').disk, large);
  t.is(settled(BOOTS[1], 'nvme0n1').disk, small);
});

test('answers of one boot plan the same disk at the other, and leave the other one alone', (t) => {
  const answers = settled(BOOTS[0], 'nvme0n1');
  const plans = BOOTS.map((facts) => planLayout(facts, answers, []));
  const disko = plans.map(({ layout }) =>
    layout.disks.map(({ name: _name, ...emitted }) => emitted),
  );
  t.deepEqual(disko[0], disko[1]);
  t.is(disko[0]?.[0]?.device, large);
  t.deepEqual(
    plans.map(({ layout }) => [layout.disks[0]?.name, layout.untouched[0]?.name]),
    [
      ['nvme0n1', 'nvme1n1'],
      ['nvme1n1', 'nvme0n1'],
    ],
  );
});

test('that wiping one destroys what is on the other is said first, by both names', (t) => {
  for (const facts of BOOTS) {
    const { layout, warnings } = planLayout(facts, settled(facts, large), []);
    t.is(warnings[0]?.code, 'layout.shared-filesystem');
    t.regex(warnings[0]?.text ?? '', /one btrfs filesystem together/);
    const [loss] = layout.losses;
    t.is(layout.losses.length, 1);
    t.is(loss?.disk, layout.disks[0]?.name);
    t.deepEqual(loss?.alsoOn, [layout.untouched[0]?.name]);
  }
});
