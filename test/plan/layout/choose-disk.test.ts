import test from 'ava';
import { PantherError } from '../../../src/model/errors.ts';
import type { Disk } from '../../../src/model/hardware.ts';
import { chooseDisk } from '../../../src/plan/layout/choose-disk.ts';
import { disk, machine } from './machine.ts';

const first = disk('nvme0n1', { byId: ['/dev/disk/by-id/nvme-Fast_Disk_nvme0n1_SERIAL1'] });
const second = disk('nvme1n1', { byId: ['/dev/disk/by-id/nvme-Fast_Disk_nvme1n1_SERIAL2'] });
const two = machine({ disks: [first, second] });
const hashed = machine({
  disks: [
    { ...first, byId: ['/dev/disk/by-id/nvme-Fast_Disk_nvme0n1_h:0123456789ab'] },
    { ...second, byId: ['/dev/disk/by-id/nvme-Fast_Disk_nvme1n1_h:ba9876543210'] },
  ],
});

function only(known: Partial<Disk>) {
  return machine({ disks: [disk('sda', known)] });
}

function asks(t: import('ava').ExecutionContext, run: () => unknown): string {
  const error = t.throws(run, { instanceOf: PantherError });
  t.is(error?.failure, 'answer');
  return error?.message ?? '';
}

test('two disks are a choice, never the larger one', (t) => {
  const message = asks(t, () => chooseDisk(two, {}));
  t.true(message.includes('2 disks could take the system'));
  t.true(message.includes('--set disk=/dev/disk/by-path/pci-0000:01:00.0-nvme-1'));
  t.true(message.includes('--set disk=/dev/disk/by-path/pci-0000:02:00.0-nvme-1'));
});

for (const answer of [
  'nvme1n1',
  '/dev/nvme1n1',
  'Fast Disk nvme1n1',
  '/dev/disk/by-path/pci-0000:02:00.0-nvme-1',
  '/dev/disk/by-id/nvme-Fast_Disk_nvme1n1_SERIAL2',
]) {
  test(`the answer ${answer} names the disk, and the link without a serial is kept`, (t) => {
    for (const facts of [two, hashed]) {
      const chosen = chooseDisk(facts, { disk: answer });
      t.is(chosen.disk.name, 'nvme1n1');
      t.is(chosen.device, '/dev/disk/by-path/pci-0000:02:00.0-nvme-1');
    }
  });
}

test('a link of another machine fits nothing', (t) => {
  const id = '/dev/disk/by-id/nvme-Fast_Disk_nvme1n1_OTHER';
  t.true(asks(t, () => chooseDisk(two, { disk: id })).includes('cannot be told'));
  const path = '/dev/disk/by-path/pci-0000:09:00.0-nvme-1';
  t.true(asks(t, () => chooseDisk(two, { disk: path })).includes('fits no disk'));
});

test('a model that two disks share is no answer', (t) => {
  const same = machine({ disks: [first, { ...second, model: first.model }] });
  t.true(asks(t, () => chooseDisk(same, { disk: 'Fast Disk nvme0n1' })).includes('fits 2 disks'));
});

test('with publicDiskIds the by-id link is kept as given, from a redacted capture too', (t) => {
  const id = '/dev/disk/by-id/nvme-Fast_Disk_nvme1n1_SERIAL2';
  for (const facts of [two, hashed]) {
    t.is(chooseDisk(facts, { disk: id, publicDiskIds: true }).device, id);
  }
  t.is(chooseDisk(two, { disk: 'nvme1n1', publicDiskIds: true }).device, id);
  const message = asks(t, () => chooseDisk(hashed, { disk: 'nvme1n1', publicDiskIds: true }));
  t.true(message.includes('only as hashes'));
});

test('of two disks of one model, a redacted recording cannot tell which a by-id link means', (t) => {
  const twins = machine({
    disks: hashed.disks.map((each, index) => ({
      ...each,
      model: 'Twin',
      byId: [`/dev/disk/by-id/nvme-Twin_h:${index}23456789abc`],
    })),
  });
  const id = '/dev/disk/by-id/nvme-Twin_SERIAL1';
  const message = asks(t, () => chooseDisk(twins, { disk: id, publicDiskIds: true }));
  t.true(message.includes('hashes only'));
});

test('a by-id link that another disk could take over is passed over for the by-path link', (t) => {
  const link = '/dev/disk/by-id/ata-Cheap_0001';
  const eui = '/dev/disk/by-id/nvme-eui.0025385b71b0e8a1';
  const named = (own: Partial<Disk>, other: Partial<Disk>) =>
    chooseDisk(
      machine({
        disks: [
          { ...first, ...own },
          { ...second, ...other },
        ],
      }),
      {
        disk: 'nvme0n1',
        publicDiskIds: true,
      },
    ).device;
  const [byPath = ''] = first.byPath;
  t.is(named({ byId: [link], serial: '0001' }, { byId: [], serial: '0002' }), link);
  t.is(named({ byId: [link], serial: '0001' }, { byId: [], serial: '0001' }), byPath);
  const world = { byId: [link, eui], serial: '0001', wwid: 'eui.0025385b71b0e8a1' };
  t.is(named(world, { serial: '0001', wwid: 'eui.0025385b71b0e8a2' }), eui);
  t.is(named(world, { serial: '0001', wwid: 'eui.0025385b71b0e8a1' }), byPath);
  t.is(named({ byId: ['/dev/disk/by-id/wwn-0x0000000000000000'] }, {}), byPath);
});

test('a name that udev escaped is passed over for one that a shell can take', (t) => {
  const facts = only({
    byPath: ['/dev/disk/by-path/a\\x20b', '/dev/disk/by-path/pci-0000:00:17.0-ata-1'],
  });
  t.is(chooseDisk(facts, {}).device, '/dev/disk/by-path/pci-0000:00:17.0-ata-1');
});

test('a link that two disks claim names neither', (t) => {
  const facts = machine({ disks: [first, { ...second, byPath: first.byPath }] });
  t.true(asks(t, () => chooseDisk(facts, { disk: 'nvme0n1' })).includes('this disk alone'));
});

test('the kernel name is taken only where one disk is there and no link was seen', (t) => {
  t.is(chooseDisk(only({ byPath: [] }), {}).device, '/dev/sda');
  const blind = machine({ disks: [disk('sda', { byPath: [] }), disk('sdb', { byPath: [] })] });
  t.true(asks(t, () => chooseDisk(blind, { disk: 'sda' })).includes('kernel names may swap'));
  const message = asks(t, () => chooseDisk(blind, {}));
  t.true(message.includes('add a recording with /dev/disk/by-path'));
  t.false(message.includes('--set disk='));
});

test('the stick that booted the machine does not stand in the way, and is not taken unasked', (t) => {
  const stick = disk('sdb', {
    transport: 'usb',
    removable: true,
    byPath: ['/dev/disk/by-path/pci-0000:00:14.0-usb-0:1:1.0-scsi-0:0:0:0'],
  });
  t.is(chooseDisk(machine({ disks: [first, stick] }), {}).disk.name, 'nvme0n1');
  t.true(asks(t, () => chooseDisk(machine({ disks: [stick] }), {})).includes('only when named'));
});

test('a disk that is unfit is neither offered nor taken', (t) => {
  const facts = machine({ disks: [first, { ...second, unfit: 'too small' }] });
  t.is(chooseDisk(facts, {}).disk.name, 'nvme0n1');
  t.true(asks(t, () => chooseDisk(facts, { disk: 'nvme1n1' })).includes('can never be'));
});

test('a machine without disks says so', (t) => {
  t.true(asks(t, () => chooseDisk(machine(), {})).includes('no disk was seen'));
});

test('a hostile model is shown without its escape sequences', (t) => {
  const bad = disk('nvme1n1', { model: '\u001b[2J\u202egnp\nx' });
  const message = asks(t, () => chooseDisk(machine({ disks: [first, bad] }), {}));
  t.false(message.includes('\u001b') || message.includes('\u202e'));
  t.is(message.split('\n').length, 7);
});
