import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import test from 'ava';
import fc from 'fast-check';
import { readFacts } from '../../../src/discover/facts/facts.ts';
import { findIdentifiers, redactCapture } from '../../../src/discover/redact.ts';
import { readSource } from '../../../src/discover/source.ts';
import type { Capture } from '../../../src/model/capture.ts';
import { PantherError } from '../../../src/model/errors.ts';
import { folder } from '../../machine/folder.ts';
import { KEY } from '../redact-samples.ts';

const DUMP = readFileSync(join(process.cwd(), 'test/discover/import/fixtures/dmidecode.txt'));

async function opened(bytes: Uint8Array): Promise<Capture> {
  const value = await readSource('-', '1.0.0', Readable.from([Buffer.from(bytes)]));
  if (value.kind !== 'capture') throw new Error(value.kind);
  return value.capture;
}

const told = async (bytes: Uint8Array | string) => readFacts(await opened(Buffer.from(bytes)));

test('an output of dmidecode is recognised by its content, as a file and on standard input', async (t) => {
  const root = await folder(t, { 'report.json': DUMP.toString('utf8') });
  const value = await readSource(join(root, 'report.json'), '1.0.0');
  t.is(value.kind, 'capture');
  t.deepEqual(value, { kind: 'capture', capture: await opened(DUMP) });
  if (value.kind !== 'capture') return;
  t.is(value.capture.origin, 'imported');
  t.deepEqual(Object.keys(value.capture.readings), ['import:dmidecode']);
});

test('it tells names, chassis, processor, memory and batteries', async (t) => {
  const { identity, chassis, cpu, memory, power, sources } = await told(DUMP);
  t.is(identity.vendor, 'EXAMPLE');
  t.is(identity.product, 'EX14');
  t.is(identity.boardName, 'EXB-14');
  t.is(identity.sku, null);
  t.deepEqual(chassis, { type: 10, form: 'laptop' });
  t.deepEqual([cpu.vendor, cpu.sockets, cpu.flags], ['GenuineIntel', 1, null]);
  t.is(memory.modules.length, 1);
  t.deepEqual(
    power.batteries.map(({ name, scope }) => [name, scope]),
    [['smbios0', 'system']],
  );
  t.deepEqual(sources['power.batteries[smbios0]'], ['import:dmidecode']);
});

test('header, comments and line ends make no difference', async (t) => {
  const text = DUMP.toString('utf8');
  const facts = await told(DUMP);
  t.deepEqual(await told(text.slice(text.indexOf('Handle'))), facts);
  t.deepEqual(await told(text.replaceAll('\n', '\r\n')), facts);
  const noisy = text.replace(
    '\n\n',
    '\n# SMBIOS entry point at 0x000f0000\nWrong DMI structures length\n\n',
  );
  t.deepEqual(await told(noisy), facts);
});

test('bytes that are not UTF-8 leave the rest of the output readable', async (t) => {
  const odd = Buffer.from(DUMP.toString('latin1').replace('EXB-14', 'EXB\xff\x00'), 'latin1');
  const { identity } = await told(odd);
  t.is(identity.product, 'EX14');
  t.regex(identity.boardName ?? '', /^EXB/);
});

test('a name that was cut off is not a name', async (t) => {
  const text = DUMP.toString('utf8');
  const { identity } = await told(text.slice(0, text.indexOf('Product Name: EX14') + 16));
  t.is(identity.vendor, 'EXAMPLE');
  t.is(identity.product, null);
});

test('an output cut anywhere, or of any bytes, is read or refused in one line', async (t) => {
  const position = fc.integer({ min: 0, max: DUMP.length });
  const insertion = fc.uint8Array({ maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(position, position, insertion, async (start, end, bytes) => {
      const text = Buffer.concat([DUMP.subarray(0, start), bytes, DUMP.subarray(end)]);
      try {
        await told(text);
      } catch (error) {
        t.true(error instanceof PantherError);
        t.notRegex((error as Error).message, /\n/);
      }
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('dmidecode without a right to read says what to do', async (t) => {
  const denied =
    '# dmidecode 3.5\nScanning /dev/mem for entry point.\n/dev/mem: Permission denied\n';
  await t.throwsAsync(opened(Buffer.from(denied)), {
    message:
      /standard input: is an output of dmidecode without any structure; run dmidecode as root/,
  });
});

test('redaction takes serials, uuids, asset tags and what makers put into tables of their own', async (t) => {
  const capture = await opened(DUMP);
  const redacted = redactCapture(capture, KEY);
  const text = JSON.stringify(redacted);
  for (const secret of ['SER1A2B3C', '4c4c4544', 'INV-4711', 'TAG9Z8Y', '00 11 22', 'BAT123456']) {
    t.false(text.includes(secret), secret);
  }
  t.deepEqual(findIdentifiers(redacted), []);
  t.deepEqual(readFacts(redacted), readFacts(capture));
});
