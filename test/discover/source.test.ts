import { chmod, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { blankObservation } from '../../src/discover/observation.ts';
import { documentFrom } from '../../src/discover/source/document.ts';
import { readSource } from '../../src/discover/source.ts';
import { PantherError } from '../../src/model/errors.ts';
import { folder } from '../machine/folder.ts';

const capture = {
  schema: 'panther.capture/1',
  recordedBy: 'test',
  origin: 'recorded',
  redacted: true,
  readings: { '/proc/swaps': { status: 'ok', kind: 'text', data: 'Filename\n' } },
};
const facts = {
  schema: 'panther.facts/1',
  ...blankObservation(),
  gpus: [],
  controllers: [],
  cameras: [],
  fingerprintReaders: [],
  bluetooth: [],
  audio: [],
  gaps: [],
};

async function refusal(t: ExecutionContext, source: string, stdin?: AsyncIterable<Uint8Array>) {
  const error = await t.throwsAsync(readSource(source, '1.0.0', stdin), {
    instanceOf: PantherError,
  });
  t.false(error?.message.includes('\n'), error?.message);
  return error as PantherError;
}

test('a capture, facts and a report are recognised by what is in them', async (t) => {
  const root = await folder(t, {
    'a.json': JSON.stringify(capture),
    'b.json': `\ufeff${JSON.stringify(facts)}`,
    'c.txt': JSON.stringify({ version: 1, system: 'x86_64-linux', hardware: {}, smbios: {} }),
  });
  t.deepEqual(await readSource(join(root, 'a.json'), '1.0.0'), {
    kind: 'capture',
    capture,
  } as never);
  t.deepEqual(await readSource(join(root, 'b.json'), '1.0.0'), { kind: 'facts', facts } as never);
  const report = await readSource(join(root, 'c.txt'), '1.0.0');
  t.is(report.kind, 'capture');
  if (report.kind !== 'capture') return;
  t.is(report.capture.origin, 'imported');
  t.is(report.capture.recordedBy, 'panther-discover 1.0.0');
  t.deepEqual(Object.keys(report.capture.readings), ['import:nixos-facter']);
});

test('standard input is a source like a file', async (t) => {
  const text = JSON.stringify(capture);
  const stdin = Readable.from([Buffer.from(text.slice(0, 20)), Buffer.from(text.slice(20))]);
  t.deepEqual(await readSource('-', '1.0.0', stdin), { kind: 'capture', capture } as never);
  const error = await refusal(t, '-', Readable.from([]));
  t.is(error.message, 'standard input: is empty; record it again');
});

test('standard input that never ends is refused', async (t) => {
  const chunk = Buffer.alloc(2 ** 20, 0x20);
  let given = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      given += 1;
      yield chunk;
    }
  }
  const error = await refusal(t, '-', endless());
  t.regex(error.message, /more than 64 MiB/);
  t.true(given < 70);
});

test('a directory with a recorded sys is a machine', async (t) => {
  const root = await folder(t, {
    'sys/class/dmi/id/sys_vendor': 'ACME\n',
    'commands/systemd-detect-virt.txt': 'kvm\n',
  });
  const value = await readSource(root, '1.0.0');
  t.is(value.kind === 'capture' && value.capture.origin, 'recorded');
  if (value.kind !== 'capture') return;
  t.deepEqual(value.capture.readings['/sys/class/dmi/id/sys_vendor'], {
    status: 'ok',
    kind: 'text',
    data: 'ACME\n',
  });
});

test('a directory of scan outputs is embedded file by file, links left out', async (t) => {
  const root = await folder(t, {
    '01-system-overview.txt': 'Linux\n',
    '04-storage.txt': new Uint8Array([0xff]),
    '05-link.txt': { link: '/etc/passwd' },
    'notes.md': 'x',
  });
  const value = await readSource(root, '1.0.0');
  t.deepEqual(value.kind === 'capture' && value.capture.readings, {
    'import:scan/01-system-overview.txt': { status: 'ok', kind: 'text', data: 'Linux\n' },
    'import:scan/04-storage.txt': { status: 'ok', kind: 'binary', data: '/w==' },
  });
});

const BROKEN: readonly { name: string; content: string | Uint8Array; says: RegExp }[] = [
  { name: 'an empty file', content: '', says: /is empty/ },
  { name: 'truncated JSON', content: '{"schema": "panther.cap', says: /not whole JSON/ },
  { name: 'a file that is not text', content: new Uint8Array([0x7f, 0x45, 0]), says: /not text/ },
  { name: 'bytes that are not UTF-8', content: new Uint8Array([0x61, 0xff]), says: /not text/ },
  { name: 'some other text', content: 'Handle 0x0001, DMI type 1', says: /is no capture/ },
  { name: 'some other JSON', content: '{"a": 1}', says: /is no capture/ },
  { name: 'a JSON list', content: '[]', says: /is no capture/ },
  {
    name: 'a capture of a newer schema',
    content: JSON.stringify({ ...capture, schema: 'panther.capture/2' }),
    says: /newer schema panther.capture\/2.*update panther-discover/,
  },
  {
    name: 'a value that is no source',
    content: '{"schema": "panther.match/1"}',
    says: /no source/,
  },
  { name: 'a schema that is no text', content: '{"schema": 5}', says: /no source/ },
  {
    name: 'a capture that does not fit its schema',
    content: JSON.stringify({ ...capture, readings: { '/proc/x\n\u001b[2J': { status: 'odd' } } }),
    says: /does not fit its schema at "readings/,
  },
  {
    name: 'a report of another version',
    content: '{"version": 2, "hardware": {}}',
    says: /report of version 2; this version reads up to version 1: update/,
  },
];

for (const { name, content, says } of BROKEN) {
  test(`${name} is refused in one line that names it`, async (t) => {
    const root = await folder(t, { 'input.json': content });
    const path = join(root, 'input.json');
    const error = await refusal(t, path);
    t.is(error.failure, 'input');
    t.regex(error.message, says);
    t.true(error.message.startsWith(path), error.message);
    t.notRegex(error.message, /\p{Cc}/u);
  });
}

test('a file of 200 MB is refused before it is read', async (t) => {
  const root = await folder(t, { 'big.json': '{' });
  await truncate(join(root, 'big.json'), 200_000_000);
  const start = performance.now();
  t.regex((await refusal(t, join(root, 'big.json'))).message, /191 MiB is more than the 64 MiB/);
  t.true(performance.now() - start < 1000);
});

test('what is not there or holds nothing known is refused', async (t) => {
  const root = await folder(t, { 'proc/cpuinfo': '' });
  t.regex((await refusal(t, join(root, 'none'))).message, /no such file or directory/);
  t.regex((await refusal(t, root)).message, /neither a recorded sys\/ nor outputs/);
  t.regex((await refusal(t, `${root}/none\nx`)).message, /none\\nx": no such file/);
});

test('sources that are not supported are named as such', async (t) => {
  const error = await refusal(t, 'https://example.org/capture.json');
  t.is(error.failure, 'usage');
  t.regex(error.message, /no source of this kind is supported; there are local, ssh:/);
  t.is((await refusal(t, '')).failure, 'usage');
});

const asRoot = process.geteuid?.() === 0 ? test.skip : test;
asRoot('a file that may not be read is refused (skipped for root, who may)', async (t) => {
  const root = await folder(t, { closed: '{}' });
  await chmod(join(root, 'closed'), 0o000);
  t.regex((await refusal(t, join(root, 'closed'))).message, /no permission/);
});

test('whatever the bytes are, a document is a value or a refusal in one line', (t) => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .record({
        schema: fc.constantFrom('panther.capture/1', 'panther.plan/1'),
        readings: fc.anything(),
      })
      .map((value) => Buffer.from(JSON.stringify(value) ?? '')),
  );
  fc.assert(
    fc.property(bytes, (input) => {
      try {
        documentFrom(input, 'input', 'test');
      } catch (error) {
        if (!(error instanceof PantherError)) throw error;
        return !error.message.includes('\n');
      }
      return true;
    }),
  );
  t.pass();
});
