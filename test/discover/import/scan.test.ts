import { readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { observeScan } from '../../../src/discover/import/scan.ts';
import type { Observation } from '../../../src/discover/observation.ts';
import { openReadings } from '../../../src/discover/readings.ts';
import { Capture } from '../../../src/model/capture.ts';
import { Facts } from '../../../src/model/facts.ts';

const FIXTURES = ['scan-two-disks', 'scan-guest', 'scan-lenovo'];

function captureOf(name: string): Capture {
  const path = `test/discover/import/fixtures/${name}.json`;
  return Capture.parse(JSON.parse(readFileSync(path, 'utf8')));
}

function known(name: string): Observation {
  const observation = observeScan(openReadings(captureOf(name)));
  if (observation === null) throw new Error(`${name} holds no scan`);
  return observation;
}

function observed(...texts: string[]): Observation | null {
  const readings = Object.fromEntries(
    texts.map((data, index) => [
      `import:scan/${index}.txt`,
      { status: 'ok' as const, kind: 'text' as const, data },
    ]),
  );
  return observeScan(openReadings({ ...captureOf('scan-lenovo'), readings }));
}

test('without recorded outputs nothing is observed', (t) => {
  t.is(observed(), null);
});

test('what is observed has the shape of facts', (t) => {
  for (const name of FIXTURES) {
    t.notThrows(() =>
      Facts.parse({ ...known(name), schema: 'panther.facts/1', gpus: [], gaps: [] }),
    );
  }
});

test('one filesystem on two disks has the same identity on both', (t) => {
  const [first, second] = known('scan-two-disks').disks;
  t.is(first?.name, 'nvme0n1');
  t.is(second?.name, 'nvme1n1');
  t.is(first?.holds[1]?.type, 'btrfs');
  t.truthy(first?.holds[1]?.identity);
  t.is(first?.holds[1]?.identity, second?.holds[0]?.identity);
});

test('mounts are those of the listing and of mount, each once', (t) => {
  const root = known('scan-two-disks').disks[0]?.holds[1];
  t.deepEqual(root?.mounts, ['/', '/home', '/srv', '/var/log']);
});

test('a size with a unit is rounded as it was printed; fdisk tells the exact one', (t) => {
  t.is(known('scan-two-disks').disks[1]?.sizeBytes, Math.round(1.8 * 1024 ** 4));
  t.is(known('scan-guest').disks[0]?.sizeBytes, 214_748_364_800);
  t.is(known('scan-guest').disks[0]?.logicalSectorBytes, 512);
});

test('the sizes of partitions are those of fdisk, by number', (t) => {
  const text = [
    'Disk /dev/sda: 457.77 GiB, 491522097152 bytes, 960004096 sectors',
    'Units: sectors of 1 * 512 = 512 bytes',
    'Sector size (logical/physical): 512 bytes / 4096 bytes',
    'Disklabel type: dos',
    'Device     Boot  Start       End   Sectors   Size Id Type',
    '/dev/sda2       528384 960004062 959475679 457.5G 83 Linux',
    '/dev/sda1  *      4096    528383    524288   256M  b W95 FAT32',
    '',
    'Disk /dev/nvme0n1: 4 GiB, 4294967296 bytes, 1048576 sectors',
    'Sector size (logical/physical): 4096 bytes / 4096 bytes',
    'Device          Start     End Sectors Size Type',
    '/dev/nvme0n1p1    256 1048319 1048064   4G Linux filesystem',
    '',
  ].join('\n');
  const disks = observed(text)?.disks ?? [];
  t.deepEqual(
    disks.map(({ name, partitions }) => [name, partitions]),
    [
      ['nvme0n1', [{ number: '1', sizeBytes: 1_048_064 * 4096 }]],
      [
        'sda',
        [
          { number: '1', sizeBytes: 524_288 * 512 },
          { number: '2', sizeBytes: 959_475_679 * 512 },
        ],
      ],
    ],
  );
  t.is(known('scan-two-disks').disks[1]?.partitions, undefined, 'nothing told them');
});

test('zram and loop devices are no disks', (t) => {
  t.deepEqual(
    known('scan-two-disks').disks.map((disk) => disk.name),
    ['nvme0n1', 'nvme1n1'],
  );
  t.deepEqual(
    known('scan-guest').disks.map((disk) => disk.name),
    ['sda'],
  );
});

test('what a guest says of rotation is kept and the disk is marked virtual', (t) => {
  t.like(known('scan-guest').disks[0], { rotational: true, virtual: true, transport: null });
});

test('an efivarfs means UEFI; an ESP in use without one means BIOS; neither means unknown', (t) => {
  t.is(known('scan-two-disks').firmware.mode, 'uefi');
  t.is(known('scan-guest').firmware.mode, 'bios');
  t.is(known('scan-lenovo').firmware.mode, null);
});

test('PCI addresses without a domain are in domain 0000; the verbose listing adds the interface', (t) => {
  t.like(known('scan-two-disks').pci, [
    { address: '0000:00:02.0', class: '0380', driver: 'i915', subdevice: '1a8c' },
    { address: '0000:01:00.0', class: '030000', vendor: '10de', device: '24a0' },
    { address: '0000:02:00.0', class: '010802', driver: 'nvme', subvendor: null },
  ]);
});

test('a USB device has the first setting of each interface, and root hubs are left out', (t) => {
  const { usb } = known('scan-two-disks');
  const keyboard = { class: '03', subclass: '01', protocol: '01', driver: null };
  t.deepEqual(
    usb.map((device) => `${device.vendor}:${device.product}`),
    ['0b05:19b6', '8087:0033'],
  );
  t.deepEqual(usb[0]?.interfaces, [keyboard, keyboard]);
  t.is(usb[1]?.interfaces.length, 2);
  t.is(usb[1]?.interfaces[1]?.protocol, '01');
});

test('a battery that feeds no machine has the scope device', (t) => {
  t.deepEqual(
    known('scan-two-disks').power.batteries.map(({ name, scope }) => [name, scope]),
    [
      ['BAT0', 'system'],
      ['hidpp_battery_0', 'device'],
    ],
  );
  t.deepEqual(known('scan-guest').power.batteries, []);
});

test('the chassis as a word is not turned into a number', (t) => {
  t.is(known('scan-two-disks').chassis.type, null);
  t.is(known('scan-lenovo').chassis.type, null);
});

test("Lenovo's readable name is its product version, as systemd shows it", (t) => {
  t.like(known('scan-lenovo').identity, { product: null, version: 'Yoga 7 2-in-1 14AKP10' });
  t.like(known('scan-two-disks').identity, {
    product: 'ROG Zephyrus M16 GU603ZW_GU603ZW',
    version: '1.0',
    assetTag: null,
  });
});

test('no hypervisor and a hypervisor are both told', (t) => {
  t.is(known('scan-two-disks').virtualisation.kind, 'none');
  t.is(known('scan-guest').virtualisation.kind, 'kvm');
  t.is(known('scan-lenovo').virtualisation.kind, null);
});

test('processor, memory, kernel, backlight and modules come from their outputs', (t) => {
  const observation = known('scan-two-disks');
  t.like(observation.cpu, { vendor: 'GenuineIntel', model: 154, sockets: 1, logical: 2 });
  t.is(observation.memory.totalBytes, 40_745_696 * 1024);
  t.like(observation.platform, {
    kernel: '6.17.8-2-cachyos',
    architecture: 'x86_64',
    os: 'cachyos',
  });
  t.deepEqual(observation.backlights, ['nvidia_0']);
  t.deepEqual(observation.loadedModules, ['asus_nb_wmi', 'hid_sensor_als', 'nvidia_drm']);
  t.true(observation.sensors.ambientLight);
  t.is(observation.sensors.accelerometer, null);
});

test('each fact names the file that it came from', (t) => {
  const { sources } = known('scan-two-disks');
  t.deepEqual(sources['cpu.vendor'], ['import:scan/02-cpu.txt']);
  t.deepEqual(sources['pci[0000:01:00.0]'], ['import:scan/08-pci.txt']);
  t.deepEqual(sources['disks[nvme0n1]'], [
    'import:scan/04-storage.txt',
    'import:scan/05-filesystems.txt',
  ]);
  t.deepEqual(sources['firmware.mode'], ['import:scan/05-filesystems.txt']);
  for (const [path, ids] of Object.entries(sources)) t.true(ids.length > 0, path);
});

test('the name of a file does not matter', (t) => {
  const readings = Object.fromEntries(
    Object.entries(captureOf('scan-two-disks').readings).map(([id, reading], index) => [
      `import:scan/${String(index).padStart(2, '0')}-${id.length}.log`,
      reading,
    ]),
  );
  const renamed = observeScan(openReadings({ ...captureOf('scan-two-disks'), readings }));
  t.deepEqual({ ...renamed, sources: {} }, { ...known('scan-two-disks'), sources: {} });
});

test('what a partition is opened to counts as the partition', (t) => {
  const tree = [
    'NAME          FSTYPE      FSVER LABEL UUID                                 FSAVAIL FSUSE% MOUNTPOINTS',
    'nvme0n1                                                                                   ',
    '├─nvme0n1p1   vfat        FAT32       0000-0003                             500.0M     1% /boot',
    '└─nvme0n1p2   crypto_LUKS 2           00000000-0000-0000-0000-00000000000c                ',
    '  └─cryptroot btrfs                   00000000-0000-0000-0000-00000000000d   800.0G    1% /',
  ].join('\n');
  t.like(observed(tree)?.disks[0]?.holds, [
    { partition: '1', type: 'vfat', mounts: ['/boot'] },
    { partition: '2', type: 'crypto_LUKS', mounts: ['/'] },
  ]);
});

test('texts that are anything at all are read without an error', (t) => {
  const lines = FIXTURES.flatMap((name) =>
    Object.values(captureOf(name).readings).flatMap((reading) =>
      reading.status === 'ok' && reading.kind === 'text' ? reading.data.split('\n') : [],
    ),
  );
  const line = fc.oneof(fc.constantFrom(...lines), fc.string({ unit: 'grapheme' }));
  const cut = fc
    .tuple(fc.constantFrom(...lines), fc.nat(120))
    .map(([text, end]) => text.slice(0, end));
  fc.assert(
    fc.property(fc.array(fc.oneof(line, cut), { maxLength: 60 }), (some) => {
      const observation = observed(some.join('\n'));
      Facts.parse({ ...observation, schema: 'panther.facts/1', gpus: [], gaps: [] });
    }),
    { numRuns: 300 },
  );
  t.pass();
});
