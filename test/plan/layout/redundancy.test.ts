import test, { type ExecutionContext } from 'ava';
import type { GivenAnswers } from '../../../src/model/answers.ts';
import { PantherError } from '../../../src/model/errors.ts';
import type { Facts } from '../../../src/model/facts.ts';
import type { DiskLayout } from '../../../src/model/layout.ts';
import { settleAnswers } from '../../../src/plan/answers.ts';
import { planLayout } from '../../../src/plan/layout/layout.ts';
import { disk, drawing, machine, matched, PROFILES } from './machine.ts';

const first = '/dev/disk/by-path/pci-0000:01:00.0-nvme-1';
const second = '/dev/disk/by-path/pci-0000:02:00.0-nvme-1';
const twins = machine({ disks: [disk('nvme0n1'), disk('nvme1n1')] });

function plan(facts: Facts, given: GivenAnswers, profile = 'workstation') {
  const answers = settleAnswers({
    facts,
    match: matched(profile),
    profiles: PROFILES,
    given: { sshKeys: [`ssh-ed25519 ${'A'.repeat(68)}`], encryption: 'luks', ...given },
    drawUuid: drawing(),
  });
  return { answers, ...planLayout(facts, answers, []) };
}

function fails(t: ExecutionContext, run: () => unknown, kind: 'answer' | 'usage'): string {
  const error = t.throws(run, { instanceOf: PantherError });
  t.is(error?.failure, kind);
  return error?.message ?? '';
}

function codes({ warnings }: { warnings: { code: string }[] }): string[] {
  return warnings.map(({ code }) => code);
}

function contents(layout: DiskLayout, role: string): (string | undefined)[] {
  const found = layout.disks.find((each) => each.role === role);
  return (found?.partitions ?? []).map(({ content }) => content?.kind);
}

test('two disks of one size are asked about, and mirroring is among the choices', (t) => {
  const near = fails(t, () => plan(twins, {}), 'answer');
  for (const link of [first, second]) t.true(near.includes(`--set disk=${link}`));
  t.true(near.indexOf('redundancy=raid1') < near.indexOf('redundancy=md'));
  const remote = fails(t, () => plan(twins, {}, 'server'), 'answer');
  t.true(remote.indexOf('redundancy=md') < remote.indexOf('redundancy=raid1'));
});

test('two disks of different sizes are never offered as a mirror', (t) => {
  const facts = machine({ disks: [disk('nvme0n1'), disk('nvme1n1', { sizeBytes: 2e12 })] });
  t.false(fails(t, () => plan(facts, {}), 'answer').includes('redundancy'));
  const message = fails(
    t,
    () => plan(facts, { disk: 'nvme0n1', layout: { redundancy: 'raid1' } }),
    'answer',
  );
  t.true(message.includes('no further disk has the size of the system disk'));
  t.true(message.includes(`--set disks.${second}=mirror`));
});

test('two ways to one drive are never offered as a mirror of each other', (t) => {
  const unit = { serial: 'h:0123456789ab', wwid: 'naa.h:0123456789ab' };
  const ways = machine({ disks: [disk('nvme0n1', unit), disk('nvme1n1', unit)] });
  t.false(fails(t, () => plan(ways, {}), 'answer').includes('redundancy'));
  const zeroed = { wwid: 'eui.0000000000000000' };
  const two = [disk('nvme0n1', { ...zeroed, serial: '1' }), disk('nvme1n1', zeroed)];
  t.true(fails(t, () => plan(machine({ disks: two }), {}), 'answer').includes('redundancy'));
});

test('raid1: a filesystem over two containers, an ESP and swap on both', (t) => {
  const { answers, layout, warnings } = plan(twins, { layout: { redundancy: 'raid1' } });
  t.is(answers.disk, first);
  t.deepEqual(answers.disks, { [second]: 'mirror' });
  t.deepEqual(contents(layout, 'system'), ['esp', 'swap', 'luks']);
  t.deepEqual(contents(layout, 'mirror'), ['esp', 'swap', 'luks-member']);
  t.deepEqual(layout.reset.waitFor, ['/dev/mapper/workstation-copy']);
  t.deepEqual(codes({ warnings }), ['layout.mirror-degraded']);
  t.deepEqual(layout.untouched, []);
  t.true(layout.choices?.some(({ row }) => row === 'D'));
  const uuids = layout.disks.flatMap(({ partitions }) => partitions.map(({ uuid }) => uuid));
  t.is(new Set(uuids).size, 6);
});

test('md: arrays for root and swap, and one container above', (t) => {
  const { layout, warnings } = plan(twins, { layout: { redundancy: 'md' } }, 'server');
  t.deepEqual(contents(layout, 'mirror'), ['esp', 'md-member', 'md-member']);
  t.deepEqual(
    layout.arrays?.map(({ name, content }) => [name, content.kind]),
    [
      ['server-root', 'luks'],
      ['server-swap', 'swap'],
    ],
  );
  t.is(layout.reset.device, '/dev/mapper/server-crypt');
  t.is(layout.reset.waitFor, undefined);
  t.deepEqual(warnings, []);
  t.true(layout.choices?.some(({ row }) => row === 'E'));
});

test('the role mirror is enough: a person gets raid1, a remote machine md', (t) => {
  const given: GivenAnswers = { disk: 'nvme1n1', disks: { nvme0n1: 'mirror' } };
  t.is(plan(twins, given).answers.layout.redundancy, 'raid1');
  t.is(plan(twins, given, 'server').answers.layout.redundancy, 'md');
  t.is(plan(twins, given).answers.disk, second);
});

test('naming one of two equal disks takes that one, and says aloud what it leaves', (t) => {
  const { layout, warnings } = plan(twins, { disk: 'nvme0n1' });
  t.is(layout.disks.length, 1);
  t.deepEqual(codes({ warnings }), ['layout.twin-untouched']);
  t.regex(layout.untouched[0]?.reason ?? '', /layout\.redundancy/);
  const said = plan(twins, { disk: 'nvme0n1', layout: { redundancy: 'single' } });
  t.deepEqual(codes(said), []);
});

test('of three equal disks the mirror must be named', (t) => {
  const three = machine({ disks: [disk('nvme0n1'), disk('nvme1n1'), disk('nvme2n1')] });
  const message = fails(
    t,
    () => plan(three, { disk: 'nvme0n1', layout: { redundancy: 'raid1' } }),
    'answer',
  );
  t.true(message.includes('2 further disks'));
  const { layout } = plan(three, {
    disk: 'nvme0n1',
    disks: { nvme2n1: 'mirror' },
    layout: { redundancy: 'raid1' },
  });
  t.deepEqual(
    layout.untouched.map(({ name }) => name),
    ['nvme1n1'],
  );
});

test('without encryption the halves are the partitions, and the array is mounted itself', (t) => {
  const plain = { encryption: 'none' } as const;
  const raid1 = plan(twins, { ...plain, layout: { redundancy: 'raid1' } }).layout;
  t.deepEqual(contents(raid1, 'mirror'), ['esp', 'swap', 'btrfs-member']);
  t.regex(raid1.reset.waitFor?.[0] ?? '', /^\/dev\/disk\/by-partuuid\//);
  const md = plan(twins, { ...plain, layout: { redundancy: 'md' } }).layout;
  t.is(md.reset.device, '/dev/md/workstation-root');
});

for (const [what, given, says] of [
  [
    'a mirror that is to be single',
    { disks: { nvme1n1: 'mirror' }, layout: { redundancy: 'single' } },
    /raid1 or md/,
  ],
  [
    'hibernation on a btrfs mirror',
    { hibernation: true, layout: { redundancy: 'raid1' } },
    /layout\.redundancy=md or hibernation=false/,
  ],
  [
    'a swapfile on a btrfs mirror',
    { layout: { redundancy: 'raid1', swapSize: '8G', swapKind: 'file' } },
    /layout\.swapKind=partition/,
  ],
  [
    'hibernation into a partition with a random key',
    { hibernation: true, layout: { swapKind: 'partition' } },
    /nothing can resume from it/,
  ],
  [
    'an unencrypted swapfile',
    { encryption: 'none', layout: { swapSize: '8G', swapKind: 'file' } },
    /keep what memory held/,
  ],
] as [string, GivenAnswers, RegExp][]) {
  test(`${what} is refused in one line`, (t) => {
    const named = { disk: 'nvme0n1', ...given };
    const message = fails(t, () => plan(twins, named), 'usage');
    t.regex(message, says);
    t.false(message.includes('\n'));
  });
}

test('md may hibernate: the filesystem lies on one device', (t) => {
  const { layout } = plan(twins, { hibernation: true, layout: { redundancy: 'md' } });
  t.deepEqual(
    layout.arrays?.map(({ name }) => name),
    ['workstation-root'],
  );
});

test('disks that are wiped together are both in the losses, and neither is called left alone', (t) => {
  const held = (other: string) => ({
    partition: '1',
    type: 'linux_raid_member',
    identity: 'h:1',
    mounts: [],
    alsoOn: [other],
  });
  const facts = machine({
    disks: [
      disk('nvme0n1', { holds: [held('nvme1n1')] }),
      disk('nvme1n1', { holds: [held('nvme0n1')] }),
    ],
  });
  const { layout, warnings } = plan(facts, { layout: { redundancy: 'md' } });
  t.deepEqual(
    layout.losses.map((loss) => loss.disk),
    ['nvme0n1', 'nvme1n1'],
  );
  t.deepEqual(codes({ warnings }), ['layout.destroys', 'layout.destroys']);
});

test('two disks that are not alike mirror each other where an answer says so, and it is said what that costs', (t) => {
  const unequal = machine({
    disks: [disk('nvme0n1', { sizeBytes: 2e12 }), disk('nvme1n1', { sizeBytes: 1e12 })],
  });
  const { warnings } = plan(unequal, { disk: first, disks: { [second]: 'mirror' } });
  const found = warnings.find(({ code }) => code === 'layout.unequal-mirror');
  t.regex(
    found?.text ?? '',
    /^nvme0n1 and nvme1n1 are not alike: .*, so 931\.3 GiB are of no use\.$/,
  );
  t.false(codes(plan(twins, { layout: { redundancy: 'md' } })).includes('layout.unequal-mirror'));
});

test('who says what kind of swap it shall be gets some', (t) => {
  const laptop = machine({ disks: [disk('nvme0n1')] });
  const swap = (layout: GivenAnswers['layout']) => plan(laptop, { layout }).answers.layout;
  t.like(swap({ swapKind: 'file' }), { swapSize: '8G', swapKind: 'file' });
  t.is(swap({ swapKind: 'file', swapSize: null }).swapSize, null);
  t.is(swap({}).swapSize, null);
});
