import { execFileSync } from 'node:child_process';
import test from 'ava';
import fc from 'fast-check';
import { readFacts } from '../../../src/discover/facts/facts.ts';
import { redactCapture } from '../../../src/discover/redact.ts';
import { archiveCapture } from '../../../src/discover/source/archive.ts';
import { documentFrom } from '../../../src/discover/source/document.ts';
import type { Capture, Reading } from '../../../src/model/capture.ts';
import { PantherError } from '../../../src/model/errors.ts';
import { Facts } from '../../../src/model/facts.ts';
import { captureOf, KEY, text } from '../redact-samples.ts';

const REPORTS = 'test/discover/import/fixtures/reports';

function report(format: string, data: unknown): Reading {
  return { status: 'ok', kind: 'report', format, data };
}

/** Facts of a capture, or a refusal in one line; anything else that is thrown is a bug. */
function factsOrRefusal(capture: Capture): void {
  try {
    Facts.parse(readFacts(capture));
  } catch (error) {
    if (!(error instanceof PantherError) || error.message.includes('\n')) throw error;
  }
}

const value = fc.jsonValue({ maxDepth: 4 });
const node = fc.record(
  {
    id: fc.constantFrom('cpu', 'core', 'memory', 'bank:0', 'firmware', 'battery', '__proto__'),
    class: fc.constantFrom('system', 'processor', 'memory', 'disk', 'volume', 'network', 'bridge'),
    description: fc.oneof(value, fc.constantFrom('System Memory', 'PCI bridge', 'NVMe device')),
    product: fc.oneof(value, fc.constantFrom('x [8086:1]', 'y [FFFF:FFFF]')),
    businfo: fc.oneof(value, fc.constantFrom('pci@0000:00:02.0', 'usb@1:2.3', 'usb@1:')),
    logicalname: fc.oneof(value, fc.constantFrom('/dev/sda', ['/dev/sda1', '/'], 'eth0')),
    size: fc.oneof(value, fc.double()),
    clock: value,
    version: fc.oneof(value, fc.constant('6.154.4')),
    configuration: fc.oneof(
      value,
      fc.dictionary(fc.constantFrom('chassis', 'threads', 'cores'), value),
    ),
    capabilities: value,
  },
  { requiredKeys: ['id', 'class'] },
);
const tree = fc.tuple(node, fc.array(fc.tuple(node, fc.array(node)))).map(([root, children]) => ({
  ...root,
  children: children.map(([child, below]) => ({ ...child, children: below })),
}));

test('an lshw report with anything in it becomes facts', (t) => {
  fc.assert(
    fc.property(fc.oneof(tree, value), (data) => {
      const capture = captureOf({ 'import:lshw': report('lshw', data) });
      factsOrRefusal(capture);
      factsOrRefusal(redactCapture(capture, KEY));
    }),
    { numRuns: 120 },
  );
  t.pass();
});

test('an old nixos-facter report with anything in it becomes facts', (t) => {
  const entry = fc.record({
    hardware_class: fc.constantFrom('cpu', 'disk', 'network_interface', 'keyboard', 'memory'),
    bus: value,
    detail: fc.oneof(value, fc.record({ vendor_name: value, family: value, features: value })),
    unix_device_name: value,
    sysfs_id: fc.oneof(value, fc.constant('/class/block/sda')),
    sysfs_device_link: fc.oneof(value, fc.constant('/devices/pci0000:00/0000:00:1f.2')),
    resources: value,
  });
  const structure = fc.record({
    type: fc.constantFrom('system', 'chassis', 'memory_device', 'processor', '__proto__'),
    manufacturer: value,
    version: value,
    chassis_type: value,
    size: value,
  });
  const data = fc.record({
    version: fc.constantFrom(null, 0, 1, 'x'),
    hardware: fc.array(fc.oneof(entry, value)),
    smbios: fc.oneof(fc.array(fc.oneof(structure, value)), value),
  });
  fc.assert(
    fc.property(data, (each) => {
      const capture = captureOf({ 'import:nixos-facter': report('nixos-facter', each) });
      factsOrRefusal(capture);
      factsOrRefusal(redactCapture(capture, KEY));
    }),
    { numRuns: 120 },
  );
  t.pass();
});

test('any bytes are a document or refused in one line', (t) => {
  const start = fc.constantFrom(
    '',
    '{"hardware":',
    '{"id":"x","class":"system","children":',
    '[{"id":',
  );
  fc.assert(
    fc.property(start, fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (head, rest) => {
      try {
        documentFrom(new TextEncoder().encode(head + rest), 'a', 'test');
      } catch (error) {
        if (!(error instanceof PantherError) || error.message.includes('\n')) throw error;
      }
    }),
    { numRuns: 200 },
  );
  t.pass();
});

test('deep JSON is read or refused, and never ends the process', (t) => {
  const levels = 5000;
  const json = `{"id":"x","class":"system","children":[${'{"children":['.repeat(levels)}${']}'.repeat(levels)}]}`;
  const document = documentFrom(new TextEncoder().encode(json), 'a', 'test');
  t.is(document.kind, 'capture');
  if (document.kind !== 'capture') return;
  factsOrRefusal(document.capture);
  factsOrRefusal(redactCapture(document.capture, KEY));
});

test('an archive with any byte changed is read or refused in one line', async (t) => {
  const tar = execFileSync('tar', ['-cf', '-', '-C', `${REPORTS}/hw-probe`, 'hw.info']);
  const packed = execFileSync('xz', ['-0', '-c'], { input: tar });
  const change = fc.tuple(fc.nat(), fc.nat(255), fc.nat());
  const tried = async (bytes: Uint8Array, [at, byte, end]: [number, number, number]) => {
    const copy = Uint8Array.from(bytes);
    copy[6 + (at % (copy.length - 6))] = byte;
    try {
      const whole = end % 2 === 0 ? copy : copy.subarray(0, end % copy.length);
      factsOrRefusal(await archiveCapture(whole, 'a', 'test'));
    } catch (error) {
      if (!(error instanceof PantherError) || error.message.includes('\n')) throw error;
    }
  };
  await fc.assert(
    fc.asyncProperty(change, (each) => tried(tar, each)),
    { numRuns: 150 },
  );
  await fc.assert(
    fc.asyncProperty(change, (each) => tried(packed, each)),
    { numRuns: 15 },
  );
  t.pass();
});

test('huge lines in recorded outputs are read and redacted in linear time', (t) => {
  const heads = [
    '',
    'EDID (hex):\n00ffffffffffff00',
    'NAME SIZE TYPE FSTYPE UUID MOUNTPOINT\n',
    'Serial ID: ',
  ];
  for (const head of heads) {
    for (const piece of ['ff', 'ff ', ' ', 'a:', '0x5', 'by-id/', '"', '1.2.', 'serial=']) {
      const data = head + piece.repeat(2 ** 18 / piece.length);
      const started = process.hrtime.bigint();
      const capture = captureOf({
        'import:scan/x.txt': text(data),
        'import:hw-probe/edid': text(data),
      });
      factsOrRefusal(redactCapture(capture, KEY));
      const took = Number((process.hrtime.bigint() - started) / 1_000_000n);
      t.true(took < 8000, `${JSON.stringify(head)} and ${JSON.stringify(piece)} took ${took} ms`);
    }
  }
});
