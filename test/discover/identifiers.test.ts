import { readFileSync } from 'node:fs';
import test from 'ava';
import { type Look, lookAtFile } from '../../src/discover/identifiers/file.ts';
import { identifiersInRecording } from '../../src/discover/identifiers/recording.ts';
import { Capture } from '../../src/model/capture.ts';

const NOTHING = { values: new Set<string>(), linksById: false };
const path = 'hardware-discovery/zephyrus/capture.json';
const text = readFileSync(path, 'utf8');
const SERIAL = 'S64DNX0R123456';

function planted(change: (capture: Capture) => void): Capture {
  const capture = Capture.parse(JSON.parse(text));
  change(capture);
  return capture;
}

function inFile(name: string, content: string, allowed = NOTHING): string[] {
  return said(lookAtFile(name, Buffer.from(content), allowed));
}

function said(look: Look): string[] {
  if (look.state === 'unread') return [`unread: ${look.why}`];
  return look.state === 'looked' ? look.found.map(({ place, what }) => `${place}: ${what}`) : [];
}

test('a serial that is planted into a report is found by its field, and never said', (t) => {
  const capture = planted(({ readings }) => {
    const report = readings['import:nixos-facter'];
    if (report?.status !== 'ok' || report.kind !== 'report') throw new Error('no report');
    (report.data as { smbios: { board: { serial: unknown } } }).smbios.board = { serial: SERIAL };
  });
  const found = identifiersInRecording(capture);
  t.deepEqual(found, [{ place: 'import:nixos-facter, smbios.board.serial', what: 'serial' }]);
  t.false(JSON.stringify(found).includes(SERIAL));
});

test('one that is a number counts as well', (t) => {
  const capture = planted(({ readings }) => {
    const report = readings['import:nixos-facter'];
    if (report?.status !== 'ok' || report.kind !== 'report') throw new Error('no report');
    (report.data as { smbios: { board: unknown } }).smbios.board = { serial: 481_516_234 };
  });
  t.deepEqual(
    identifiersInRecording(capture).map(({ place }) => place),
    ['import:nixos-facter, smbios.board.serial'],
  );
});

test('an address at the start of a line of a text is found by its line', (t) => {
  const capture = planted(({ readings }) => {
    readings['import:scan/99-more.txt'] = {
      status: 'ok',
      kind: 'text',
      data: 'interfaces\n3c:7c:3f:12:ab:9d eth0\n',
    };
  });
  t.deepEqual(
    identifiersInRecording(capture).map(({ place }) => place),
    ['import:scan/99-more.txt, line 2'],
  );
});

test('a recording that was never redacted is one, wherever it lies and whatever it is called', (t) => {
  const raw = JSON.stringify({ ...JSON.parse(text), redacted: false });
  t.regex(inFile('notes/my machine', raw)[0] ?? '', /^redacted: false: /);
  t.regex(inFile(path, raw)[0] ?? '', /^redacted: false: /);
});

test('another tool’s report is looked at like a recording; other files of a repository are not', (t) => {
  const report = { version: 1, hardware: {}, smbios: { board: { serial: SERIAL } } };
  const found = inFile('facter.json', JSON.stringify(report));
  t.true(found.some((one) => one.includes('smbios.board.serial')));
  t.deepEqual(inFile('docs/network.md', 'The gateway is 83.220.17.94.'), []);
});

test('in files of a host a shape is found by its line; what the owner wrote is theirs', (t) => {
  const nix = '{\n  device = "/dev/disk/by-id/nvme-Samsung_SSD_980_S64DNX0R123456";\n}\n';
  t.deepEqual(inFile('hosts/a/disko.nix', nix), ['line 2: link by id']);
  t.deepEqual(inFile('fixtures/my case/expected/hosts/a/disko.nix', nix), ['line 2: link by id']);
  t.deepEqual(inFile('hosts/a/local.nix', nix), []);
  t.deepEqual(inFile('hosts/a/disko.nix', nix, { ...NOTHING, linksById: true }), []);
});

test('partition uuids that were drawn for the host may stand in its files, and no others', (t) => {
  const uuid = 'f81d4fae-7dec-41d0-a765-00a0c91e6bf6';
  const nix = `{\n  uuid = "${uuid}";\n}\n`;
  t.deepEqual(inFile('hosts/a/disko.nix', nix), ['line 2: uuid']);
  t.deepEqual(inFile('hosts/a/disko.nix', nix, { ...NOTHING, values: new Set([uuid]) }), []);
});

const DMI = `# dmidecode 3.4
Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: K\u00d6PI
\tSerial Number: PF3ABCDE9
`;

test('a text is looked at whatever its encoding', (t) => {
  const swapped = Buffer.from(`\ufeff${DMI}`, 'utf16le').swap16();
  for (const bytes of [
    Buffer.from(DMI),
    Buffer.from(DMI, 'latin1'),
    Buffer.from(`\ufeff${DMI}`, 'utf16le'),
    swapped,
  ]) {
    const found = said(lookAtFile('notes/dmi', bytes, NOTHING));
    t.true(
      found.some((one) => /line 5: serial$/.test(one)),
      found.join('; '),
    );
  }
  const line = Buffer.from('{ } # K\u00d6PI, serial: S64DNX0R123456\n', 'latin1');
  t.deepEqual(said(lookAtFile('hosts/a/default.nix', line, NOTHING)), ['line 1: serial']);
});

test('any text among the files of machines is looked at, and what is made of a host besides', (t) => {
  t.deepEqual(inFile('hardware-discovery/a/sys/class/net/eth0/address', '3c:7c:3f:12:ab:9d\n'), [
    'line 1: hardware address',
  ]);
  for (const folder of [
    'openspec/specs/machine-a',
    'openspec/changes/add-host-a',
    'openspec/changes/change-2-host-a',
    'openspec/changes/archive/2026-01-01-add-host-a',
  ]) {
    t.deepEqual(inFile(`${folder}/design.md`, 'serial: S64DNX0R123456'), ['line 1: serial']);
  }
});

test('what is packed is not read, nor what is no text where recordings lie; a picture is passed', (t) => {
  const gzip = Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0x00]);
  const picture = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
  t.deepEqual(said(lookAtFile('dump', gzip, NOTHING)), ['unread: it is packed (gzip)']);
  t.is(lookAtFile('home/background.png', picture, NOTHING).state, 'passed');
  t.is(lookAtFile('hosts/a/background.png', picture, NOTHING).state, 'passed');
  t.deepEqual(said(lookAtFile('hardware-discovery/a/DMI', picture, NOTHING)), [
    'unread: it is no text',
  ]);
  t.deepEqual(said(lookAtFile('background.png', picture, NOTHING, true)), [
    'unread: it is no text',
  ]);
  const table = Buffer.from('\0serial: S64DNX0R123456\0');
  t.deepEqual(said(lookAtFile('fixtures/a/DMI', table, NOTHING)), ['its bytes: serial']);
});

test('a person’s own texts are of no machine, and do not count as looked at', (t) => {
  for (const path of ['home/alice.nix', 'config/panther.yaml', 'README.md', 'hosts/a/local.nix']) {
    t.is(lookAtFile(path, Buffer.from('The router is 83.220.17.94.'), NOTHING).state, 'passed');
  }
});
