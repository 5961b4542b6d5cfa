import test from 'ava';
import { command, factsOf, list, machine } from './captures.ts';

const facts = factsOf(machine('laptop'));

test('the make is read from DMI without blanks, quotes and what vendors leave unfilled', (t) => {
  t.like(facts.identity, {
    vendor: 'EXAMPLE',
    product: 'EX14',
    version: null,
    family: 'Example Flip',
    sku: null,
    boardName: 'EX14',
    boardVersion: null,
    assetTag: null,
  });
  t.deepEqual(facts.chassis, { type: 31, form: 'convertible' });
});

test('a GPU of class 0380 is a GPU, and generations go by device id', (t) => {
  t.deepEqual(
    facts.gpus.map((gpu) => [gpu.address, gpu.class, gpu.maker, gpu.generation]),
    [
      ['0000:00:02.0', '038000', 'intel', 'alder-lake'],
      ['0000:01:00.0', '030200', 'nvidia', 'ampere'],
    ],
  );
  t.deepEqual(facts.sources['gpus[0000:01:00.0]'], facts.sources['pci[0000:01:00.0]']);
});

test('a PCI device knows the bridges above it and its bound driver', (t) => {
  const disk = facts.pci.find((device) => device.address === '0000:03:00.0');
  t.like(disk, { parents: ['0000:00:06.2'], driver: 'nvme', subvendor: null });
});

test('two disks that carry one btrfs name each other', (t) => {
  const [first, second] = facts.disks;
  t.deepEqual(
    facts.disks.map((disk) => disk.name),
    ['nvme0n1', 'nvme1n1'],
  );
  t.deepEqual(first?.holds[0]?.alsoOn, ['nvme1n1']);
  t.deepEqual(second?.holds.find((holding) => holding.type === 'btrfs')?.alsoOn, ['nvme0n1']);
  t.deepEqual(second?.holds.find((holding) => holding.type === 'btrfs')?.mounts, [
    '/',
    '/home',
    '/srv/*',
  ]);
  t.is(second?.holds.find((holding) => holding.type === 'vfat')?.partition, '1');
});

test('partitions that are there have the sizes of sysfs, or else of lsblk', (t) => {
  const [first] = facts.disks;
  t.deepEqual(first?.partitions, [{ number: '1', sizeBytes: 2_000_397_885_440 }]);
  const capture = machine('laptop');
  const text = (data: string) => ({ status: 'ok', kind: 'text', data }) as const;
  const readings = {
    ...capture.readings,
    '/sys/block/nvme0n1/nvme0n1p3/partition': text('3\n'),
    '/sys/block/nvme0n1/nvme0n1p3/size': text('2048\n'),
  };
  const [known] = factsOf({ ...capture, readings }).disks;
  t.deepEqual(known?.partitions, [{ number: '3', sizeBytes: 2 ** 20 }]);
});

test('an NVMe disk below a multipath subsystem still has its controller', (t) => {
  t.is(facts.disks.find((disk) => disk.name === 'nvme1n1')?.controller, '0000:03:00.0');
});

test('a disk is linked by paths of its own and not by those of its partitions', (t) => {
  t.deepEqual(facts.disks[0]?.byPath, ['/dev/disk/by-path/pci-0000:02:00.0-nvme-1']);
});

test('compressed memory and maps are no disks', (t) => {
  t.false(facts.disks.some((disk) => /zram|dm-/.test(disk.name)));
});

test('the battery of a mouse is a device’s, and a battery that names no scope the system’s', (t) => {
  t.deepEqual(
    facts.power.batteries.map((battery) => [battery.name, battery.scope, battery.chargeLimit]),
    [
      ['BAT0', 'system', true],
      ['hidpp_battery_0', 'device', false],
    ],
  );
  t.true(facts.power.onMains);
  t.deepEqual(facts.power.sleepStates, ['deep', 's2idle']);
});

test('only the connected panel is a display, with size and pixels', (t) => {
  t.deepEqual(facts.displays, [
    {
      connector: 'eDP-1',
      internal: true,
      gpu: '0000:00:02.0',
      widthPixels: 2560,
      heightPixels: 1600,
      widthMillimetres: 302,
      heightMillimetres: 189,
    },
  ]);
});

test('input devices are told by what they can do', (t) => {
  t.deepEqual(
    facts.input.map((device) => `${device.kind}/${device.bus}`),
    [
      'keyboard/isa',
      'keyboard/virtual',
      'lid/other',
      'mouse/usb',
      'pen/i2c',
      'tablet-switch/other',
      'touchpad/i2c',
      'touchscreen/i2c',
    ],
  );
});

test('only interfaces with hardware behind them are listed', (t) => {
  t.deepEqual(facts.network, [
    {
      name: 'wlp0s20f3',
      kind: 'wireless',
      driver: 'iwlwifi',
      device: '0000:00:14.3',
      names: { onboard: null, slot: null, path: 'wlp0s20f3' },
    },
  ]);
});

test('firmware, Secure Boot and TPM are told', (t) => {
  t.deepEqual(facts.firmware, {
    mode: 'uefi',
    width: 64,
    secureBoot: 'on',
    tpm: '2.0',
    esrt: true,
  });
});

test('sensors are told by what they offer', (t) => {
  t.deepEqual(facts.sensors, { accelerometer: true, ambientLight: true, hub: null });
});

test('a machine without the hypervisor flag is bare metal and has no provider', (t) => {
  t.is(facts.virtualisation.kind, 'none');
  t.is(facts.virtualisation.provider, null);
});

test('what was denied and matters is a gap, and nothing else is', (t) => {
  t.deepEqual(
    facts.gaps.map((gap) => gap.code),
    ['dmidecode.denied'],
  );
});

test('every path in the sources is that of a subject, field or listed element', (t) => {
  const keys: Record<string, readonly (string | null)[]> = {
    pci: facts.pci.map((device) => device.address),
    gpus: facts.gpus.map((gpu) => gpu.address),
    controllers: facts.controllers.map((controller) => controller.address),
    usb: facts.usb.map((device) => device.path),
    disks: facts.disks.map((disk) => disk.name),
    network: facts.network.map((card) => card.name),
    displays: facts.displays.map((display) => display.connector),
    'power.batteries': facts.power.batteries.map((battery) => battery.name),
  };
  for (const [path, ids] of Object.entries(facts.sources)) {
    const found = /^([a-z.]+)\[(.*)\]/.exec(path);
    if (found !== null) t.true(keys[found[1] ?? '']?.includes(found[2] ?? ''), path);
    t.true(ids.length > 0, path);
  }
});

test('the same capture gives the same bytes, in whatever order its readings stand', (t) => {
  const capture = machine('laptop');
  const reversed = Object.fromEntries(Object.entries(capture.readings).reverse());
  t.is(
    JSON.stringify(factsOf({ ...capture, readings: reversed })),
    JSON.stringify(factsOf(capture)),
  );
});

test('dmidecode tells memory modules and error correction, and fills DMI fields that are missing', (t) => {
  const output = [
    'Handle 0x0001, DMI type 1, 27 bytes',
    'System Information',
    '\tManufacturer: Another',
    '\tSKU Number: EX14-2024',
    '',
    'Handle 0x0010, DMI type 16, 23 bytes',
    'Physical Memory Array',
    '\tUse: System Memory',
    '\tError Correction Type: Single-bit ECC',
    '',
    'Handle 0x0011, DMI type 17, 92 bytes',
    'Memory Device',
    '\tSize: 32 GB',
    '\tForm Factor: SODIMM',
    '\tType: DDR5',
    '\tSpeed: 5600 MT/s',
    '\tConfigured Memory Speed: 4800 MT/s',
    '',
    'Handle 0x0012, DMI type 17, 92 bytes',
    'Memory Device',
    '\tSize: No Module Installed',
  ].join('\n');
  const told = factsOf(machine('laptop', { 'command:dmidecode': command(output) }));
  t.is(told.identity.vendor, 'EXAMPLE');
  t.is(told.identity.sku, 'EX14-2024');
  t.deepEqual(told.memory.modules, [
    { sizeBytes: 34359738368, type: 'DDR5', speedMts: 4800, formFactor: 'SODIMM' },
  ]);
  t.true(told.memory.ecc);
  t.is(told.memory.totalBytes, 32574020 * 1024);
  t.deepEqual(told.sources['memory.modules'], ['command:dmidecode']);
});

test('lspci adds only what sysfs did not show', (t) => {
  const record = (slot: string, name: string) =>
    `Slot:\t${slot}\nClass:\t${name}\nVendor:\tVendor [8086]\nDevice:\tDevice [1234]\n\n`;
  const output = record('0000:00:02.0', 'Other [0300]') + record('0000:05:00.0', 'Net [0200]');
  const told = factsOf(machine('laptop', { 'command:lspci': command(output) }));
  t.is(told.pci.length, facts.pci.length + 1);
  t.is(told.pci.find((device) => device.address === '0000:00:02.0')?.device, '46a6');
});

test('a disk under LUKS holds the header and the filesystem, with the mounts of the map', (t) => {
  const told = factsOf(
    machine('laptop', {
      'command:lsblk': null,
      '/proc/mounts': '/dev/mapper/root / ext4 rw 0 0\n',
      '/sys/block/dm-0': { status: 'ok', kind: 'link', data: '../devices/virtual/block/dm-0' },
      '/sys/block/dm-0/dm/name': 'root\n',
      '/sys/block/dm-0/slaves': list('nvme1n1p2'),
    }),
  );
  const [holding] = told.disks.find((disk) => disk.name === 'nvme1n1')?.holds ?? [];
  t.like(holding, { partition: '2', type: 'ext4', mounts: ['/'] });
});
