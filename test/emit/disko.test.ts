import { execFileSync } from 'node:child_process';
import test from 'ava';
import { diskoValue } from '../../src/emit/disko.ts';
import type { Answers } from '../../src/model/answers.ts';
import { PantherError } from '../../src/model/errors.ts';
import type { DiskLayout } from '../../src/model/layout.ts';
import { planLayout } from '../../src/plan/layout/layout.ts';
import { answersFor, disk, drawn, machine } from '../plan/layout/machine.ts';

const mode = { width: null, secureBoot: null, tpm: null, esrt: null };

function layoutOf(known: Partial<Answers> = {}, firmware: 'uefi' | 'bios' = 'uefi'): DiskLayout {
  const facts = machine({
    disks: [disk('nvme0n1'), disk('nvme1n1')],
    firmware: { mode: firmware, ...mode },
  });
  const answers = answersFor('/dev/disk/by-path/pci-0000:01:00.0-nvme-1', known);
  return structuredClone(planLayout(facts, answers, []).layout);
}

/** The value as plain objects, `{attrs}` unwrapped, for reading in a test. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const inner = 'attrs' in value ? value.attrs : value;
  return Object.fromEntries(
    Object.entries(inner as object).map(([key, each]) => [key, plain(each)]),
  );
}

interface Devices {
  disk: Record<string, { device: string; content: { partitions: Record<string, unknown> } }>;
}

function devices(layout: DiskLayout): Devices {
  return plain(diskoValue(layout)) as Devices;
}

function partitionsOf(each: Devices['disk'][string] | undefined): Record<string, unknown> {
  return each?.content.partitions ?? {};
}

/** The shell text that takes the blank snapshot. */
function hookOf(layout: DiskLayout): string {
  const root = partitionsOf(devices(layout).disk['main'])['root'];
  return (root as { content: { postCreateHook: string } }).content.postCreateHook;
}

test('a UEFI laptop: ESP, LUKS and btrfs as disko wants them', (t) => {
  const { disk: disks } = devices(layoutOf());
  t.deepEqual(Object.keys(disks), ['main']);
  t.is(disks['main']?.device, '/dev/disk/by-path/pci-0000:01:00.0-nvme-1');
  const { esp, crypt } = partitionsOf(disks['main']) as Record<string, object>;
  t.deepEqual(esp, {
    type: 'EF00',
    size: '1G',
    uuid: drawn(1),
    content: {
      type: 'filesystem',
      format: 'vfat',
      mountpoint: '/boot',
      mountOptions: ['umask=0077'],
    },
  });
  t.like(crypt, {
    type: '8309',
    size: '100%',
    uuid: drawn(3),
    content: {
      type: 'luks',
      name: 'panther-crypt',
      passwordFile: '/run/panther/disk.key',
      settings: { allowDiscards: true, bypassWorkqueues: true },
      content: {
        type: 'btrfs',
        extraArgs: ['-L', 'panther'],
      },
    },
  });
});

test('a BIOS machine: the literal EF02, empty and first', (t) => {
  const { partitions } = devices(layoutOf({}, 'bios')).disk['main']?.content ?? {};
  t.is(Object.keys(partitions ?? {})[0], 'bios');
  t.deepEqual(partitions?.['bios'], { type: 'EF02', size: '1M', uuid: drawn(0) });
});

test('no key file for the boot, no -f for mkfs', (t) => {
  const text = JSON.stringify(diskoValue(layoutOf({ disks: { nvme1n1: 'data' } })));
  t.false(text.includes('keyFile'));
  t.false(text.includes('"-f"'));
});

test('a swapfile lies in its own subvolume; a swap partition has a random key', (t) => {
  const file = layoutOf({
    hibernation: true,
    layout: { espSize: '1G', swapSize: '16G', label: 'x' },
  });
  t.true(JSON.stringify(plain(diskoValue(file))).includes('"swap":{"swapfile":{"size":"16G"}}'));
  const partition = layoutOf({ layout: { espSize: '1G', swapSize: '4G', label: 'x' } });
  t.deepEqual(devices(partition).disk['main']?.content.partitions['swap'], {
    type: '8200',
    size: '4G',
    uuid: drawn(2),
    content: { type: 'swap', randomEncryption: true },
  });
});

test('a data disk has no blank snapshot', (t) => {
  const { disk: disks } = devices(layoutOf({ disks: { nvme1n1: 'data' }, encryption: 'none' }));
  t.deepEqual(disks['data']?.content.partitions, {
    data: {
      type: '8300',
      size: '100%',
      uuid: drawn(5),
      content: {
        type: 'btrfs',
        extraArgs: ['-L', 'panther-data'],
        subvolumes: {
          '@data': {
            mountpoint: '/data',
            mountOptions: ['compress=zstd:1', 'noatime', 'nofail'],
          },
        },
      },
    },
  });
});

for (const [seen, calls] of [
  [1, ['subvolume show', 'subvolume snapshot -r T/@root T/@root-blank']],
  [0, ['subvolume show']],
] as const) {
  test(`the blank snapshot is ${seen === 0 ? 'left as it is' : 'taken'} when ${seen === 0 ? 'there is one' : 'there is none'}`, (t) => {
    const stubs = [
      'set -efu',
      'mount() { :; }; umount() { :; }; rmdir() { :; }; mktemp() { echo T; }',
      `btrfs() { if [ "$2" = show ]; then echo subvolume show >&3; return ${seen}; fi; echo "$*" >&3; }`,
      'device=/dev/mapper/panther-crypt',
      'exec 3>&1',
    ];
    const script = [...stubs, hookOf(layoutOf({ encryption: 'none' }))].join('\n');
    const out = execFileSync('bash', ['-c', script], { encoding: 'utf8' });
    t.deepEqual(out.trim().split('\n'), [...calls]);
  });
}

test('a layout from a file cannot put anything into the shell', (t) => {
  const hostile = ['x$(reboot)', '`reboot`', '"; reboot; "', 'a b', "x'", 'x\n', '../\\x'];
  const places: ((layout: DiskLayout, text: string) => void)[] = [
    (l, text) => {
      for (const each of l.disks) each.device = `/dev/disk/by-id/${text}`;
    },
    (l, text) => {
      for (const each of l.disks) each.key = text;
    },
    (l, text) => {
      for (const each of l.disks.flatMap((one) => one.partitions)) each.uuid = text;
    },
    (l, text) => {
      const content = l.disks[0]?.partitions.at(-1)?.content;
      if (content?.kind === 'luks') content.mapper = text;
    },
    (l, text) => {
      const content = l.disks[0]?.partitions.at(-1)?.content;
      if (content?.kind === 'luks') content.formatArgs = [text];
    },
    (l, text) => {
      const content = l.disks[0]?.partitions.at(-1)?.content;
      if (content?.kind === 'luks') content.content.label = text;
    },
    (l, text) => {
      const content = l.disks[0]?.partitions.at(-1)?.content;
      if (content?.kind === 'luks') content.content.blankSnapshot = text;
    },
    (l, text) => {
      const content = l.disks[0]?.partitions.at(-1)?.content;
      for (const each of content?.kind === 'luks' ? content.content.subvolumes : []) {
        each.mountpoint = `/${text}`;
      }
    },
    (l, text) => {
      const content = l.disks[0]?.partitions.at(-1)?.content;
      for (const each of content?.kind === 'luks' ? content.content.subvolumes : []) {
        each.mountOptions = [text];
      }
    },
  ];
  for (const put of places) {
    for (const text of hostile) {
      const layout = layoutOf();
      put(layout, text);
      const error = t.throws(() => diskoValue(layout), { instanceOf: PantherError }, text);
      t.is(error?.failure, 'input');
      t.false(error?.message.includes('reboot'));
    }
  }
});

test('a mirror names the other container, and its own is empty', (t) => {
  const sizes = { espSize: '1G', swapSize: null, label: 'panther' };
  const layout = layoutOf({
    disks: { nvme1n1: 'mirror' },
    layout: { ...sizes, redundancy: 'raid1' },
  });
  const { disk: disks } = devices(layout);
  const half = (key: string) => partitionsOf(disks[key])['crypt'] as { content: object };
  t.false('content' in half('copy').content);
  t.like(half('main').content, {
    content: {
      extraArgs: ['-L', 'panther', '-d', 'raid1', '-m', 'raid1', '/dev/mapper/panther-copy'],
    },
  });
});

test('an array is level 1 over a partition of each disk, and holds the container', (t) => {
  const sizes = { espSize: '1G', swapSize: null, label: 'panther' };
  const layout = layoutOf({
    disks: { nvme1n1: 'mirror' },
    layout: { ...sizes, redundancy: 'md' },
  });
  const value = devices(layout) as Devices & { mdadm: Record<string, object> };
  t.like(value.mdadm['panther-root'], { type: 'mdadm', level: 1, metadata: '1.2' });
  for (const key of ['main', 'copy']) {
    t.like(partitionsOf(value.disk[key])['raid'], {
      type: 'FD00',
      content: { type: 'mdraid', name: 'panther-root' },
    });
  }
});

test('neither an array nor a mirror from a file can put anything into the shell', (t) => {
  const sizes = { espSize: '1G', swapSize: null, label: 'panther' };
  for (const redundancy of ['raid1', 'md'] as const) {
    const layout = layoutOf({ disks: { nvme1n1: 'mirror' }, layout: { ...sizes, redundancy } });
    const bad = JSON.parse(
      JSON.stringify(layout)
        .replaceAll('"/dev/mapper/panther-copy"', '"/dev/mapper/x;reboot"')
        .replaceAll('"panther-root"', '"x$(reboot)"'),
    ) as DiskLayout;
    t.throws(() => diskoValue(bad), { instanceOf: PantherError });
  }
});
