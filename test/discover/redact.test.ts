import test from 'ava';
import fc from 'fast-check';
import { findIdentifiers, redactCapture } from '../../src/discover/redact.ts';
import { Capture, type Reading } from '../../src/model/capture.ts';
import { captureOf, command, hashes, KEY, link, report, shown, text } from './redact-samples.ts';

const SERIAL = 'WX41A2345678';
const UUID = '0b5a1b3e-7f6d-4c1a-9c55-3f1d2e4b5a69';
const MAC = '3c:58:c2:11:22:33';

/** One machine whose identifiers occur in every kind of reading. */
const planted = captureOf({
  '/sys/block/nvme0n1/device/serial': text(`${SERIAL}  \n`),
  '/sys/block/nvme0n1/device/model': text('ACME SSD 990 2TB\n'),
  '/sys/block/nvme0n1/wwid': text('eui.0025385b11b2c3d4\n'),
  '/sys/class/net/eno1/address': text(`${MAC}\n`),
  '/sys/class/dmi/id/product_uuid': text(`${UUID.toUpperCase()}\n`),
  '/sys/class/dmi/id/chassis_serial': text('Default string\n'),
  '/sys/class/dmi/id/bios_version': text('1.16.3.4\n'),
  '/dev/disk/by-id': { status: 'ok', kind: 'list', data: [`nvme-ACME_SSD_990_2TB_${SERIAL}_1`] },
  [`/dev/disk/by-id/nvme-ACME_SSD_990_2TB_${SERIAL}_1`]: link('../../nvme0n1'),
  '/dev/disk/by-id/nvme-eui.0025385b11b2c3d4-part1': link('../../nvme0n1p1'),
  '/dev/disk/by-path/pci-0000:02:00.0-nvme-1': link('../../nvme0n1'),
  [`/dev/disk/by-uuid/${UUID}`]: link('../../nvme0n1p2'),
  '/dev/disk/by-uuid/E0CE-FCD7': link('../../nvme0n1p1'),
  '/sys/bus/pci/devices/0000:02:00.0': link('../../../devices/pci0000:00/0000:02:00.0'),
  '/proc/cmdline': text(`root=UUID=${UUID} ip=192.168.1.20 systemd.hostname=den\n`),
  '/proc/mounts': text(
    '/dev/sda1 /home/alice ext4 rw 0 0\nnas.example.org:/data /mnt nfs4 rw,addr=10.1.2.3 0 0\n',
  ),
  'command:lsblk': command(
    JSON.stringify({ blockdevices: [{ serial: SERIAL, uuid: 'E0CE-FCD7', size: 12345678 }] }),
  ),
  'command:dmidecode': command(
    `\tUUID: ${UUID}\n\tSerial Number: ${SERIAL}\n\tAsset Tag: OracleCloud.com\n\tVersion: 6.17.8\n`,
  ),
  'import:nixos-facter': report({
    version: 1,
    hardware: {
      disk: [{ serial: SERIAL, unix_device_names: [`/dev/disk/by-uuid/${UUID}`, '/dev/nvme0n1'] }],
      network: [{ resources: [{ type: 'hwaddr', address: MAC }] }],
      hub: [{ serial: '0000:00:14.0', sysfs_bus_id: '1-0:1.0' }],
    },
  }),
});

const redacted = redactCapture(planted, KEY);

test('no planted identifier is left in a redacted capture', (t) => {
  const json = JSON.stringify(redacted).toLowerCase();
  const secrets = [SERIAL, UUID, MAC, '0025385b11b2c3d4', 'E0CE-FCD7', '192.168.1.20', '10.1.2.3'];
  for (const secret of [...secrets, 'alice', 'nas.example', '=den']) {
    t.false(json.includes(secret.toLowerCase()), secret);
  }
  t.true(redacted.redacted);
  t.notThrows(() => Capture.parse(redacted));
});

test('equal identifiers stay equal in every kind of reading, and others differ', (t) => {
  const of = (id: string) => hashes(redacted.readings[id]);
  const [serial] = of('/sys/block/nvme0n1/device/serial');
  t.deepEqual(of('/dev/disk/by-id'), [serial] as string[]);
  t.is(of('command:lsblk')[0], serial);
  t.is(of('command:dmidecode')[1], serial);
  t.is(of('import:nixos-facter')[0], serial);
  t.truthy(redacted.readings[`/dev/disk/by-id/nvme-ACME_SSD_990_2TB_${serial}_1`]);
  const [uuid] = of('/sys/class/dmi/id/product_uuid');
  t.is(of('/proc/cmdline')[0], uuid);
  t.is(of('command:dmidecode')[0], uuid);
  t.truthy(redacted.readings[`/dev/disk/by-uuid/${uuid}`]);
  t.is(of('import:nixos-facter')[2], of('/sys/class/net/eno1/address')[0]);
  t.not(serial, uuid);
});

test('models, versions, addresses of devices, links by path and fillers stay', (t) => {
  const same = [
    '/sys/block/nvme0n1/device/model',
    '/sys/class/dmi/id/bios_version',
    '/sys/class/dmi/id/chassis_serial',
    '/dev/disk/by-path/pci-0000:02:00.0-nvme-1',
    '/sys/bus/pci/devices/0000:02:00.0',
  ];
  for (const id of same) t.deepEqual(redacted.readings[id], planted.readings[id], id);
  t.is(
    shown(redacted.readings['command:dmidecode']),
    '\tUUID: h:…\n\tSerial Number: h:…\n\tAsset Tag: OracleCloud.com\n\tVersion: 6.17.8\n',
  );
  t.regex(shown(redacted.readings['import:nixos-facter']), /"serial":"0000:00:14.0"/);
  t.regex(shown(redacted.readings['command:lsblk']), /"size":12345678/);
});

test('another key gives other hashes, the same key the same bytes', (t) => {
  t.deepEqual(redactCapture(planted, KEY), redacted);
  const other = redactCapture(planted, new Uint8Array(32).fill(2));
  t.notDeepEqual(
    other.readings['/sys/block/nvme0n1/device/serial'],
    redacted.readings['/sys/block/nvme0n1/device/serial'],
  );
});

test('a redacted capture passes through untouched', (t) => {
  t.is(redactCapture(redacted, new Uint8Array(32).fill(9)), redacted);
});

test('the scanner names what is left, and finds nothing after redaction', (t) => {
  t.deepEqual(findIdentifiers(redacted), []);
  const found = findIdentifiers(planted).map(({ reading, what }) => `${what} in ${reading}`);
  t.true(found.includes('serial in /sys/block/nvme0n1/device/serial'));
  t.true(found.includes('hardware address in /sys/class/net/eno1/address'));
  t.true(found.includes('hardware address in import:nixos-facter'));
  t.true(found.includes('user name in /proc/mounts'));
  t.true(found.includes('host name in /proc/cmdline'));
  t.deepEqual(
    found.filter((line) => line.includes('by-path') || line.includes('/pci/')),
    [],
  );
});

test('readings are sorted again after their ids changed', (t) => {
  const ids = Object.keys(redacted.readings);
  t.deepEqual(ids, [...ids].sort());
});

const word = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('Serial Number: ', 'UUID=', 'by-id/', '/dev/disk/by-id/', 'a::b', ':', '-', '\n'),
  fc.constantFrom(SERIAL, UUID, MAC, 'E0CE-FCD7 vfat', '192.168.0.7', 'h:0123456789ab', '/home/'),
);
const hostile = fc.array(word, { maxLength: 12 }).map((words) => words.join(''));
const reading: fc.Arbitrary<Reading> = fc.oneof(
  hostile.map(text),
  hostile.map(command),
  hostile.map(link),
  fc
    .array(hostile, { maxLength: 3 })
    .map((data): Reading => ({ status: 'ok', kind: 'list', data })),
  fc.json().map((json) => report(JSON.parse(json))),
  fc.uint8Array({ maxLength: 300 }).map(
    (bytes): Reading => ({
      status: 'ok',
      kind: 'binary',
      data: Buffer.from(bytes).toString('base64'),
    }),
  ),
);
const id = fc.oneof(
  fc.constantFrom(
    '/sys/block/sda/device/serial',
    '/dev/disk/by-id',
    'command:lsblk',
    'import:scan/01-x.txt',
  ),
  hostile.map((name) => `/sys/${name}`),
);

test('redaction never throws, is idempotent and keeps to the schema, whatever the text', (t) => {
  fc.assert(
    fc.property(fc.dictionary(id, reading, { maxKeys: 5 }), (readings) => {
      const once = redactCapture(captureOf(readings), KEY);
      t.is(redactCapture(once, KEY), once);
      const parsed = Capture.parse(JSON.parse(JSON.stringify(once)));
      findIdentifiers(parsed);
      return parsed.redacted;
    }),
  );
});

test('of a reading that stays on the machine, no more than its being there is told', (t) => {
  const places = ['/.dockerenv', '/run/.containerenv'];
  const secrets = Object.fromEntries(places.map((id) => [id, text('name="ada-web"\n')]));
  const told = redactCapture(captureOf(secrets), KEY);
  for (const id of places) t.deepEqual(told.readings[id], text(''), id);
});
