import test from 'ava';
import fc from 'fast-check';
import { PantherError } from '../../../src/model/errors.ts';
import type { DiskLayout } from '../../../src/model/layout.ts';
import { checkLayout } from '../../../src/plan/layout/check.ts';
import { planLayout } from '../../../src/plan/layout/layout.ts';
import { answersFor, disk, machine } from './machine.ts';

/** A layout with a BIOS boot partition, swap, LUKS and a data disk, fresh for each test. */
function sound(): DiskLayout {
  const facts = machine({
    disks: [disk('nvme0n1'), disk('nvme1n1')],
    firmware: { mode: 'bios', width: null, secureBoot: null, tpm: null, esrt: null },
  });
  const answers = answersFor('/dev/disk/by-path/pci-0000:01:00.0-nvme-1', {
    disks: { nvme1n1: 'data' },
    layout: { espSize: '1G', swapSize: '4G', label: 'panther' },
  });
  return structuredClone(planLayout(facts, answers, []).layout);
}

type Change = (layout: DiskLayout) => void;

function partition(layout: DiskLayout, key: string) {
  const found = layout.disks.flatMap((each) => each.partitions).find((each) => each.key === key);
  if (!found) throw new Error(`no ${key}`);
  return found;
}

function root(layout: DiskLayout) {
  const { content } = partition(layout, 'crypt');
  if (content?.kind !== 'luks') throw new Error('no LUKS');
  return content;
}

const BROKEN: Record<string, Change> = {
  'a device that a shell would read': (l) => {
    for (const each of l.disks) each.device = '/dev/disk/by-id/x$(touch /tmp/pwn)y';
  },
  'a mapper name that a shell would read': (l) => {
    root(l).mapper = 'x;reboot';
  },
  'an argument that a shell would read': (l) => {
    root(l).formatArgs.push('`reboot`');
  },
  'the same disk twice': (l) => {
    for (const each of l.disks) each.device = '/dev/disk/by-path/pci-0000:01:00.0-nvme-1';
  },
  'the same partition uuid twice': (l) => {
    partition(l, 'esp').uuid = partition(l, 'crypt').uuid;
  },
  'the same mount point twice': (l) => {
    for (const each of root(l).content.subvolumes) each.mountpoint = '/';
  },
  'mount options that differ between subvolumes': (l) => {
    const [, nix] = root(l).content.subvolumes;
    if (nix) nix.mountOptions = ['compress=zstd:3', 'noatime'];
  },
  'nodatacow, which would hold for the whole filesystem': (l) => {
    for (const each of root(l).content.subvolumes) each.mountOptions = ['nodatacow'];
  },
  'a swapfile beside a swap partition with a random key': (l) => {
    const [first] = root(l).content.subvolumes;
    if (first) first.swapFile = { size: '16G', priority: null };
  },
  'a swap partition that keeps what memory held': (l) => {
    partition(l, 'swap').content = { kind: 'swap', randomEncryption: false };
  },
  'a filesystem in the BIOS boot partition': (l) => {
    partition(l, 'bios').content = partition(l, 'esp').content;
  },
  'a BIOS boot partition behind others': (l) => {
    l.disks[0]?.partitions.splice(1, 0, ...(l.disks[0]?.partitions.splice(0, 1) ?? []));
  },
  'no ESP': (l) => {
    l.disks[0]?.partitions.splice(1, 1);
  },
  'an ESP that everybody can read': (l) => {
    partition(l, 'esp').content = { kind: 'esp', mountpoint: '/boot', mountOptions: [] };
  },
  'partitions that do not fit': (l) => {
    partition(l, 'crypt').sizeBytes = 2e12;
  },
  'a passphrase on a disk': (l) => {
    root(l).passwordFile = '/persist/disk.key';
  },
  'the reset of something else than the root': (l) => {
    l.reset.device = '/dev/mapper/panther-data';
  },
  'a blank snapshot under another name': (l) => {
    l.reset.blankSnapshot = '@blank';
  },
  'no /persist': (l) => {
    const { content } = root(l);
    content.subvolumes = content.subvolumes.filter(({ mountpoint }) => mountpoint !== '/persist');
  },
  'a disk that is left untouched and taken': (l) => {
    l.untouched.push({ name: 'nvme1n1', reason: '' });
  },
  'an ESP that does not hold what is kept': (l) => {
    if (l.boot) l.boot.configurationLimit = 10;
  },
  'a data disk that looks as if something started from it': (l) => {
    l.disks[1]?.partitions.unshift({
      ...partition(l, 'bios'),
      uuid: '99999999-0000-4000-8000-000000000001',
    });
  },
  'no /nix outside of the root': (l) => {
    const { content } = root(l);
    content.subvolumes = content.subvolumes.filter(({ mountpoint }) => mountpoint !== '/nix');
  },
  'a subvolume named as what the reset keeps': (l) => {
    const home = root(l).content.subvolumes.find(({ name }) => name === '@home');
    if (home) home.name = '@old-roots';
  },
  'a subvolume twice': (l) => {
    const home = root(l).content.subvolumes.find(({ name }) => name === '@home');
    if (home) home.name = '@nix';
  },
  'LUKS 1': (l) => {
    root(l).formatArgs[1] = 'luks1';
  },
  'a loss on a disk that is not taken': (l) => {
    l.losses.push({ disk: 'sdz', partition: null, type: 'ext4', mounts: [], alsoOn: [] });
  },
  'two system disks': (l) => {
    for (const each of l.disks) each.role = 'system';
  },
  'no disk at all': (l) => {
    l.disks = [];
  },
};

for (const [what, change] of Object.entries(BROKEN)) {
  test(`a layout with ${what} is refused`, (t) => {
    const layout = sound();
    change(layout);
    const error = t.throws(() => checkLayout(layout), { instanceOf: PantherError });
    t.is(error.failure, 'refused');
    t.false(error.message.includes('\n'));
  });
}

/** Faults of two disks that mirror each other, each with what the refusal says. */
const BROKEN_MIRRORS: Record<string, ['raid1' | 'md', RegExp, Change]> = {
  'a swapfile on two disks': [
    'raid1',
    /two disks cannot have a swapfile/,
    (l) => {
      for (const each of l.disks) each.partitions = each.partitions.filter((p) => p.key !== 'swap');
      const [first] = root(l).content.subvolumes;
      if (first) first.swapFile = { size: '16G', priority: null };
    },
  ],
  'a reset that does not wait for the other half': [
    'raid1',
    /does not wait for every device/,
    (l) => {
      delete l.reset.waitFor;
    },
  ],
  'a half that nothing takes in': [
    'raid1',
    /do not fit together/,
    (l) => {
      delete root(l).content.mirrors;
    },
  ],
  'a half that is not there': [
    'raid1',
    /do not fit together/,
    (l) => {
      root(l).content.mirrors = ['/dev/mapper/other'];
    },
  ],
  'a mirror that disko would make last': [
    'raid1',
    /must come first by name/,
    (l) => {
      if (l.disks[1]) l.disks[1].key = 'second';
    },
  ],
  'halves that are partitioned otherwise': [
    'raid1',
    /not partitioned alike/,
    (l) => {
      l.disks[1]?.partitions.splice(1, 1);
    },
  ],
  'a mirror that cannot start the machine': [
    'raid1',
    /there must be one ESP/,
    (l) => {
      l.disks[1]?.partitions.splice(0, 1);
    },
  ],
  'an ESP that a missing disk would make the machine wait for': [
    'md',
    /nofail/,
    (l) => {
      const esp = l.disks[1]?.partitions.find(({ key }) => key === 'esp')?.content;
      if (esp?.kind === 'esp') esp.mountOptions = ['umask=0077'];
    },
  ],
  'an array with one member': [
    'md',
    /one member on each of two disks/,
    (l) => {
      const raid = l.disks[1]?.partitions.at(-1);
      if (raid) raid.content = { kind: 'md-member', array: 'panther-swap' };
    },
  ],
  'an array that is not there': [
    'md',
    /member of an array that is not there/,
    (l) => {
      l.arrays?.pop();
    },
  ],
  'an array over one disk': [
    'md',
    /needs a second disk/,
    (l) => {
      l.disks.pop();
    },
  ],
  'two arrays of one name': [
    'md',
    /array name is used twice/,
    (l) => {
      if (l.arrays?.[1]) l.arrays[1].name = 'panther-root';
    },
  ],
  'three halves': [
    'md',
    /more than one disk mirrors/,
    (l) => {
      const third = structuredClone(l.disks[1]);
      if (third === undefined) return;
      Object.assign(third, { key: 'another', device: '/dev/sdz', name: 'sdz' });
      third.partitions = third.partitions.map((p, index) => ({
        ...p,
        uuid: `99999999-0000-4000-8000-00000000000${index}`,
        content:
          p.content?.kind === 'esp' ? { ...p.content, mountpoint: '/boot-third' } : p.content,
      }));
      l.disks.push(third);
    },
  ],
  'a swap array that keeps what memory held': [
    'md',
    /without encryption would keep/,
    (l) => {
      if (l.arrays?.[1]) l.arrays[1].content = { kind: 'swap', randomEncryption: false };
    },
  ],
};

function mirror(redundancy: 'raid1' | 'md'): DiskLayout {
  const facts = machine({ disks: [disk('nvme0n1'), disk('nvme1n1')] });
  const answers = answersFor('/dev/disk/by-path/pci-0000:01:00.0-nvme-1', {
    disks: { nvme1n1: 'mirror' },
    layout: { espSize: '1G', swapSize: '4G', swapKind: 'partition', label: 'panther', redundancy },
  });
  return structuredClone(planLayout(facts, answers, []).layout);
}

for (const [what, [redundancy, says, change]] of Object.entries(BROKEN_MIRRORS)) {
  test(`a mirror with ${what} is refused`, (t) => {
    const layout = mirror(redundancy);
    t.notThrows(() => checkLayout(layout));
    change(layout);
    const error = t.throws(() => checkLayout(layout), { instanceOf: PantherError });
    t.is(error.failure, 'refused');
    t.regex(error.message, says);
  });
}

test('a sound layout passes, and two faults never make a right', (t) => {
  t.notThrows(() => checkLayout(sound()));
  const changes = fc.shuffledSubarray(Object.values(BROKEN).slice(0, 8), { minLength: 1 });
  fc.assert(
    fc.property(changes, (picked) => {
      const layout = sound();
      for (const change of picked) change(layout);
      t.throws(() => checkLayout(layout), { instanceOf: PantherError });
    }),
    { seed: 26, numRuns: 50 },
  );
});
