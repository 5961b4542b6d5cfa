import test from 'ava';
import { mergeObservations } from '../../../src/discover/facts/merge.ts';
import { blankObservation, type Observation } from '../../../src/discover/observation.ts';
import type { Disk, Holding } from '../../../src/model/hardware.ts';

const BTRFS = 'one filesystem';

function disk(name: string, known: Partial<Disk> = {}): Disk {
  return {
    name,
    transport: name.startsWith('nvme') ? 'nvme' : null,
    model: null,
    sizeBytes: null,
    logicalSectorBytes: null,
    physicalSectorBytes: null,
    rotational: null,
    removable: null,
    readOnly: null,
    discard: null,
    controller: null,
    byPath: [],
    byId: [],
    partitionTable: null,
    holds: [],
    serial: null,
    wwid: null,
    virtual: false,
    liveMedium: null,
    unfit: null,
    ...known,
  };
}

function holding(partition: string | null, mounts: string[] = []): Holding {
  return { partition, type: 'btrfs', identity: BTRFS, mounts, alsoOn: [] };
}

function seen(known: Partial<Observation>): Observation {
  return { ...blankObservation(), ...known };
}

function summary(disks: readonly Disk[]) {
  return disks.map((known) => [known.name, known.model, known.holds.map((held) => held.partition)]);
}

const CRUCIAL = disk('nvme0n1', {
  model: 'CT2000P310SSD8',
  sizeBytes: 2000398934016,
  controller: '0000:02:00.0',
});
const MICRON = disk('nvme1n1', {
  model: 'Micron_2450',
  sizeBytes: 1024209543168,
  controller: '0000:03:00.0',
});
// lsblk's 1.8T and 953.9G, as another boot named the disks.
const LARGE = disk('nvme1n1', { sizeBytes: 1979120929997, holds: [holding('1')] });
const SMALL = disk('nvme0n1', { sizeBytes: 1024242364621, holds: [holding('2', ['/'])] });

test('disks whose names changed places between boots are united by size, not by name', (t) => {
  const report = seen({ disks: [CRUCIAL, MICRON], sources: { 'disks[nvme0n1]': ['report'] } });
  const scan = seen({ disks: [SMALL, LARGE], sources: { 'disks[nvme1n1]': ['scan'] } });
  const merged = mergeObservations([report, scan]);
  t.deepEqual(summary(merged.seen.disks), [
    ['nvme0n1', 'CT2000P310SSD8', ['1']],
    ['nvme1n1', 'Micron_2450', ['2']],
  ]);
  t.deepEqual(merged.seen.sources['disks[nvme0n1]'], ['report', 'scan']);
  t.deepEqual(merged.gaps, []);
  t.is(merged.seen.disks[0]?.sizeBytes, 2000398934016);
});

test('a controller, a link or an identity says more than a size', (t) => {
  const first = seen({
    disks: [
      disk('sda', { serial: 'A', sizeBytes: 1e12 }),
      disk('sdb', { byPath: ['/dev/disk/by-path/x'], sizeBytes: 1e12 }),
      disk('sdc', { sizeBytes: 1e12, controller: '0000:05:00.0' }),
    ],
  });
  const second = seen({
    disks: [
      disk('sda', { byPath: ['/dev/disk/by-path/x'], sizeBytes: 1e12, model: 'link' }),
      disk('sdb', { sizeBytes: 1e12, controller: '0000:05:00.0', model: 'bus' }),
      disk('sdc', { serial: 'A', sizeBytes: 1e12, model: 'serial' }),
    ],
  });
  t.deepEqual(
    mergeObservations([first, second]).seen.disks.map((known) => [known.name, known.model]),
    [
      ['sda', 'serial'],
      ['sdb', 'link'],
      ['sdc', 'bus'],
    ],
  );
});

test('disks that cannot be told apart are not guessed at, but a filesystem on all of them is kept', (t) => {
  const twins = [disk('nvme0n1', { sizeBytes: 1e12 }), disk('nvme1n1', { sizeBytes: 1e12 })];
  const scan = [
    disk('nvme0n1', { sizeBytes: 1e12, rotational: true, holds: [holding('1')] }),
    disk('nvme1n1', { sizeBytes: 1e12, holds: [holding('2', ['/'])] }),
  ];
  const sources = { 'disks[nvme0n1]': ['scan'] };
  const merged = mergeObservations([
    seen({ disks: twins, sources: { disks: ['report'] } }),
    seen({ disks: scan, sources }),
  ]);
  t.deepEqual(
    merged.seen.disks.map((known) => [known.name, known.rotational, known.holds]),
    [
      ['nvme0n1', null, [holding(null, ['/'])]],
      ['nvme1n1', null, [holding(null, ['/'])]],
    ],
  );
  t.deepEqual(
    merged.gaps.map((gap) => gap.code),
    ['disk.witness', 'disk.witness'],
  );
  t.is(merged.seen.sources['disks[nvme0n1]'], undefined);
});

test('a disk that only the second witness knows is taken over under a free name', (t) => {
  const merged = mergeObservations([
    seen({ disks: [CRUCIAL] }),
    seen({ disks: [LARGE, disk('sda', { sizeBytes: 4e12 })] }),
  ]);
  t.deepEqual(
    merged.seen.disks.map((known) => known.name),
    ['nvme0n1', 'sda'],
  );
  t.deepEqual(merged.gaps, []);
});

test('a disk of a taken name that is not the same disk is left out with a gap', (t) => {
  const merged = mergeObservations([
    seen({ disks: [CRUCIAL] }),
    seen({ disks: [disk('nvme0n1', { sizeBytes: 5e11, model: 'Other' })] }),
  ]);
  t.deepEqual(merged.seen.disks, [CRUCIAL]);
  t.is(merged.gaps[0]?.subject, 'disks[nvme0n1]');
});

test('the only disk on either side is the same unless something speaks against it', (t) => {
  const merged = mergeObservations([
    seen({ disks: [disk('vda', { sizeBytes: 1e11 })] }),
    seen({ disks: [disk('vda', { rotational: true })] }),
  ]);
  t.like(merged.seen.disks[0], { sizeBytes: 1e11, rotational: true });
});

test('the first witness that knows a field is believed', (t) => {
  const blank = blankObservation();
  const merged = mergeObservations([
    seen({ identity: { ...blank.identity, vendor: 'A' }, sources: { 'identity.vendor': ['a'] } }),
    seen({
      identity: { ...blank.identity, vendor: 'B', product: 'P' },
      sources: { 'identity.vendor': ['b'], 'identity.product': ['b'] },
    }),
  ]);
  t.like(merged.seen.identity, { vendor: 'A', product: 'P' });
  t.deepEqual(merged.seen.sources, { 'identity.vendor': ['a', 'b'], 'identity.product': ['b'] });
});

test('a list that one witness knows to be empty stays empty', (t) => {
  const merged = mergeObservations([seen({ backlights: [] }), seen({ backlights: ['nvidia_0'] })]);
  t.deepEqual(merged.seen.backlights, []);
});

test('network cards are united by the device behind them, whatever their names', (t) => {
  const card = { kind: 'wireless', driver: null, device: '0000:03:00.0' } as const;
  const merged = mergeObservations([
    seen({ network: [{ ...card, name: 'wlan0' }] }),
    seen({
      network: [{ ...card, name: 'wlp3s0', driver: 'iwlwifi' }],
      sources: { 'network[wlp3s0]': ['scan'] },
    }),
  ]);
  t.deepEqual(merged.seen.network, [{ ...card, name: 'wlan0', driver: 'iwlwifi' }]);
  t.deepEqual(merged.seen.sources['network[wlan0]'], ['scan']);
});

test('a PCI address with other ids is other hardware, and the first witness holds', (t) => {
  const device = {
    address: '0000:01:00.0',
    class: '0300',
    vendor: '10de',
    device: '24a0',
    subvendor: null,
    subdevice: null,
    driver: null,
    modalias: null,
    parents: null,
  };
  const merged = mergeObservations([
    seen({ pci: [device] }),
    seen({ pci: [{ ...device, device: '2684', driver: 'nvidia' }] }),
  ]);
  t.deepEqual(merged.seen.pci, [device]);
  const filled = mergeObservations([
    seen({ pci: [device] }),
    seen({ pci: [{ ...device, class: '030000', driver: 'nvidia' }] }),
  ]);
  t.like(filled.seen.pci[0], { class: '030000', driver: 'nvidia' });
});

test('USB devices without a known port are united by their ids, each once', (t) => {
  const device = { vendor: '046d', product: 'c52b', name: null, interfaces: [] };
  const merged = mergeObservations([
    seen({ usb: [{ ...device, path: '3-1' }] }),
    seen({
      usb: [
        { ...device, path: null, name: 'Receiver' },
        { ...device, path: null },
      ],
    }),
  ]);
  t.deepEqual(
    merged.seen.usb.map((known) => [known.path, known.name]),
    [
      ['3-1', 'Receiver'],
      [null, null],
    ],
  );
});
