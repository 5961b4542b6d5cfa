import { readFileSync } from 'node:fs';
import test from 'ava';
import { identifiersInFile } from '../../src/discover/identifiers/file.ts';
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
  const found = identifiersInFile(name, Buffer.from(content), allowed);
  return found.map(({ place, what }) => `${place}: ${what}`);
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
