import test from 'ava';
import type { Answers } from '../../../src/model/answers.ts';
import { PantherError } from '../../../src/model/errors.ts';
import type { Facts } from '../../../src/model/facts.ts';
import type { Disk } from '../../../src/model/hardware.ts';
import { planLayout } from '../../../src/plan/layout/layout.ts';
import { answersFor, disk, drawn, GIB, machine } from './machine.ts';

const PATH = '/dev/disk/by-path/pci-0000:01:00.0-nvme-1';
const bios = { mode: 'bios', width: null, secureBoot: null, tpm: null, esrt: null } as const;

function plan(facts: Facts, known: Partial<Answers> = {}, device = PATH) {
  return planLayout(facts, answersFor(device, known), []);
}

function one(known: Partial<Disk> = {}, facts: Partial<Facts> = {}): Facts {
  return machine({ disks: [disk('nvme0n1', known)], ...facts });
}

function partitionsOf(facts: Facts, known: Partial<Answers> = {}) {
  return plan(facts, known).layout.disks[0]?.partitions ?? [];
}

function last(facts: Facts, known: Partial<Answers> = {}) {
  const content = partitionsOf(facts, known).at(-1)?.content;
  if (content?.kind !== 'luks') throw new Error('not encrypted');
  return content;
}

function codes(facts: Facts, known: Partial<Answers> = {}, device = PATH): string[] {
  return plan(facts, known, device).warnings.map((warning) => warning.code);
}

test('UEFI: an ESP, then everything else encrypted', (t) => {
  const { layout, warnings } = plan(one());
  t.deepEqual(
    layout.disks[0]?.partitions.map(({ key, type, size }) => [key, type, size]),
    [
      ['esp', 'EF00', '1G'],
      ['crypt', '8309', '100%'],
    ],
  );
  t.is(layout.reset.device, '/dev/mapper/panther-crypt');
  t.deepEqual(warnings, []);
});

test('BIOS and unknown firmware: a BIOS boot partition first, and the ESP all the same', (t) => {
  for (const mode of ['bios', null] as const) {
    const facts = one({}, { firmware: { ...bios, mode } });
    t.deepEqual(
      partitionsOf(facts).map(({ key }) => key),
      ['bios', 'esp', 'crypt'],
    );
    t.true(
      codes(facts).includes(mode === 'bios' ? 'layout.firmware-bios' : 'layout.firmware-unknown'),
    );
  }
});

test('without encryption the root is found by the uuid of its partition', (t) => {
  const { layout } = plan(one(), { encryption: 'none' });
  t.is(layout.reset.device, `/dev/disk/by-partuuid/${drawn(4)}`);
  t.is(layout.disks[0]?.partitions.at(-1)?.content?.kind, 'btrfs');
});

test('the subvolumes are flat, share one set of mount options and leave a blank root', (t) => {
  const { content } = last(one());
  t.deepEqual(
    content.subvolumes.map(({ name, mountpoint }) => `${name} ${mountpoint}`),
    [
      '@root /',
      '@nix /nix',
      '@persist /persist',
      '@home /home',
      '@log /var/log',
      '@snapshots /.snapshots',
    ],
  );
  t.is(new Set(content.subvolumes.map(({ mountOptions }) => mountOptions.join())).size, 1);
  t.is(content.blankSnapshot, '@root-blank');
});

test('LUKS takes an eighth to a quarter of memory, and 1 GiB at most', (t) => {
  const memoryOf = (totalBytes: number | null) => {
    const args = last(one({}, { memory: { totalBytes, modules: [], ecc: null } })).formatArgs;
    return args[args.indexOf('--pbkdf-memory') + 1];
  };
  t.is(memoryOf(GIB), String(128 * 1024));
  t.is(memoryOf(3 * GIB), String(768 * 1024));
  t.is(memoryOf(64 * GIB), String(1024 * 1024));
  t.is(memoryOf(null), String(256 * 1024));
});

test('LUKS follows the disk: sector size, trim and queues', (t) => {
  t.true(last(one()).formatArgs.includes('--sector-size'));
  t.like(last(one()), { allowDiscards: true, bypassWorkqueues: true });
  const hdd = last(one({ transport: 'sata', rotational: true }));
  t.false(hdd.formatArgs.includes('--sector-size'));
  t.like(hdd, { allowDiscards: false, bypassWorkqueues: false });
  t.deepEqual(hdd.content.subvolumes[0]?.mountOptions, ['compress=zstd:3', 'noatime']);
  const wide = last(one({ transport: 'sata', rotational: true, physicalSectorBytes: 4096 }));
  t.true(wide.formatArgs.includes('--sector-size'));
});

test('a virtual disk that claims to spin is not taken for one', (t) => {
  const content = last(one({ transport: 'scsi', rotational: true, virtual: true }));
  t.deepEqual(content.content.subvolumes[0]?.mountOptions, ['compress=zstd:1', 'noatime']);
  t.true(content.allowDiscards);
});

test('swap without hibernation is a partition with a random key, before the root', (t) => {
  const swap = partitionsOf(one(), { layout: { espSize: '1G', swapSize: '4G', label: 'x' } });
  t.deepEqual(
    swap.map(({ key }) => key),
    ['esp', 'swap', 'crypt'],
  );
  t.deepEqual(swap[1]?.content, { kind: 'swap', randomEncryption: true });
});

test('hibernation is a swapfile as large as memory, on UEFI only', (t) => {
  const layout = { espSize: '1G', swapSize: '16G', label: 'x' };
  const swap = last(one(), { hibernation: true, layout }).content.subvolumes.at(-1);
  t.like(swap, { name: '@swap', mountpoint: '/.swap', swapFile: { size: '16G', priority: null } });
  const refused = (facts: Facts, known: Partial<Answers>) =>
    t.throws(() => plan(facts, known), { instanceOf: PantherError })?.message;
  t.regex(refused(one({}, { firmware: bios }), { hibernation: true, layout }) ?? '', /BIOS/);
  t.regex(
    refused(one(), { hibernation: true, layout: { ...layout, swapSize: '8G' } }) ?? '',
    /layout\.swapSize=16G/,
  );
});

test('an ESP that mkfs.vfat would make FAT16 is refused', (t) => {
  const esp = (espSize: string) => () =>
    plan(one(), { layout: { espSize, swapSize: null, label: 'x' } });
  t.regex(t.throws(esp('511M'), { instanceOf: PantherError })?.message ?? '', /layout\.espSize/);
  t.notThrows(esp('512M'));
});

test('both disks of one filesystem: wiping either is warned of, loudly and first', (t) => {
  const held = {
    partition: '1',
    type: 'btrfs',
    identity: 'h:1',
    mounts: ['/'],
    alsoOn: ['nvme1n1'],
  };
  const facts = machine({
    disks: [disk('nvme0n1', { holds: [held] }), disk('nvme1n1')],
  });
  const { layout, warnings } = plan(facts);
  t.deepEqual(
    warnings.map(({ code }) => code),
    ['layout.shared-filesystem', 'layout.destroys', 'layout.twin-untouched'],
  );
  t.true(warnings[0]?.text.startsWith('nvme0n1 and nvme1n1 carry one btrfs filesystem together'));
  t.like(layout.losses[0], { disk: 'nvme0n1', alsoOn: ['nvme1n1'] });
  t.deepEqual(
    layout.untouched.map(({ name }) => name),
    ['nvme1n1'],
  );
});

test('a second disk is taken only when an answer gives it a role', (t) => {
  const facts = machine({ disks: [disk('nvme0n1'), disk('nvme1n1')] });
  const { layout } = plan(facts, { disks: { nvme1n1: 'data' } });
  t.deepEqual(layout.untouched, []);
  t.like(layout.disks[1], {
    key: 'data',
    role: 'data',
    device: '/dev/disk/by-path/pci-0000:02:00.0-nvme-1',
  });
  const content = layout.disks[1]?.partitions[0]?.content;
  t.true(content?.kind === 'luks' && content.mapper === 'panther-data');
  t.true(content?.kind === 'luks' && content.content.subvolumes[0]?.mountpoint === '/data');
});

test('a virtual machine is told what encryption does for it, and what its absence means', (t) => {
  const virtualisation = {
    kind: 'kvm',
    provider: null,
    guestAgent: null,
    spice: null,
    vmbus: null,
  };
  t.deepEqual(codes(one({}, { virtualisation })), ['layout.virtual-luks']);
  t.deepEqual(codes(one({}, { virtualisation }), { encryption: 'none' }), ['layout.virtual-plain']);
});

test('a kernel name is warned of', (t) => {
  t.deepEqual(codes(one({ byPath: [] }), {}, '/dev/nvme0n1'), ['layout.kernel-name']);
});

test('a disk from 8 GiB to 100 TB takes the layout, a smaller one does not', (t) => {
  const layout = { espSize: '512M', swapSize: null, label: 'x' };
  for (const sizeBytes of [8 * GIB, 20 * GIB, 100e12]) {
    const partitions = partitionsOf(one({ sizeBytes }), { layout });
    const total = partitions.reduce((sum, partition) => sum + (partition.sizeBytes ?? 0), 0);
    t.true(total <= sizeBytes && total > sizeBytes - 4 * 1024 * 1024);
  }
  const error = t.throws(() => plan(one({ sizeBytes: 5 * GIB }), { layout }), {
    instanceOf: PantherError,
  });
  t.is(error?.failure, 'usage');
});

test('what was not seen is a gap, not a guess', (t) => {
  const facts = one(
    { sizeBytes: null, partitionTable: null },
    { memory: { totalBytes: null, modules: [], ecc: null } },
  );
  t.deepEqual(
    plan(facts).gaps.map(({ code }) => code),
    ['layout.memory-unknown', 'layout.size-unknown', 'layout.contents-unknown'],
  );
});
