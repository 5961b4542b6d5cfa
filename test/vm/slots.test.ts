import test from 'ava';
import { VM_ROWS } from '../nix/row-scripts.ts';
import type { GuestDisk } from './qemu.ts';
import { readRow } from './rows.ts';
import { slotsOf, thirdPlace } from './slots.ts';
import { blankDisks } from './try-layout.ts';

const at = (bus: GuestDisk['bus'], path: string): GuestDisk => ({ file: 'disk', bus, path });

test('a disk is plugged in where its link by path says', (t) => {
  t.deepEqual(
    slotsOf([
      at('nvme', '/dev/disk/by-path/pci-0000:00:04.0-nvme-1'),
      at('sata', '/dev/disk/by-path/pci-0000:00:1f.2-ata-1'),
      at('virtio', '/dev/disk/by-path/pci-0000:00:06.0'),
      at('virtio-scsi', '/dev/disk/by-path/pci-0000:00:05.0-scsi-0:0:0:0'),
    ]),
    ['04.0', 'ide.0', '06.0', '05.0'],
  );
});

test('two disks in one place, and a link that no disk of that bus has, are refused', (t) => {
  const path = '/dev/disk/by-path/pci-0000:00:04.0-nvme-1';
  t.throws(() => slotsOf([at('nvme', path), at('nvme', path)]), { message: /two disks in one/ });
  t.throws(() => slotsOf([at('virtio', path)]), { message: /no virtio disk/ });
});

test('every recorded row has its own place for each of its disks, and one for a neighbour', (t) => {
  for (const [name] of VM_ROWS) {
    const row = readRow(name);
    if (row === null) return t.fail(name);
    const disks = blankDisks(row, t.title, 512);
    const [first] = disks;
    if (first === undefined) return t.fail(name);
    const { bus } = first;
    t.is(slotsOf([at(bus, thirdPlace(bus)), ...disks]).length, disks.length + 1, name);
  }
});
