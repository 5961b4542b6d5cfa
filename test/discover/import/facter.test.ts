import { readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { observeFacter } from '../../../src/discover/import/facter.ts';
import type { Observation } from '../../../src/discover/observation.ts';
import { openReadings } from '../../../src/discover/readings.ts';
import { Capture } from '../../../src/model/capture.ts';
import { PantherError } from '../../../src/model/errors.ts';
import { Facts } from '../../../src/model/facts.ts';

const FIXTURES = ['facter-convertible', 'facter-guest', 'facter-tower'] as const;
const ID = 'import:nixos-facter';

function captureOf(name: string): Capture {
  const path = `test/discover/import/fixtures/${name}.json`;
  return Capture.parse(JSON.parse(readFileSync(path, 'utf8')));
}

function reportOf(name: string): unknown {
  const reading = captureOf(name).readings[ID];
  return reading?.status === 'ok' ? reading.data : null;
}

function observed(report: unknown): Observation | null {
  const reading = { status: 'ok', kind: 'report', format: 'nixos-facter', data: report } as const;
  return observeFacter(openReadings({ ...captureOf('facter-guest'), readings: { [ID]: reading } }));
}

function known(name: string): Observation {
  const observation = observed(reportOf(name));
  if (observation === null) throw new Error(`${name} holds no report`);
  return observation;
}

test('without a report nothing is observed', (t) => {
  t.is(observeFacter(openReadings({ ...captureOf('facter-guest'), readings: {} })), null);
});

test('what is observed has the shape of facts', (t) => {
  for (const name of FIXTURES) {
    const observation = known(name);
    t.notThrows(() =>
      Facts.parse({ ...observation, schema: 'panther.facts/1', gpus: [], gaps: [] }),
    );
  }
});

test('the chassis is read by number, whatever the report calls it', (t) => {
  t.is(known('facter-convertible').chassis.type, 31);
  t.is(known('facter-tower').chassis.type, 3);
});

test('a GPU of class 0380 is a PCI device like any other', (t) => {
  const gpu = known('facter-convertible').pci.find((device) => device.address === '0000:04:00.0');
  t.is(gpu?.class, '038000');
  t.deepEqual(gpu?.parents, ['0000:00:08.1']);
  t.is(gpu?.subvendor, '17aa');
});

test('the bridges above a device stand outermost first', (t) => {
  const gpu = known('facter-tower').pci.find((device) => device.class === '030000');
  t.deepEqual(gpu?.parents, ['0000:00:01.0', '0000:01:00.0', '0000:02:00.0']);
});

test('a device in another PCI domain keeps it', (t) => {
  const nvme = known('facter-tower').pci.find((device) => device.address === '10000:e1:00.0');
  t.deepEqual(nvme?.parents, ['0000:00:0e.0', '10000:e0:06.0']);
});

test('children of virtio functions, whose vendor is plain text, are no PCI devices', (t) => {
  const { pci } = known('facter-guest');
  t.deepEqual(
    pci.map((device) => device.address),
    ['0000:00:00.0', '0000:00:01.1', '0000:00:02.0', '0000:00:05.0', '0000:00:12.0'],
  );
});

test('a virtio SCSI controller is seen though its driver modules are null', (t) => {
  const controller = known('facter-guest').pci.find((device) => device.device === '1004');
  t.is(controller?.vendor, '1af4');
  t.is(controller?.driver, 'virtio-pci');
  t.is(known('facter-guest').disks[0]?.controller, controller?.address);
});

test('a report without uefi does not tell the firmware; one with it does', (t) => {
  t.is(known('facter-convertible').firmware.mode, null);
  t.like(known('facter-tower').firmware, { mode: 'uefi', width: 64 });
  t.is(observed({ version: 1, uefi: { supported: false } })?.firmware.mode, 'bios');
});

test('memory disks, eMMC boot parts and optical drives are no disks', (t) => {
  const names = (name: string) => known(name).disks.map((disk) => disk.name);
  t.deepEqual(names('facter-convertible'), ['nvme0n1']);
  t.deepEqual(names('facter-guest'), ['sda']);
  t.deepEqual(names('facter-tower'), ['mmcblk0', 'sda', 'sdb', 'sdc']);
});

test('a disk has its exact size, its links, its controller and its wwid', (t) => {
  t.like(known('facter-convertible').disks[0], {
    transport: 'nvme',
    sizeBytes: 1_024_209_543_168,
    logicalSectorBytes: 512,
    controller: '0000:01:00.0',
    byPath: ['/dev/disk/by-path/pci-0000:01:00.0-nvme-1'],
    serial: 'SERIAL0000000001',
    wwid: 'eui.0000000000000001',
    virtual: false,
  });
  t.is(known('facter-tower').disks[1]?.wwid, 'naa.5000000000000002');
});

test('how a disk is attached follows from its drivers and its place', (t) => {
  const transports = known('facter-tower').disks.map((disk) => disk.transport);
  t.deepEqual(transports, ['mmc', 'sata', 'usb', 'ide']);
  t.is(known('facter-guest').disks[0]?.transport, 'scsi');
});

test('a disk of a guest is virtual; something on it without partitions is told', (t) => {
  t.true(known('facter-guest').disks[0]?.virtual);
  t.like(known('facter-tower').disks[3]?.holds[0], { partition: null, type: 'unknown' });
});

test('the interfaces of one USB device stand together, root hubs aside', (t) => {
  const { usb } = known('facter-convertible');
  t.deepEqual(
    usb.map((device) => [device.path, device.vendor, device.product, device.interfaces.length]),
    [
      ['1-1', '04f2', 'b83c', 2],
      ['3-3', '27c6', '650a', 1],
    ],
  );
});

test('ids are read from their value where hex is left out', (t) => {
  const keyboard = known('facter-tower').usb[0];
  t.like(keyboard, { path: '1-2.1', vendor: '19f5', product: '3246' });
});

test('a keyboard that is not listed is not made up', (t) => {
  t.deepEqual(
    known('facter-convertible').input.map(({ kind, bus }) => [kind, bus]),
    [['touchpad', 'i2c']],
  );
  t.deepEqual(
    known('facter-tower').input.map(({ kind }) => kind),
    ['keyboard'],
  );
});

test('a wireless interface is one though hwinfo calls it Ethernet; loopback has no hardware', (t) => {
  t.like(known('facter-convertible').network, [
    { name: 'wlp3s0', kind: 'wireless', device: '0000:03:00.0' },
  ]);
  t.is(known('facter-convertible').network.length, 1);
  t.is(known('facter-guest').network[0]?.kind, 'wired');
});

test('a display hangs on a GPU, and whether it is built in is not told', (t) => {
  t.like(known('facter-convertible').displays[0], {
    gpu: '0000:04:00.0',
    internal: null,
    widthPixels: 1920,
    heightMillimetres: 189,
  });
});

test('a sensor hub is known by its module', (t) => {
  t.is(known('facter-convertible').sensors.hub, 'amd_sfh');
  t.is(known('facter-tower').sensors.hub, null);
});

test('placeholders are no names', (t) => {
  const { identity } = known('facter-tower');
  t.deepEqual([identity.vendor, identity.product, identity.version], [null, null, null]);
  t.is(identity.boardVendor, 'ASRock');
});

test('memory is what the kernel has, or else what is installed; empty slots do not count', (t) => {
  t.is(known('facter-guest').memory.totalBytes, 2_063_863_808);
  t.is(known('facter-convertible').memory.totalBytes, 16_106_127_360);
  t.deepEqual(known('facter-convertible').memory.modules, [
    { sizeBytes: 4_294_967_296, type: 'LPDDR5', speedMts: 7500, formFactor: 'Row Of Chips' },
  ]);
  t.is(known('facter-convertible').memory.ecc, false);
});

test('processors are counted over the sockets', (t) => {
  t.like(known('facter-guest').cpu, { sockets: 2, logical: 2, vendor: 'AuthenticAMD' });
  t.like(known('facter-tower').cpu, { sockets: 1, logical: 16 });
});

test('"none" beside the hypervisor flag is not known', (t) => {
  const report = { ...(reportOf('facter-guest') as object), virtualisation: 'none' };
  t.is(observed(report)?.virtualisation.kind, null);
  t.is(known('facter-guest').virtualisation.kind, 'kvm');
  t.is(known('facter-tower').virtualisation.kind, 'none');
  t.is(observed({ version: 1 })?.virtualisation.kind, null);
});

test('serial ports with a chip behind them are told, their absence is not', (t) => {
  t.deepEqual(known('facter-guest').serialConsoles, ['ttyS0']);
  t.is(known('facter-convertible').serialConsoles, null);
});

test('hardware may be a list of entries that name their class', (t) => {
  const report = reportOf('facter-guest') as { hardware: Record<string, unknown[]> };
  const hardware = Object.entries(report.hardware).flatMap(([name, entries]) =>
    (entries as object[]).map((entry) => ({ ...entry, class: name })),
  );
  t.deepEqual(observed({ ...report, hardware }), known('facter-guest'));
});

test('every fact names the report, and nothing that is not known does', (t) => {
  const { sources } = known('facter-convertible');
  t.deepEqual(sources['pci[0000:04:00.0]'], [ID]);
  t.deepEqual(sources['identity.version'], [ID]);
  t.is(sources['firmware.mode'], undefined);
});

test('a report of a newer version is refused with one clear line', (t) => {
  const error = t.throws(() => observed({ version: 2 }), { instanceOf: PantherError });
  t.is((error as PantherError | undefined)?.failure, 'input');
  t.regex(
    error?.message ?? '',
    /^the nixos-facter report has version 2 and is read up to version 1; update/,
  );
});

test('a report with anything broken in it is read as far as it goes', (t) => {
  const reports = FIXTURES.map((name) => JSON.stringify(reportOf(name)));
  const change = fc.record({
    report: fc.nat(reports.length - 1),
    at: fc.array(fc.nat(5000), { minLength: 1, maxLength: 12 }),
    value: fc.jsonValue(),
  });
  fc.assert(
    fc.property(change, ({ report, at, value }) => {
      const broken: unknown = JSON.parse(reports[report] ?? 'null');
      for (const place of at) spoil(broken, place, value);
      const observation = observed({ ...(broken as object), version: 1 });
      t.truthy(observation);
      Facts.parse({ ...observation, schema: 'panther.facts/1', gpus: [], gaps: [] });
    }),
    { numRuns: 300 },
  );
});

/** Replaces the n-th value of a document, counted depth first, or takes it away. */
function spoil(document: unknown, place: number, value: unknown): void {
  const holders: [Record<string, unknown>, string][] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      holders.push([node as Record<string, unknown>, key]);
      walk((node as Record<string, unknown>)[key]);
    }
  };
  walk(document);
  const [holder, key] = holders[place % Math.max(holders.length, 1)] ?? [];
  if (holder === undefined || key === undefined) return;
  if (place % 3 === 0) delete holder[key];
  else holder[key] = structuredClone(value);
}
