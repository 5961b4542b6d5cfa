import { execFile } from 'node:child_process';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { readFacts } from '../../../src/discover/facts/facts.ts';
import { findIdentifiers, redactCapture } from '../../../src/discover/redact.ts';
import { readSource } from '../../../src/discover/source.ts';
import type { Capture } from '../../../src/model/capture.ts';
import { PantherError } from '../../../src/model/errors.ts';
import type { Facts } from '../../../src/model/facts.ts';
import { folder } from '../../machine/folder.ts';
import { KEY } from '../redact-samples.ts';

const REPORTS = resolve('test/discover/import/fixtures/reports');
const HASH = /h:[0-9a-f]{12}/g;

async function capture(path: string): Promise<Capture> {
  const value = await readSource(path, '1.0.0');
  if (value.kind !== 'capture') throw new Error(`${path} is no capture`);
  return value.capture;
}

async function facts(name: string): Promise<Facts> {
  return readFacts(await capture(join(REPORTS, name)));
}

/** Facts without what is an identifier, and so differs once it is hashed. */
function withoutIdentifiers(known: Facts): unknown {
  return {
    ...known,
    disks: known.disks.map((disk) => ({
      ...disk,
      serial: null,
      wwid: null,
      byId: [],
      holds: disk.holds.map((holding) => ({
        ...holding,
        identity: null,
        mounts: holding.mounts.map((mount) => mount.replace(/^\/home\/.*/, '/home/…')),
      })),
    })),
  };
}

async function refusal(t: ExecutionContext, path: string): Promise<PantherError> {
  const error = await t.throwsAsync(readSource(path, '1.0.0'), { instanceOf: PantherError });
  t.notRegex(error?.message ?? '', /\p{Cc}/u);
  return error as PantherError;
}

test('a first nixos-facter report, with lists and no version, names the machine', async (t) => {
  const known = await facts('facter-list.json');
  t.like(known.identity, { vendor: 'LENOVO', product: '20KHCTO1WW', assetTag: null });
  t.like(known.chassis, { type: 10, form: 'laptop' });
  t.like(known.cpu, { vendor: 'GenuineIntel', family: 6, model: 142, logical: 4, sockets: null });
  t.is(known.cpu.name, 'Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz');
  t.deepEqual(known.memory.modules, [
    { sizeBytes: 8 * 2 ** 30, type: 'LPDDR3', speedMts: 2133, formFactor: 'Row Of Chips' },
  ]);
  t.like(known.gpus[0], { address: '0000:00:02.0', vendor: '8086', device: '5917' });
  t.like(known.disks[0], { name: 'nvme0n1', sizeBytes: 256_060_514_304, transport: 'nvme' });
  t.deepEqual(known.disks[0]?.byPath, ['/dev/disk/by-path/pci-0000:04:00.0-nvme-1']);
  t.like(known.network[0], { name: 'enp0s31f6', driver: 'e1000e', device: '0000:00:1f.6' });
  t.like(known.input[0], { kind: 'keyboard', bus: 'isa' });
  t.is(known.virtualisation.kind, 'none');
});

for (const [name, said] of [
  ['version 0', { version: 0 }],
  ['version null', { version: null }],
  ['no SMBIOS', { version: 0, smbios: null }],
  ['null lists', { smbios: [null], swap: null, uefi: null }],
] as const) {
  test(`a first nixos-facter report with ${name} is read`, async (t) => {
    const report = JSON.parse(await readFile(join(REPORTS, 'facter-list.json'), 'utf8'));
    const root = await folder(t, { 'r.json': JSON.stringify({ ...report, ...said }) });
    const known = readFacts(await capture(join(root, 'r.json')));
    t.is(known.cpu.logical, 4);
    t.is(known.disks.length, 1);
    t.is(known.identity.vendor, 'smbios' in said ? null : 'LENOVO');
  });
}

for (const name of ['lshw-laptop.json', 'lshw-sanitized.json']) {
  test(`${name} names the machine, its processor, memory, disks and devices`, async (t) => {
    const known = await facts(name);
    t.like(known.identity, {
      vendor: 'Acer',
      product: 'Aspire A515-57',
      family: 'Aspire 5',
      boardName: 'Lewis_ADU',
      biosVersion: 'V1.17',
      biosDate: '07/25/2023',
    });
    t.like(known.chassis, { type: 10, form: 'laptop' });
    t.is(known.platform.architecture, 'x86_64');
    t.like(known.cpu, { vendor: 'GenuineIntel', family: 6, model: 154, stepping: 4 });
    t.like(known.cpu, { name: '12th Gen Intel(R) Core(TM) i5-1235U', sockets: 1, logical: 12 });
    t.deepEqual(known.cpu.flags, ['fpu', 'lm', 'vmx']);
    t.is(known.memory.totalBytes, 16 * 2 ** 30);
    t.is(known.memory.modules.length, 2);
    t.like(known.memory.modules[0], { type: 'DDR4', speedMts: 3200, formFactor: 'SODIMM' });
    t.is(known.disks.length, 1);
    t.like(known.disks[0], {
      name: 'nvme0n1',
      model: 'WD PC SN740 SDDPNQD-512G',
      sizeBytes: 512_110_190_592,
      controller: '0000:01:00.0',
      partitionTable: 'gpt',
    });
    t.like(known.disks[0]?.holds, [
      { partition: '1', type: 'vfat', mounts: ['/boot/efi'] },
      { partition: '2', type: 'ext4', mounts: ['/', '/home/*'] },
    ]);
    t.like(known.gpus, [
      { address: '0000:00:02.0', vendor: '8086', device: '46a8', maker: 'intel' },
    ]);
    t.deepEqual(known.network, [
      {
        name: 'wlp0s20f3',
        kind: 'wireless',
        driver: 'iwlwifi',
        device: '0000:00:14.3',
        names: { onboard: null, slot: null, path: 'wlp0s20f3' },
      },
    ]);
    t.like(known.usb, [{ path: '3-6', vendor: '0408', product: 'a061' }]);
    t.is(known.power.batteries.length, 1);
    t.deepEqual(
      known.input.map(({ kind, bus }) => [kind, bus]),
      [
        ['keyboard', 'isa'],
        ['touchpad', 'i2c'],
      ],
    );
    t.is(known.firmware.mode, null);
  });
}

test('lshw without -numeric tells no PCI ids, and none is guessed from a name', async (t) => {
  const text = await readFile(join(REPORTS, 'lshw-laptop.json'), 'utf8');
  const root = await folder(t, { 'l.json': text.replace(/ \[[0-9A-F:]+\]"/g, '"') });
  const known = readFacts(await capture(join(root, 'l.json')));
  t.deepEqual([known.pci, known.usb, known.gpus], [[], [], []]);
  t.is(known.disks[0]?.model, 'WD PC SN740 SDDPNQD-512G');
});

async function probeIsRead(t: ExecutionContext, path: string): Promise<void> {
  const recorded = await capture(path);
  t.true(Object.keys(recorded.readings).every((id) => id.startsWith('import:hw-probe/')));
  t.false('import:hw-probe/Xorg.log' in recorded.readings);
  const known = readFacts(recorded);
  t.like(known.identity, {
    vendor: 'Micro-Star International Co., Ltd.',
    product: 'MS-7C37',
    boardName: 'X570-A PRO (MS-7C37)',
  });
  t.is(known.chassis.type, 3);
  t.like(known.cpu, { name: 'AMD Ryzen 7 3700X 8-Core Processor', logical: 16, sockets: 1 });
  t.is(known.memory.totalBytes, 32_843_268 * 1024);
  t.like(known.memory.modules, [{ type: 'DDR4', sizeBytes: 16 * 2 ** 30 }]);
  t.deepEqual(
    known.disks.map(({ name, model }) => [name, model]),
    [
      ['nvme0n1', 'Samsung SSD 970 EVO 500GB'],
      ['sda', 'ST1000DM010-2EP102'],
    ],
  );
  t.like(known.disks[0], { sizeBytes: 500_107_862_016, controller: '0000:01:00.0' });
  t.deepEqual(known.disks[0]?.byPath, ['/dev/disk/by-path/pci-0000:01:00.0-nvme-1']);
  t.like(known.disks[0]?.holds, [
    { partition: '1', type: 'vfat', mounts: ['/boot/efi'] },
    { partition: '2', type: 'ext4', mounts: ['/'] },
  ]);
  t.like(known.disks[1], { partitionTable: 'dos' });
  t.like(known.gpus, [{ address: '0000:2d:00.0', vendor: '10de', device: '21c4' }]);
  t.like(known.pci[1], { class: '010802', driver: 'nvme', subvendor: '144d' });
  t.like(known.network, [{ name: 'enp34s0', driver: 'r8169' }]);
  t.like(known.usb, [{ vendor: '046d', product: 'c52b' }]);
  t.like(known.input, [{ kind: 'keyboard', bus: 'usb' }]);
  t.like(known.firmware, { mode: 'uefi', secureBoot: 'off' });
  t.like(known.displays, [{ connector: 'DP-1', widthPixels: 3840, heightPixels: 2160 }]);
  t.is(known.platform.os, 'debian');
}

test('a folder of hw-probe is read, named by itself or from above', async (t) => {
  await probeIsRead(t, join(REPORTS, 'hw-probe'));
  await probeIsRead(t, join(REPORTS, 'hw-probe/hw.info'));
});

const run = promisify(execFile);

for (const [name, words] of [
  ['xz', ['-cJf']],
  ['gzip', ['-czf']],
  ['nothing', ['-cf']],
] as const) {
  test(`an archive of hw-probe packed with ${name} is read like its folder`, async (t) => {
    const root = await folder(t, {});
    const archive = join(root, 'hw.info.bin');
    await run('tar', [...words, archive, '-C', join(REPORTS, 'hw-probe'), 'hw.info']);
    await probeIsRead(t, archive);
    const fromFolder = await capture(join(REPORTS, 'hw-probe'));
    t.deepEqual((await capture(archive)).readings, fromFolder.readings);
  });
}

test('an archive and a part of the tree of lshw are known on standard input too', async (t) => {
  const archive = gzipSync(
    (
      await promisify(execFile)('tar', ['-cf', '-', '-C', join(REPORTS, 'hw-probe'), 'hw.info'], {
        encoding: 'buffer',
      })
    ).stdout,
  );
  const probe = await readSource('-', '1.0.0', Readable.from([archive]));
  t.true(probe.kind === 'capture' && 'import:hw-probe/lspci' in probe.capture.readings);
  const disk = { id: 'virtio1', class: 'disk', physid: '0', logicalname: '/dev/vda', size: 4e10 };
  const part = await readSource('-', '1.0.0', Readable.from([Buffer.from(JSON.stringify([disk]))]));
  if (part.kind !== 'capture') return t.fail();
  t.like(readFacts(part.capture).disks, [{ name: 'vda', sizeBytes: 4e10, virtual: true }]);
});

test('members of a hostile archive that are no logs do nothing, wherever they point', async (t) => {
  const root = await folder(t, { 'hw.info/logs/lscpu': 'Architecture: x86_64\nCPU(s): 2\n' });
  await symlink('/etc/passwd', join(root, 'hw.info/logs/dmidecode'));
  await writeFile(join(root, 'hw.info/logs/evil'), 'x');
  const archive = join(root, 'a.tar');
  const move = ['--transform', 's,.*evil,../../../../tmp/panther-evil/hw.info/logs/lspci,', '-P'];
  await run('tar', ['-cf', archive, ...move, '-C', root, 'hw.info']);
  t.deepEqual(Object.keys((await capture(archive)).readings), ['import:hw-probe/lscpu']);
  t.deepEqual(Object.keys((await capture(root)).readings), ['import:hw-probe/lscpu']);
});

test('a small archive that unpacks to gigabytes is refused', async (t) => {
  const root = await folder(t, { 'bomb.tgz': gzipSync(Buffer.alloc(80 * 2 ** 20)) });
  t.regex((await refusal(t, join(root, 'bomb.tgz'))).message, /unpacks to more than 64 MiB/);
  await run('sh', ['-c', `head -c 80M /dev/zero | xz -0 > '${join(root, 'bomb.txz')}'`]);
  t.regex((await refusal(t, join(root, 'bomb.txz'))).message, /unpacks to more than 64 MiB/);
});

test('archives that are cut off, or hold something else, are refused in one line', async (t) => {
  const root = await folder(t, { 'other/readme': 'x' });
  const archive = join(root, 'a.txz');
  await run('tar', ['-cJf', archive, '-C', join(REPORTS, 'hw-probe'), 'hw.info']);
  const bytes = await readFile(archive);
  await writeFile(join(root, 'cut.txz'), bytes.subarray(0, bytes.length / 2));
  t.regex((await refusal(t, join(root, 'cut.txz'))).message, /cannot be unpacked \(cut off\?\)/);
  await run('tar', ['-cf', join(root, 'whole.tar'), '-C', join(REPORTS, 'hw-probe'), 'hw.info']);
  const tar = await readFile(join(root, 'whole.tar'));
  await writeFile(join(root, 'cut.tar'), tar.subarray(0, 3000));
  t.regex((await refusal(t, join(root, 'cut.tar'))).message, /broken tar archive/);
  await run('tar', ['-cf', join(root, 'other.tar'), '-C', root, 'other']);
  t.regex((await refusal(t, join(root, 'other.tar'))).message, /no hw.info\/logs of hw-probe/);
});

test.serial('an archive packed with xz where there is no xz says what to do', async (t) => {
  const root = await folder(t, {});
  await run('tar', ['-cJf', join(root, 'a.txz'), '-C', join(REPORTS, 'hw-probe'), 'hw.info']);
  const path = process.env['PATH'];
  process.env['PATH'] = root;
  try {
    const error = await refusal(t, join(root, 'a.txz'));
    t.is(error.failure, 'missing');
    t.regex(error.message, /xz, which is not installed here; install xz/);
  } finally {
    process.env['PATH'] = path;
  }
});

test('a folder of outputs is known by the names of the commands', async (t) => {
  const recorded = await capture(join(REPORTS, 'named'));
  t.false('import:scan/notes.md' in recorded.readings);
  const known = readFacts(recorded);
  t.like(known.identity, { vendor: 'Dell Inc.', product: 'PowerEdge R740', biosVersion: '2.18.1' });
  t.like(known.chassis, { type: 23, form: 'server' });
  t.like(known.cpu, { sockets: 2, logical: 40, family: 6, model: 85 });
  t.is(known.cpu.name, 'Intel(R) Xeon(R) Silver 4114 CPU @ 2.20GHz');
  t.like(known.disks, [
    { name: 'sda', model: 'MZ7KH480HAHQ0D3', sizeBytes: 480_103_981_056, transport: 'sata' },
  ]);
  t.like(known.disks[0]?.holds, [{ partition: '1', type: 'ext4', mounts: ['/'] }]);
  t.like(known.gpus, [{ address: '0000:03:00.0', vendor: '102b', driver: 'mgag200' }]);
  t.is(known.platform.kernel, '5.14.0-362.el9.x86_64');
});

test('reports of other tools in a folder of outputs stand beside the outputs', async (t) => {
  const root = await folder(t, { 'package.json': '{"name": "x"}' });
  await cp(join(REPORTS, 'named'), root, { recursive: true });
  await cp(join(REPORTS, 'lshw-laptop.json'), join(root, 'hardware.json'));
  const { readings } = await capture(root);
  t.like(readings['import:lshw'], { kind: 'report', format: 'lshw' });
  t.true('import:scan/lsblk.json' in readings);
  t.false('import:scan/package.json' in readings);
});

const IDENTIFIERS: Readonly<Record<string, readonly string[]>> = {
  'facter-list.json': [
    'FLEET-0042',
    'b981b6c1d2',
    'S340NX0J123456',
    '54:e1:ad:12:34:56',
    '5a5a392d',
  ],
  'lshw-laptop.json': [
    ...['mayas-book', 'NXK3NAA0012340567', 'NBK3N1100523400A', '8a9b1c2d-3e4f', '2C3D4E5F'],
    ...['230512801234', '001B448B4A1C2D3E', '001b448b4a1c2d3e', '0f1e2d3c-4b5a', '7a3b-91cd'],
    ...[
      'c0ffee12',
      'MAYA-ESP',
      '/home/maya',
      'a8:7e:ea:12:34:56',
      '192.0.2.44',
      'SN4417',
      '00A1-7765',
    ],
  ],
  'lshw-sanitized.json': ['/home/maya'],
  'hw-probe': [
    ...['0123ABCD4567EF89', 'H7Z00012345', '1f2e3d4c-5b6a', '7A61B2C3', '7A3B-91CD', '6a7b8c9d'],
    ...['S466NX0M712345', '00:d8:61:12:34:56', '<den>', '439041101', '006NTQD4H123', 'UNIQ-443322'],
    ...['4d3c2b1a', '4d 3c 2b 1a', '4e5451443448', '4e 54 51 44'],
  ],
  named: ['7QRST53', '4c4c4544', 'S5CPNA0N712345', '5002538e0f1a2b3c', 'aa11bb22', 'rack7'],
};

for (const [name, planted] of Object.entries(IDENTIFIERS)) {
  test(`no identifier of ${name} outlives redaction, and the facts stay`, async (t) => {
    const recorded = await capture(join(REPORTS, name));
    const text = JSON.stringify(recorded);
    for (const secret of planted) {
      // Blanks come between the bytes of an EDID by redaction only.
      t.true(text.includes(secret) || / [0-9a-f]{2}$/.test(secret), secret);
    }
    const redacted = redactCapture(recorded, KEY);
    const left = JSON.stringify(redacted).replace(HASH, '');
    for (const secret of planted)
      t.false(left.toLowerCase().includes(secret.toLowerCase()), secret);
    t.deepEqual(findIdentifiers(redacted), []);
    t.deepEqual(withoutIdentifiers(readFacts(redacted)), withoutIdentifiers(readFacts(recorded)));
  });
}
