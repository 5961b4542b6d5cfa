import test from 'ava';
import fc from 'fast-check';
import type { Reading } from '../../../src/model/capture.ts';
import { bare, factsOf, machine } from './captures.ts';

const laptop = machine('laptop');
const ids = Object.keys(laptop.readings);

const content = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('', '\0', '0x', '-1', '99999999999999999999', '{"blockdevices":[[],{}]}'),
  fc.constant('a'.repeat(100_000)),
);
const reading: fc.Arbitrary<Reading> = fc.oneof(
  content.map((data): Reading => ({ status: 'ok', kind: 'text', data })),
  content.map((data): Reading => ({ status: 'ok', kind: 'link', data })),
  content.map((data): Reading => ({ status: 'ok', kind: 'command', data, exitCode: 0 })),
  fc
    .array(content, { maxLength: 5 })
    .map((data): Reading => ({ status: 'ok', kind: 'list', data })),
  fc.uint8Array({ maxLength: 300 }).map(
    (bytes): Reading => ({
      status: 'ok',
      kind: 'binary',
      data: Buffer.from(bytes).toString('base64'),
    }),
  ),
  fc
    .constantFrom('absent' as const, 'denied' as const, 'failed' as const)
    .map((status): Reading => ({ status, reason: 'test' })),
);

test('facts stay facts whatever stands in a machine’s readings', (t) => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...ids), reading, { maxKeys: 12 }), (changes) => {
      factsOf(machine('laptop', changes));
    }),
    { numRuns: 150 },
  );
  t.pass();
});

test('readings of devices with odd names end no scan', (t) => {
  const places = ['/sys/block', '/sys/bus/pci/devices', '/sys/class/net', '/sys/class/drm'];
  const path = fc.tuple(fc.constantFrom(...places), fc.string({ minLength: 1, maxLength: 20 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(path, reading), { maxLength: 12 }), (entries) => {
      const changes = entries.map(([[place, name], value]) => [`${place}/${name}`, value] as const);
      factsOf(bare(Object.fromEntries(changes)));
    }),
    { numRuns: 150 },
  );
  t.pass();
});

test('a recording cut anywhere still gives facts', (t) => {
  fc.assert(
    fc.property(fc.subarray(ids), (kept) => {
      const readings = Object.fromEntries(
        kept.flatMap((id) => {
          const found = laptop.readings[id];
          return found === undefined ? [] : [[id, found] as const];
        }),
      );
      factsOf({ ...laptop, readings });
    }),
    { numRuns: 100 },
  );
  t.pass();
});

test('no gap repeats a string of the hardware', (t) => {
  const changes = {
    '/sys/class/dmi/id/sys_vendor': '$(canary)',
    '/sys/block/nvme0n1/device/model': '$(canary)',
    '/sys/bus/pci/devices/0000:01:00.0/device': '0x0fff\n',
    '/sys/class/drm/card1-eDP-1/status': '$(canary)',
  };
  const { gaps } = factsOf(machine('laptop', changes));
  t.false(JSON.stringify(gaps).includes('canary'));
  t.true(gaps.length > 0);
});
