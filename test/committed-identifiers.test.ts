import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { edidSerials, shapesIn } from '../src/discover/identifiers/shapes.ts';
import { Capture } from '../src/model/capture.ts';

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** Everything that is committed of machines: records, hosts, fixtures. */
const FOLDERS = [
  'fixtures',
  'hardware-discovery',
  'hosts',
  ...filesBelow('test')
    .filter((path) => path.includes('/fixtures/'))
    .map((path) => path.slice(0, path.indexOf('/fixtures/') + '/fixtures'.length)),
];
/** Written by hand, with identifiers that no machine has: what the redaction is tried on. */
const BY_HAND = [
  'test/discover/import/fixtures/reports/',
  'test/discover/import/fixtures/dmidecode.txt',
];
/** Every identifier of those files, so that one more, from a real machine, is noticed. */
const INVENTED = new Set(readFileSync('test/invented-identifiers.txt', 'utf8').trim().split('\n'));
const FILES = [...new Set(FOLDERS)].flatMap(filesBelow);

/** Partition uuids are drawn for a host and are in its answers; the rest is documented there. */
function drawnUuids(): Set<string> {
  const answers = FILES.filter((path) => path.endsWith('answers.yaml'));
  const text = answers.map((path) => readFileSync(path, 'utf8')).join('\n');
  return new Set(text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g));
}

/** Fixtures of importers are made up, and so are their identifiers. */
function isMadeUp(path: string, value: string): boolean {
  if (!path.startsWith('test/')) return false;
  if (BY_HAND.some((place) => path.startsWith(place)) && INVENTED.has(value)) return true;
  return /(?:SERIAL|0{6,})0*[0-9](?:-0:0)?$|^1{8}-2{4}-43{3}-84{3}-5{12}$/.test(value);
}

test('no file that is committed of a machine holds the shape of an identifier', (t) => {
  const drawn = drawnUuids();
  t.true(FILES.length > 50);
  const places: string[] = [];
  for (const path of FILES) {
    const found = shapesIn(readFileSync(path, 'utf8'));
    const left = found.filter(({ value }) => !drawn.has(value) && !isMadeUp(path, value));
    places.push(...left.map(({ what, value }) => `${path}: ${what} ${value}`));
  }
  t.deepEqual(places, []);
});

test('no committed EDID holds a serial, and no binary reading an identifier', (t) => {
  let seen = 0;
  for (const path of FILES.filter((file) => file.endsWith('.json'))) {
    const capture = Capture.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (!capture.success) continue;
    for (const [id, reading] of Object.entries(capture.data.readings)) {
      if (reading.status !== 'ok' || reading.kind !== 'binary') continue;
      const bytes = Buffer.from(reading.data, 'base64');
      t.deepEqual(id.endsWith('/edid') ? edidSerials(bytes) : [], [], `${path} ${id}`);
      t.deepEqual(shapesIn(bytes.toString('latin1')), [], `${path} ${id}`);
      seen += 1;
    }
  }
  t.true(seen > 0);
});

test('the scanner finds each kind of identifier that it looks for', (t) => {
  const planted = [
    '3c:7c:3f:12:ab:9d',
    'f81d4fae-7dec-41d0-a765-00a0c91e6bf6',
    'wwn-0x5002538e40a1b2c3',
    'eui.002538b171b4c0d1',
    'pci-0000:01:00.0-sas-0x5000c500a1b2c3d4-lun-0',
    'enx3c7c3f12ab9d',
    '83.220.17.94',
    '192.168.17.4',
    '2a01:4f8:c17:b0f::2',
    'Serial Number: PF3X1Y2Z',
    '"serial": "S64DNX0R123456"',
    '/dev/disk/by-id/nvme-Samsung_SSD_980_S64DNX0R123456',
    '/dev/disk/by-uuid/5A1F-9C0E',
    'ESSID:"Household5"',
    '4c4c4544003510378052b4c04f4e4d32',
  ];
  for (const text of planted) t.not(shapesIn(text).length, 0, text);
  for (const text of [
    'h:0123456789ab',
    'serial: h:0123456789ab',
    '6.12.1.4',
    '127.0.0.1',
    'Serial Number: None',
  ]) {
    t.deepEqual(shapesIn(text), [], text);
  }
});
