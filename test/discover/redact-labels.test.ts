import test from 'ava';
import fc from 'fast-check';
import { readFacts } from '../../src/discover/facts/facts.ts';
import { isOrdinaryLabel, redactLabels } from '../../src/discover/redact/labels.ts';
import { redactPathName } from '../../src/discover/redact/links.ts';
import { redactCapture } from '../../src/discover/redact.ts';
import type { Capture, Reading } from '../../src/model/capture.ts';

const KEY = new Uint8Array(32).fill(5);
const MARK = 'h:000000000000';
const mark = () => MARK;
const link = (data: string): Reading => ({ status: 'ok', kind: 'link', data });

test('labels that name nobody stay, and others are replaced wherever they stand', (t) => {
  for (const label of ['nixos', 'ROOT', 'EFI', 'ESP', 'swap', 'data', 'disk-main-root', '']) {
    t.true(isOrdinaryLabel(label), label);
  }
  const text = [
    '"label": "Ada Lovelace", "partlabel": "EFI System Partition"',
    '/dev/sda1: LABEL="ada-backup" PARTLABEL="primary" TYPE="ext4"',
    'root=LABEL=ada rw',
    '/dev/disk/by-label/ada-backup /dev/disk/by-label/NIXOS_ISO',
  ].join('\n');
  t.is(
    redactLabels(text, mark),
    [
      `"label": "${MARK}", "partlabel": "EFI System Partition"`,
      `/dev/sda1: LABEL="${MARK}" PARTLABEL="primary" TYPE="ext4"`,
      `root=LABEL=${MARK} rw`,
      `/dev/disk/by-label/${MARK} /dev/disk/by-label/NIXOS_ISO`,
    ].join('\n'),
  );
});

test('addresses in links by path are replaced, places stay', (t) => {
  const name = (plain: string) => redactPathName(plain, mark);
  t.is(
    name('pci-0000:03:00.0-sas-0x5000c500a1b2c3d4-lun-0'),
    `pci-0000:03:00.0-sas-0x${MARK}-lun-0`,
  );
  t.is(
    name('pci-0000:03:00.0-sas-exp0x500304801f2e3d4f-phy3-lun-0'),
    `pci-0000:03:00.0-sas-exp0x${MARK}-phy3-lun-0`,
  );
  t.is(
    name('ip-192.0.2.1:3260-iscsi-iqn.2004-04.org.example:disk1-lun-1'),
    `ip-${MARK}-iscsi-${MARK}-lun-1`,
  );
  for (const place of [
    'pci-0000:01:00.0-nvme-1',
    'pci-0000:00:17.0-ata-2.0',
    'pci-0000:03:00.0-sas-phy2-lun-0',
  ]) {
    t.is(name(place), place);
  }
});

test('a link by path that holds an address is no place, redacted or not', (t) => {
  const capture: Capture = {
    schema: 'panther.capture/1',
    recordedBy: 'test',
    origin: 'local',
    redacted: false,
    readings: {
      '/sys/block/sda': link(
        '../devices/pci0000:00/0000:03:00.0/host0/target0:0:0/0:0:0:0/block/sda',
      ),
      '/dev/disk/by-path/pci-0000:03:00.0-sas-0x5000c500a1b2c3d4-lun-0': link('../../sda'),
      '/dev/disk/by-path/pci-0000:03:00.0-scsi-0:0:0:0': link('../../sda'),
    },
  };
  const redacted = redactCapture(capture, KEY);
  t.false(JSON.stringify(redacted).includes('5000c500a1b2c3d4'));
  for (const facts of [readFacts(capture), readFacts(redacted)]) {
    const [disk] = facts.disks;
    t.deepEqual(disk?.byPath, ['/dev/disk/by-path/pci-0000:03:00.0-scsi-0:0:0:0']);
    t.is(disk?.byId.length, 1);
  }
});

test('devices that are named after their owner lose the name', (t) => {
  const devices =
    'I: Bus=0005 Vendor=004c Product=2002 Version=0100\nN: Name="Adas Ohren"\nH: Handlers=kbd\n\n' +
    'I: Bus=0003 Vendor=046d Product=c52b Version=0111\nN: Name="Logitech USB Receiver"\nH: Handlers=kbd\n';
  const capture: Capture = {
    schema: 'panther.capture/1',
    recordedBy: 'test',
    origin: 'local',
    redacted: false,
    readings: {
      '/proc/bus/input/devices': { status: 'ok', kind: 'text', data: devices },
      '/sys/bus/usb/devices/1-1/product': { status: 'ok', kind: 'text', data: "Ada's phone\n" },
    },
  };
  const text = JSON.stringify(redactCapture(capture, KEY));
  t.false(/Ada|Ohren/.test(text));
  t.true(text.includes('Logitech USB Receiver'));
});

test('any text goes through, and once redacted it stays as it is', (t) => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'LABEL=',
      '"label": "',
      'by-label/',
      'ip-',
      '-iscsi-',
      '-lun-',
      '"',
      "'",
      '-sas-0x',
    ),
    fc.integer({ min: 1, max: 2000 }).map((times) => 'ip-'.repeat(times)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      const once = redactLabels(text, mark);
      t.is(redactLabels(once, mark), once);
      t.is(typeof redactPathName(text, mark), 'string');
    }),
  );
});
