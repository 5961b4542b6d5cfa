import test from 'ava';
import { identifiersInRecording } from '../../src/discover/identifiers/recording.ts';
import { edidSerials } from '../../src/discover/identifiers/shapes.ts';
import { findIdentifiers, redactCapture } from '../../src/discover/redact.ts';
import type { Reading } from '../../src/model/capture.ts';
import { captureOf, command, hashes, KEY, report, shown, text } from './redact-samples.ts';

/** One reading after redaction, hashes written as h:…. */
function redactedText(id: string, data: string): string {
  return shown(redactCapture(captureOf({ [id]: text(data) }), KEY).readings[id]);
}

const LINES: readonly [string, string][] = [
  ['  Static hostname: den', '  Static hostname: h:…'],
  ['Linux den 6.17.8-2 #1 SMP x86_64', 'Linux h:… 6.17.8-2 #1 SMP x86_64'],
  ['Linux Foundation 2.0 root hub', 'Linux Foundation 2.0 root hub'],
  ['       Machine ID: 4cda2f0379849e08f8eabb4d3a4caecb', '       Machine ID: h:…'],
  ['  iSerial                 3 00E04C885A01', '  iSerial                 3 h:…'],
  ['  iSerial                 1 0000:00:14.0', '  iSerial                 1 0000:00:14.0'],
  [
    'Capabilities: [148] Device Serial Number 00-e0-4c-ff-fe-89-22-01',
    'Capabilities: [148] Device Serial Number h:…',
  ],
  [
    '00:15.0 Serial bus controller [0c80]: ACME [8086:51e8]',
    '00:15.0 Serial bus controller [0c80]: ACME [8086:51e8]',
  ],
  [
    '[    0.7] Serial: 8250/16550 driver, 32 ports',
    '[    0.7] Serial: 8250/16550 driver, 32 ports',
  ],
  ['  serial:               2337', '  serial:               h:…'],
  ['Disk identifier: 0x1a2b3c4d', 'Disk identifier: h:…'],
  ['Chassis Asset Tag: No Asset Tag', 'Chassis Asset Tag: No Asset Tag'],
  ['USER=bob HOME=/home/bob SHELL=/bin/sh', 'USER=h:… HOME=/home/h:… SHELL=/bin/sh'],
  ['inet 203.0.113.7/24 brd 203.0.113.255', 'inet h:…/24 brd h:…'],
  ['inet6 2001:db8:1:2::7/64 scope global', 'inet6 h:…/64 scope global'],
  ['127.0.0.1 localhost ::1', '127.0.0.1 localhost ::1'],
  ['firmware version 10.0.0.1, driver 2.0.0.1', 'firmware version 10.0.0.1, driver 2.0.0.1'],
  ['nvme 0000:01:00.0: 16/0/0 at 12:34:56', 'nvme 0000:01:00.0: 16/0/0 at 12:34:56'],
  ['sd 2:0:0:0: [sda] Attached', 'sd 2:0:0:0: [sda] Attached'],
  ['SSID: Home Sweet Home', 'SSID: h:…'],
  [
    '/dev/sda1: UUID="E0CE-FCD7" TYPE="vfat" PARTUUID="0a1b2c3d-01"',
    '/dev/sda1: UUID="h:…" TYPE="vfat" PARTUUID="h:…"',
  ],
  ['usb 1-1: SerialNumber: AB12CD34', 'usb 1-1: SerialNumber: h:…'],
  [
    'B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe',
    'B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe',
  ],
  [
    'scsi-SATA /dev/disk/by-id/wwn-0x5002538e40a1b2c3-part2',
    'scsi-SATA /dev/disk/by-id/wwn-0xh:…-part2',
  ],
  [
    '/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_drive-scsi0',
    '/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_drive-scsi0',
  ],
  [
    '/dev/input/by-id/usb-ACME_Keyboard_K8-event-kbd',
    '/dev/input/by-id/usb-ACME_Keyboard_K8-event-kbd',
  ],
];

for (const [line, expected] of LINES) {
  test(`redacted: ${line.trim().slice(0, 60)}`, (t) => {
    t.is(redactedText('import:scan/01-x.txt', `${line}\n`), `${expected}\n`);
  });
}

test('a table of lsblk keeps its columns', (t) => {
  const table = [
    'NAME   FSTYPE UUID      FSAVAIL MOUNTPOINTS',
    'sda                             ',
    '├─sda1 vfat   E0CE-FCD7    1.2G /boot',
    '└─sda2 btrfs                 2T /',
    '',
  ].join('\n');
  const redacted = redactedText('import:scan/04-storage.txt', table).replace(
    'h:…',
    'h:0123456789ab',
  );
  const [header = '', , first = '', second = ''] = redacted.split('\n');
  t.is(first.indexOf('/boot'), header.indexOf('MOUNTPOINTS'));
  t.is(second.lastIndexOf('/'), header.indexOf('MOUNTPOINTS'));
  t.is(first.slice(header.indexOf('UUID')).split(' ')[0], 'h:0123456789ab');
});

test('partition types are no identifiers, partitions are', (t) => {
  const json = {
    parttype: '0fc63daf-8483-4772-8e79-3d69d8477de4',
    odd: [{ parttype: '11111111-2222-3333-4444-555555555555' }],
    partuuid: '99999999-2222-3333-4444-555555555555',
    'id-link': 'ata-ACME_HDD_X1_ZZ99887766',
  };
  const id = 'command:lsblk';
  const redacted = redactCapture(captureOf({ [id]: command(JSON.stringify(json)) }), KEY);
  t.deepEqual(JSON.parse(shown(redacted.readings[id])), {
    ...json,
    partuuid: 'h:…',
    'id-link': 'ata-ACME_HDD_X1_h:…',
  });
});

test('variables of the firmware keep the GUID that is part of their name', (t) => {
  const id = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';
  const reading: Reading = { status: 'ok', kind: 'binary', data: 'BgAAAAE=' };
  t.deepEqual(redactCapture(captureOf({ [id]: reading }), KEY).readings, { [id]: reading });
});

test('an interface that is named after its address is known by a hash', (t) => {
  const redacted = redactCapture(
    captureOf({
      '/sys/class/net/enx3c58c2112233/address': text('3c:58:c2:11:22:33\n'),
      '/sys/class/net': { status: 'ok', kind: 'list', data: ['enx3c58c2112233', 'lo'] },
    }),
    KEY,
  );
  const [hash] = hashes(redacted.readings['/sys/class/net']);
  t.deepEqual(Object.keys(redacted.readings), [
    '/sys/class/net',
    `/sys/class/net/enx${hash}/address`,
  ]);
  t.is(shown(redacted.readings[`/sys/class/net/enx${hash}/address`]), 'h:…\n');
});

test('text with bytes that are no UTF-8 is redacted byte by byte', (t) => {
  const bytes = Buffer.concat([
    Buffer.from('Serial Number: AB12CD34\n'),
    Buffer.from([0xff, 0x0a]),
  ]);
  const id = 'import:scan/01-x.txt';
  const reading: Reading = { status: 'ok', kind: 'binary', data: bytes.toString('base64') };
  const redacted = redactCapture(captureOf({ [id]: reading }), KEY).readings[id];
  const data = redacted?.status === 'ok' && redacted.kind === 'binary' ? redacted.data : '';
  t.regex(
    Buffer.from(data, 'base64').toString('latin1'),
    /^Serial Number: h:[0-9a-f]{12}\n\xff\n$/,
  );
});

test('the serials of a panel in DisplayID are zeroed, and every checksum still holds', (t) => {
  const sum = (bytes: Uint8Array) => bytes.reduce((all, byte) => all + byte, 0) % 256;
  for (const [version, tag, payload] of [
    [0x12, 0x0a, 'ADA0000777AB'],
    [0x20, 0x29, 'container-id-ada'],
  ] as const) {
    const edid = new Uint8Array(256);
    edid.set([0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00]);
    edid[126] = 1;
    edid[127] = (256 - sum(edid.subarray(0, 128))) % 256;
    // A block without contents, and behind it the serial.
    const blocks = [0x0b, 0, 0, tag, 0, payload.length, ...Buffer.from(payload)];
    const section = edid.subarray(128);
    section.set([0x70, version, blocks.length, 0, 0, ...blocks]);
    section[5 + blocks.length] = (256 - sum(section.subarray(1, 5 + blocks.length))) % 256;
    section[127] = (256 - sum(section.subarray(0, 127))) % 256;
    const id = '/sys/class/drm/card0-eDP-1/edid';
    const data = Buffer.from(edid).toString('base64');
    const capture = captureOf({ [id]: { status: 'ok', kind: 'binary', data } });
    t.is(findIdentifiers(capture).length, 1);
    t.is(edidSerials(edid).length, 1);
    const reading = redactCapture(capture, KEY).readings[id];
    const bytes = Buffer.from(reading?.status === 'ok' ? String(reading.data) : '', 'base64');
    t.false(bytes.includes(payload));
    t.deepEqual([...bytes.subarray(128, 137)], [...edid.subarray(128, 137)]);
    t.is(sum(bytes.subarray(129, 128 + 6 + blocks.length)), 0);
    t.is(sum(bytes.subarray(128)), 0);
    t.deepEqual(edidSerials(bytes), []);
    t.deepEqual(identifiersInRecording(redactCapture(capture, KEY)), []);
  }
});

test('a monitor loses its serials, and its EDID stays valid', (t) => {
  const edid = new Uint8Array(128);
  edid.set([0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00]);
  edid.set([0x10, 0xac, 0x01, 0xa0, 0x4d, 0x53, 0x41, 0x39], 8);
  edid.set([0, 0, 0, 0xff, 0, ...Buffer.from('CN0ABCD1234\n ')], 54);
  edid.set([0, 0, 0, 0xfc, 0, ...Buffer.from('ACME 27\n     ')], 72);
  edid[127] = (256 - (edid.reduce((sum, byte) => sum + byte, 0) % 256)) % 256;
  const id = '/sys/class/drm/card0-DP-1/edid';
  const capture = captureOf({
    [id]: { status: 'ok', kind: 'binary', data: Buffer.from(edid).toString('base64') },
    'import:nixos-facter': report({ monitor: [{ name: 'ACME 27', note: 'CN0ABCD1234' }] }),
  });
  t.is(findIdentifiers(capture).length, 2);
  const redacted = redactCapture(capture, KEY);
  const reading = redacted.readings[id];
  const bytes = Buffer.from(reading?.status === 'ok' ? String(reading.data) : '', 'base64');
  t.is(bytes.reduce((sum, byte) => sum + byte, 0) % 256, 0);
  t.deepEqual([...bytes.subarray(12, 16)], [0, 0, 0, 0]);
  t.false(bytes.includes('CN0ABCD'));
  t.true(bytes.includes('ACME 27'));
  t.false(JSON.stringify(redacted).includes('CN0ABCD1234'));
  t.deepEqual(findIdentifiers(redacted), []);
});
