import test from 'ava';
import type { Answers } from '../../../src/model/answers.ts';
import { PantherError } from '../../../src/model/errors.ts';
import { answersYaml, mergeGiven, parseAnswersYaml, parseSet } from '../../../src/plan/answers.ts';
import { filesystemOf } from '../../../src/plan/layout/filesystem.ts';
import { planLayout } from '../../../src/plan/layout/layout.ts';
import { answersFor, disk, machine } from './machine.ts';

const PATH = '/dev/disk/by-path/pci-0000:01:00.0-nvme-1';
const two = machine({ disks: [disk('nvme0n1'), disk('nvme1n1', { sizeBytes: 2e12 })] });

function plan(subvolumes: Record<string, string | null>, known: Partial<Answers> = {}) {
  const layout = { espSize: '1G', swapSize: null, label: 'panther', subvolumes };
  return planLayout(two, answersFor(PATH, { layout, ...known }), []);
}

function mounted(found: ReturnType<typeof plan>): string[] {
  const last = found.layout.disks[0]?.partitions.at(-1);
  const filesystem = last === undefined ? null : filesystemOf(last);
  return (filesystem?.subvolumes ?? []).map(({ name, mountpoint }) => `${name} ${mountpoint}`);
}

test('subvolumes can be added and left out', (t) => {
  const found = plan({ '@vm': '/var/lib/libvirt', '@home': null });
  t.deepEqual(mounted(found), [
    '@root /',
    '@nix /nix',
    '@persist /persist',
    '@log /var/log',
    '@snapshots /.snapshots',
    '@vm /var/lib/libvirt',
  ]);
  t.deepEqual(
    found.warnings.map(({ code }) => code),
    ['layout.home-reset'],
  );
});

for (const [what, subvolumes] of Object.entries({
  'the root left out': { '@root': null },
  'what must be kept left out': { '@persist': null },
  'the homes elsewhere': { '@home': '/srv/home' },
  'a name that the reset keeps': { '@old-roots': '/old' },
  'a mount over /etc': { '@etc': '/etc' },
  'a mount over the ESP': { '@x': '/boot' },
  'a mount inside the store': { '@x': '/nix/store' },
  'two on one place': { '@a': '/srv', '@b': '/srv' },
  'a way up': { '@a': '/srv/../etc' },
})) {
  test(`${what}: refused with the answer that is wrong`, (t) => {
    const error = t.throws(() => plan(subvolumes as Record<string, string | null>), {
      instanceOf: PantherError,
    });
    t.is(error?.failure, 'usage');
    t.regex(error?.message ?? '', /^layout\.subvolumes\.@[a-z-]+: .*; /);
  });
}

test('answers about subvolumes come from --set, merge key by key and survive answers.yaml', async (t) => {
  const given = mergeGiven(
    parseSet(['layout.subvolumes.@vm=/vm', 'layout.redundancy=md', 'layout.swapKind=partition']),
    parseSet(['layout.subvolumes.@home=none']),
  );
  t.deepEqual(given.layout, {
    redundancy: 'md',
    swapKind: 'partition',
    subvolumes: { '@vm': '/vm', '@home': null },
  });
  const answers = answersFor(PATH, {
    layout: {
      espSize: '1G',
      swapSize: null,
      label: 'x',
      subvolumes: { '@vm': '/vm', '@home': null },
    },
  });
  const again = await parseAnswersYaml(answersYaml(answers), 'answers.yaml');
  t.deepEqual(again.layout, answers.layout);
});

for (const [pair, says] of [
  ['layout.subvolumes.vm=/vm', /should name a subvolume such as layout\.subvolumes\.@vm/],
  ['layout.subvolumes.@vm=vm', /should be a mount point such as \/vm/],
  ['layout.subvolumes.@vm=/x$(reboot)', /should be a mount point/],
  ['layout.redundancy=raid0', /raid1/],
  ['layout.swapKind=zram', /partition/],
] as const) {
  test(`--set ${pair} is refused in one line`, (t) => {
    const error = t.throws(() => parseSet([pair]), { instanceOf: PantherError });
    t.is(error?.failure, 'usage');
    t.regex(error?.message ?? '', says);
    t.false((error?.message ?? '').includes('\n'));
  });
}

test('a further disk can hold data, backups or scratch, each at a place of its name', (t) => {
  for (const role of ['data', 'backup', 'scratch'] as const) {
    const answers = answersFor(PATH, {
      disks: { nvme1n1: role },
      partitionUuids: {
        ...answersFor(PATH).partitionUuids,
        scratch: answersFor(PATH).partitionUuids['data2'] ?? '',
      },
    });
    const found = planLayout(two, answers, []).layout.disks[1];
    t.like(found, { role, key: role });
    const content = found?.partitions[0]?.content;
    t.true(content?.kind === 'luks' && content.optional === true);
    t.true(content?.kind === 'luks' && content.content.subvolumes[0]?.mountpoint === `/${role}`);
  }
});
