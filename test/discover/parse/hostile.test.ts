import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { parseEdid } from '../../../src/discover/parse/edid.ts';
import { parseEfiFlag } from '../../../src/discover/parse/efivar.ts';
import { PantherError } from '../../../src/model/errors.ts';
import { allParsers, type Parser } from './parsers.ts';

const MEGABYTE = 2 ** 20;
/** Pieces that begin what a parser looks for, so that a huge line of them gets past its first check. */
const PIECES = [
  ...[
    'a',
    ' ',
    '\t',
    '\n',
    ':',
    '[',
    '(',
    '"',
    '0',
    'ff ',
    '/x ',
    '\\040',
    '│ ',
    '{"a":',
    '[[',
    '- ',
  ],
  ...[
    'processor: 1\n',
    'Device:\t',
    'on / type ',
    '00 ',
    '\r\n',
    ' sd',
    '1T ',
    '00:00.0 ',
    'x [8086:',
  ],
];
/** First lines of every format, behind which the huge line stands. */
const HEADS = [
  '',
  'Handle 0x0001, DMI type 1, 27 bytes\nSystem\n\t',
  'NAME   SIZE ROTA TYPE\n',
  'NAME FSTYPE FSVER LABEL UUID FSAVAIL FSUSE% MOUNTPOINTS\n',
  'NAME SIZE TYPE FSTYPE UUID MOUNTPOINT\n',
  'Filesystem      Size  Used Avail Use% Mounted on\n',
  'sysfs on /sys type sysfs (rw)\n',
  'Disk /dev/sda: ',
  '=== /dev/sda SMART Info ===\nRotational: ',
  '00:00.0 Host bridge [0600]: ',
  'Bus 001 Device 002: ID 8087:0033 ',
  '  native-path:  ',
  '  Static hostname: x\nOperating System: ',
  'Linux x 6.1.0 #1 GNU/Linux ',
  'Architecture: x86_64\nCPU(s): 4\nFlags: ',
  'Module   Size  Used by\n',
  'Backlight devices:\n',
  '01: PCI 00.0: 0300 VGA\n  Hardware Class: graphics card\n  Vendor: ',
  'sys_vendor: ',
  'EDID (hex):\n00ffffffffffff00',
  '[    0.000000] Linux version 6.1 BIOS-e820: ',
  'N: Name=',
];

const texts = textSamples();
const words = fc.constantFrom(
  ...new Set(texts.flatMap((text) => text.split(/(?<=[\s:=])/).slice(0, 200))),
);
const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.oneof(words, fc.constantFrom('\r\n', '\0', '\t', '[8086]')), { maxLength: 80 })
    .map((parts) => parts.join('')),
  fc.tuple(fc.constantFrom(...texts), fc.nat(4000)).map(([text, end]) => text.slice(0, end)),
  fc.tuple(fc.constantFrom(...texts), fc.nat(4000)).map(([text, start]) => text.slice(start)),
  fc.constantFrom(...texts).map((text) => text.replaceAll('\n', '\r\n')),
  fc.json(),
  fc.json().map((json) => `{"blockdevices":[${json}]}`),
);
const HOSTILE = {
  text: hostileText,
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 2048 }),
    hostileText.map((text) => new TextEncoder().encode(text)),
  ),
  json: fc.oneof(
    fc.jsonValue({ maxDepth: 6 }),
    fc
      .jsonValue()
      .map((value) => ({ hardware: [value, { hardware_class: 'cpu', detail: value }] })),
    fc
      .jsonValue()
      .map((value) => ({ id: 'x', class: 'system', children: [value, { children: value }] })),
  ),
};

/** A value, or an error that is expected and has one line. */
function orRefusal(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    if (!(error instanceof PantherError) || error.message.includes('\n')) throw error;
  }
}

const parsers = await allParsers();

test('every file of parsers has one in the list', (t) => {
  const helpers = ['facter-sysfs.ts', 'lines.ts', 'facter-older.ts'];
  const files = readdirSync('src/discover/parse').filter((file) => !helpers.includes(file));
  t.true(parsers.length >= files.length, `${parsers.length} parsers in ${files.length} files`);
});

for (const { name, kind, parse } of parsers) {
  test(`${name} takes anything at all without throwing`, (t) => {
    fc.assert(
      fc.property(HOSTILE[kind] as fc.Arbitrary<unknown>, (input) =>
        orRefusal(() => parse(input as never)),
      ),
      { numRuns: 150 },
    );
    t.pass();
  });

  test(`${name} takes huge input in linear time`, (t) => {
    t.timeout(120_000);
    for (const [what, input] of hugeInputs(kind)) {
      const started = process.hrtime.bigint();
      orRefusal(() => parse(input as never));
      const took = Number((process.hrtime.bigint() - started) / 1_000_000n);
      t.true(took < 4000, `${what} took ${took} ms`);
    }
  });
}

function* hugeInputs(kind: Parser['kind']): Generator<[what: string, input: unknown]> {
  if (kind === 'json') {
    yield ['a deep list', deep(10_000, (inner) => [inner])];
    yield [
      'deep children',
      deep(10_000, (inner) => ({ id: 'x', class: 'bus', children: [inner] })),
    ];
    yield ['a wide list', Array.from({ length: 100_000 }, () => ({ type: 'bios', children: [] }))];
    yield [
      'wide hardware',
      { hardware: { cpu: Array.from({ length: 100_000 }, () => ({ bus: 1 })) } },
    ];
    return;
  }
  for (const head of HEADS) {
    for (const piece of PIECES) {
      const size = head === '' ? MEGABYTE : MEGABYTE / 4;
      const text = head + piece.repeat(size / piece.length);
      yield [
        `${JSON.stringify(head)} and ${JSON.stringify(piece)}`,
        kind === 'text' ? text : new TextEncoder().encode(text),
      ];
    }
  }
  if (kind === 'text') yield ['deep JSON', '['.repeat(100_000) + ']'.repeat(100_000)];
}

function deep(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = null;
  for (let level = 0; level < levels; level += 1) value = wrap(value);
  return value;
}

/** The texts of the recorded outputs among the fixtures. */
function textSamples(): string[] {
  const folder = 'test/discover/import/fixtures/reports';
  const samples = [`${folder}/hw-probe/hw.info/logs`, `${folder}/named`].flatMap((path) =>
    readdirSync(path).map((name) => readFileSync(`${path}/${name}`, 'utf8')),
  );
  for (const name of ['scan-two-disks', 'scan-guest', 'scan-lenovo']) {
    const { readings } = JSON.parse(
      readFileSync(`test/discover/import/fixtures/${name}.json`, 'utf8'),
    );
    for (const reading of Object.values(readings)) samples.push((reading as { data: string }).data);
  }
  return [...samples, 'ID="x"\n', '/dev/a /b\\040c ext4 rw\n', 'usb:v1D6Bp0002d0606dc09dsc00'];
}

test('bytes of any length and content are an EDID or none', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, headed) => {
      if (headed && bytes.length > 8) bytes.set([0, 255, 255, 255, 255, 255, 255, 0]);
      for (const size of Object.values(parseEdid(bytes) ?? {})) {
        if (size !== null && !(Number.isInteger(size) && size > 0 && size < 65_536)) return false;
      }
      return [true, false, null].includes(parseEfiFlag(bytes));
    }),
  );
  t.pass();
});
