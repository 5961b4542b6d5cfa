import test from 'ava';
import { compareHardware } from '../../../src/discover/changes/changes.ts';
import type { Facts } from '../../../src/model/facts.ts';
import type { Disk } from '../../../src/model/hardware.ts';
import { changedMachine, recordedMachine, sentences, told } from './machines.ts';

const machine = recordedMachine();

function diskOf(facts: Facts, at: number): Disk {
  return facts.disks[at] as Disk;
}

test('a disk of another model in the same place was replaced', (t) => {
  const said = told(machine, (facts) => {
    Object.assign(diskOf(facts, 0), {
      model: 'Samsung SSD 990 PRO',
      serial: 'h:00000000aaaa',
      wwid: 'eui.h:00000000bbbb',
    });
  });
  t.deepEqual(said, [
    'Disk replaced at /dev/disk/by-path/pci-0000:02:00.0-nvme-1: Samsung SSD 990 PRO, 1.8 TiB in place of CT2000P310SSD8, 1.8 TiB',
  ]);
});

test('a disk that was swapped for its like is another one by its identifier', (t) => {
  const said = told(machine, (facts) => {
    Object.assign(diskOf(facts, 0), { serial: 'h:00000000aaaa', wwid: null });
  });
  t.is(said.length, 1);
  t.regex(said[0] ?? '', /^Disk replaced at .+: another CT2000P310SSD8, 1\.8 TiB in place of/);
});

test('without a shared key a swap for its like goes unnoticed, and that is said', (t) => {
  const capture = machine.capture === null ? null : { ...machine.capture, hashKey: 'aaaaaaaa' };
  const other = changedMachine(machine, (facts) => {
    Object.assign(diskOf(facts, 0), { serial: 'h:00000000aaaa', wwid: null });
  });
  const comparison = compareHardware(
    { ...machine, capture },
    { ...other, capture: capture && { ...capture, hashKey: 'bbbbbbbb' } },
  );
  t.is(comparison.identifiers, 'not compared');
  t.deepEqual(comparison.changes, []);
});

test('the same disk at another port moved', (t) => {
  const said = told(machine, (facts) => {
    Object.assign(diskOf(facts, 1), {
      byPath: ['/dev/disk/by-path/pci-0000:05:00.0-nvme-1'],
      controller: '0000:05:00.0',
    });
  });
  t.true(
    said.includes(
      'Disk moved: Micron_2450_MTFDKBA1T0TFK, 953.9 GiB is at /dev/disk/by-path/pci-0000:05:00.0-nvme-1, was at /dev/disk/by-path/pci-0000:03:00.0-nvme-1',
    ),
    said.join('\n'),
  );
});

test('two disks that changed places moved, and neither was replaced', (t) => {
  const said = told(machine, (facts) => {
    const [a, b] = [diskOf(facts, 0), diskOf(facts, 1)];
    [a.byPath, b.byPath] = [b.byPath, a.byPath];
    [a.controller, b.controller] = [b.controller, a.controller];
  });
  t.is(said.length, 2);
  for (const sentence of said) t.regex(sentence, /^Disk moved: /);
});

test('a disk that a hypervisor made larger is the same one', (t) => {
  const guest = recordedMachine('hardware-discovery/hetzner-vps/capture.json');
  const said = told(guest, (facts) => {
    const disk = diskOf(facts, 0);
    disk.sizeBytes = (disk.sizeBytes ?? 0) * 2;
  });
  t.deepEqual(said, [
    'Disk grew from 457.8 GiB to 915.5 GiB: QEMU HARDDISK at /dev/disk/by-path/pci-0000:06:00.0-scsi-0:0:0:0',
  ]);
});

test('of a disk without a model and a link its kernel name is all there is to call it by', (t) => {
  const guest = recordedMachine('hardware-discovery/ovh-vps/capture.json');
  const grown = (facts: Facts) => {
    diskOf(facts, 0).sizeBytes = 400 * 2 ** 30;
  };
  t.deepEqual(told(guest, grown), ['Disk grew from 200 GiB to 400 GiB: sda']);
  const other = (facts: Facts) => {
    Object.assign(diskOf(facts, 0), { model: 'ACME', sizeBytes: 2 ** 40 });
  };
  t.deepEqual(told(guest, other), [
    'Disk replaced: ACME, 1 TiB in place of one of 200 GiB (which was at sda)',
  ]);
});

test('another kernel name is no change', (t) => {
  const said = told(machine, (facts) => {
    const [a, b] = [diskOf(facts, 0), diskOf(facts, 1)];
    [a.name, b.name] = [b.name, a.name];
    facts.disks.reverse();
  });
  t.deepEqual(said, []);
});

test('a disk more, a disk less, and a stick that is merely plugged in', (t) => {
  const fewer = told(machine, (facts) => void facts.disks.pop());
  t.true(
    fewer.includes(
      'Disk removed: Micron_2450_MTFDKBA1T0TFK, 953.9 GiB at /dev/disk/by-path/pci-0000:03:00.0-nvme-1',
    ),
  );
  const stick = { ...diskOf(machine.facts, 0), transport: 'usb', removable: true } as const;
  const { changes } = compareHardware(
    machine,
    changedMachine(machine, (facts) => {
      facts.disks.push({ ...stick, serial: null, wwid: null, model: 'Stick', byPath: [] });
    }),
  );
  t.deepEqual(
    changes.map(({ change, scope }) => `${change} ${scope}`),
    ['added plugged'],
  );
});

test('what a disk holds is told apart from the disk', (t) => {
  const comparison = compareHardware(
    machine,
    changedMachine(machine, (facts) => {
      const disk = diskOf(facts, 0);
      disk.holds = disk.holds.map((holding) => ({ ...holding, type: 'crypto_LUKS' }));
    }),
  );
  t.deepEqual(
    comparison.changes.map(({ scope }) => scope),
    ['contents'],
  );
  t.regex(
    sentences(comparison)[0] ?? '',
    /: holds now crypto_LUKS in partition 1; no longer holds btrfs in partition 1$/,
  );
});

test('a filesystem that was made anew is noticed by its identity', (t) => {
  const said = told(machine, (facts) => {
    for (const holding of diskOf(facts, 1).holds) {
      if (holding.type === 'vfat') holding.identity = 'h:00000000cccc';
    }
  });
  t.deepEqual(said.length, 1);
  t.regex(said[0] ?? '', /: formatted anew: vfat in partition 1$/);
});
