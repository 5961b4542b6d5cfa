import test from 'ava';
import fc from 'fast-check';
import type { Capture, Reading } from '../../../src/model/capture.ts';
import { excerptsOf } from '../../../src/plan/explain/excerpts.ts';

function capture(readings: Record<string, Reading>): Capture {
  return {
    schema: 'panther.capture/1',
    recordedBy: 'a test',
    origin: 'recorded',
    redacted: true,
    readings,
  };
}

function text(data: string): Reading {
  return { status: 'ok', kind: 'text', data };
}

const CPUINFO = [
  'processor\t: 0',
  'vendor_id\t: GenuineIntel',
  'cpu family\t: 6',
  'model\t\t: 154',
  'model name\t: A processor',
  `flags\t\t: ${'fpu '.repeat(80)}vmx`,
  '',
  'processor\t: 1',
  'vendor_id\t: GenuineIntel',
].join('\n');

test('a fact of the processor is shown by its own line, once', (t) => {
  const of = (path: string, value: unknown) =>
    excerptsOf(capture({ '/proc/cpuinfo': text(CPUINFO) }), path, value, ['/proc/cpuinfo']);
  t.deepEqual(of('cpu.vendor', 'GenuineIntel'), [
    { reading: '/proc/cpuinfo', place: 'line 2', text: 'vendor_id : GenuineIntel' },
  ]);
  t.deepEqual(
    of('cpu.model', 154).map(({ place }) => place),
    ['line 4'],
  );
  t.true(of('cpu.flags', ['vmx']).every(({ text: words }) => words.includes('vmx')));
});

test('a file of one line is shown whole', (t) => {
  const id = '/sys/bus/pci/devices/0000:00:02.0/class';
  t.deepEqual(excerptsOf(capture({ [id]: text('0x030000\n') }), 'pci[0000:00:02.0]', {}, [id]), [
    { reading: id, place: null, text: '0x030000' },
  ]);
});

test('a device is shown by the lines and the names that bear its address', (t) => {
  const readings = {
    'command:lspci': text('00:02.0 VGA\n00:02.00 no\n100:02.0 no\n01:00.0 3D'),
    '/sys/bus/pci/devices': {
      status: 'ok',
      kind: 'list',
      data: ['0000:00:02.0', '0000:01:00.0'],
    },
  } satisfies Record<string, Reading>;
  const found = excerptsOf(capture(readings), 'gpus[0000:00:02.0]', {}, Object.keys(readings));
  t.deepEqual(
    found.map((excerpt) => excerpt.text),
    ['00:02.0 VGA', '0000:00:02.0'],
  );
});

test('a report gives the path of the field and its value', (t) => {
  const data = {
    hardware: {
      cpu: [{ vendor_name: 'GenuineIntel', family: 6 }],
      storage: [
        { sysfs_bus_id: '0000:00:05.0', vendor: { hex: '1af4' }, driver: 'virtio-pci', model: 6 },
        { sysfs_bus_id: '0000:00:06.0', vendor: { hex: '1af4' } },
      ],
    },
  };
  const report = capture({ r: { status: 'ok', kind: 'report', format: 'nixos-facter', data } });
  t.deepEqual(excerptsOf(report, 'cpu.vendor', 'GenuineIntel', ['r']), [
    { reading: 'r', place: 'hardware.cpu[0].vendor_name', text: 'GenuineIntel' },
  ]);
  t.deepEqual(excerptsOf(report, 'cpu.family', 6, ['r']), [
    { reading: 'r', place: 'hardware.cpu[0].family', text: '6' },
  ]);
  const device = { address: '0000:00:05.0', vendor: '1af4', driver: 'virtio-pci' };
  t.deepEqual(
    excerptsOf(report, 'pci[0000:00:05.0]', device, ['r']).map(({ place }) => place),
    [
      'hardware.storage[0].sysfs_bus_id',
      'hardware.storage[0].vendor.hex',
      'hardware.storage[0].driver',
    ],
  );
});

test('readings that are missing, failed or not at hand give nothing', (t) => {
  const readings: Record<string, Reading> = { a: { status: 'denied', reason: 'EACCES' } };
  t.deepEqual(excerptsOf(capture(readings), 'cpu.vendor', 'x', ['a', 'b']), []);
});

test('a fact named like a method of objects is looked up as any other', (t) => {
  const readings = { r: text('a\nb'), s: text('c\nd') };
  for (const path of ['valueOf', 'constructor', '__proto__']) {
    t.deepEqual(excerptsOf(capture(readings), path, 'x', ['r', 's']), []);
  }
});

test('any text and any fact give few and short excerpts', (t) => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.jsonValue(), (data, path, value) => {
      const readings = {
        text: text(data),
        report: { status: 'ok', kind: 'report', format: 'x', data: value },
      } satisfies Record<string, Reading>;
      const found = excerptsOf(capture(readings), path, value, ['text', 'report']);
      t.true(found.length <= 7);
      t.true(found.every((excerpt) => excerpt.text.length <= 200));
    }),
  );
  t.pass();
});
