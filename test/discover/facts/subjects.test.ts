import test from 'ava';
import type { Reading } from '../../../src/model/capture.ts';
import { bare, command, factsOf, list, text } from './captures.ts';

const link = (data: string): Reading => ({ status: 'ok', kind: 'link', data });
const cpu = (vendor: string, more = '') => `processor : 0\nvendor_id : ${vendor}\n${more}\n`;

test('sockets, cores and nodes are told by sysfs, however many processors there are', (t) => {
  const readings: Record<string, string> = {
    '/proc/cpuinfo': cpu('AuthenticAMD', `flags : ${'x'.repeat(65_400)}`),
    '/sys/devices/system/cpu/present': '0-255\n',
    '/sys/devices/system/node/online': '0-1\n',
  };
  for (const at of [0, 1, 128, 129]) {
    const dir = `/sys/devices/system/cpu/cpu${at}/topology`;
    readings[`${dir}/physical_package_id`] = at < 128 ? '0\n' : '1\n';
    readings[`${dir}/thread_siblings_list`] = `${at & ~1}-${at | 1}\n`;
  }
  t.like(factsOf(bare(readings)).cpu, { sockets: 2, logical: 256, cores: 2, numaNodes: 2 });
});

test('cores of two kinds are told by counter units, by capacity, by uneven threads', (t) => {
  const units = (...names: string[]) =>
    Object.fromEntries(names.map((name) => [`/sys/devices/${name}/type`, '4\n']));
  const hybrid = (readings: Record<string, string>) => factsOf(bare(readings)).cpu.hybrid;
  const intel = { '/proc/cpuinfo': cpu('GenuineIntel') };
  t.true(hybrid({ ...intel, ...units('cpu_core', 'cpu_atom') }));
  t.false(hybrid({ ...intel, ...units('cpu') }));
  t.is(hybrid({ '/proc/cpuinfo': cpu('AuthenticAMD'), ...units('cpu') }), null);
  t.is(hybrid(intel), null);
  t.true(hybrid({ '/proc/cpuinfo': cpu('GenuineIntel', 'siblings : 20\ncpu cores : 14\n') }));
  const arm = { '/proc/cpuinfo': 'processor : 0\nCPU implementer : 0x41\n' };
  const capacity = (at: number) => `/sys/devices/system/cpu/cpu${at}/cpu_capacity`;
  t.true(hybrid({ ...arm, [capacity(0)]: '446\n', [capacity(4)]: '1024\n' }));
  t.false(hybrid({ ...arm, [capacity(0)]: '1024\n', [capacity(1)]: '1024\n' }));
});

test('compact cores of AMD are told by how much slower they run at most', (t) => {
  const highest = (...values: number[]) =>
    Object.fromEntries(
      values.map((value, at) => [
        `/sys/devices/system/cpu/cpu${at}/cpufreq/cpuinfo_max_freq`,
        `${value}\n`,
      ]),
    );
  const hybrid = (maker: string, readings: Record<string, string>) =>
    factsOf(bare({ '/proc/cpuinfo': cpu(maker), ...readings })).cpu.hybrid;
  // Zen 5 beside Zen 5c; Zen 4 beside Zen 4c.
  t.true(hybrid('AuthenticAMD', highest(5_157_895, 5_157_895, 3_305_785)));
  t.true(hybrid('AuthenticAMD', highest(4_901_000, 3_500_000)));
  // Two dies of one kind, of which one has the cache; preferred cores.
  t.is(hybrid('AuthenticAMD', highest(5_759_000, 5_250_000)), null);
  t.is(hybrid('AuthenticAMD', highest(4_700_000)), null);
  t.is(hybrid('AuthenticAMD', {}), null);
  t.is(hybrid('GenuineIntel', highest(5_000_000, 3_800_000)), null);
});

test('an IOMMU is described by an ACPI table and in use when there are groups', (t) => {
  const tables = '/sys/firmware/acpi/tables';
  const groups = '/sys/kernel/iommu_groups';
  const iommu = (readings: Record<string, Reading>) => factsOf(bare(readings)).iommu;
  t.deepEqual(iommu({ [tables]: list('APIC', 'DMAR'), [groups]: list('0', '1') }), {
    active: true,
    table: 'dmar',
  });
  t.deepEqual(iommu({ [tables]: list('APIC', 'IVRS1'), [groups]: list() }), {
    active: false,
    table: 'ivrs',
  });
  t.deepEqual(iommu({ [tables]: list('APIC') }), { active: null, table: 'none' });
  t.deepEqual(iommu({}), { active: null, table: null });
});

test('a board without DMI is named by its device tree', (t) => {
  const tree = '/sys/firmware/devicetree/base';
  const facts = factsOf(
    bare({
      [`${tree}/model`]: 'Raspberry Pi 4 Model B Rev 1.5\0',
      [`${tree}/compatible`]: 'raspberrypi,4-model-b\0brcm,bcm2711\0',
      [`${tree}/chassis-type`]: 'embedded\0',
      '/proc/sys/kernel/arch': 'aarch64\n',
    }),
  );
  t.like(facts.identity, { vendor: 'raspberrypi', product: 'Raspberry Pi 4 Model B Rev 1.5' });
  t.deepEqual(facts.deviceTree, ['raspberrypi,4-model-b', 'brcm,bcm2711']);
  t.is(facts.chassis.form, 'embedded');
  t.false(facts.gaps.some(({ subject }) => subject === 'identity'));
});

const pci = '/sys/devices/pci0000:00';
/** A network card of two functions on bus 3, one of them on a port that ACPI numbers. */
const cards: Record<string, Reading> = Object.fromEntries(
  [0, 1].flatMap((at): [string, Reading][] => {
    const address = `0000:03:00.${at}`;
    const name = `eth${at}`;
    return [
      [`/sys/bus/pci/devices/${address}`, link(`../../..${pci}/0000:00:01.0/${address}`)],
      [`/sys/class/net/${name}`, link(`../..${pci}/0000:00:01.0/${address}/net/${name}`)],
      [`/sys/class/net/${name}/type`, text('1\n')],
      [`/sys/class/net/${name}/dev_port`, text(`${at}\n`)],
    ];
  }),
);

test('the names that udev gives come from number, slot and place', (t) => {
  const { network } = factsOf(
    bare({
      ...cards,
      '/sys/bus/pci/devices/0000:03:00.0/acpi_index': '2\n',
      '/sys/bus/pci/slots/7/address': '0000:03:00\n',
      '/sys/bus/pci/slots/8/address': '0000:04:00\n',
    }),
  );
  t.deepEqual(
    network.map(({ names }) => names),
    [
      { onboard: 'eno2', slot: 'ens7f0', path: 'enp3s0f0' },
      { onboard: null, slot: 'ens7f1d1', path: 'enp3s0f1d1' },
    ],
  );
});

test('a card on USB is named after the ports that lead to it', (t) => {
  const path = `${pci}/0000:00:14.0/usb3/3-9/3-9.1/3-9.1:1.0/net/eth0`;
  const { network } = factsOf(
    bare({
      '/sys/class/net/eth0': link(`../..${path}`),
      '/sys/class/net/eth0/type': '1\n',
    }),
  );
  t.is(network[0]?.names?.path, 'enp0s20u9u1');
});

test('charging is limited by the common attribute or by the driver of a maker', (t) => {
  const battery = { '/sys/class/power_supply/BAT0/type': 'Battery\n' };
  const control = (readings: Record<string, string>) =>
    factsOf(bare({ ...battery, ...readings })).power.chargeControl;
  t.is(
    control({ '/sys/class/power_supply/BAT0/charge_control_end_threshold': '100\n' }),
    'threshold',
  );
  t.is(control({ '/sys/bus/platform/devices/VPC2004:00/conservation_mode': '0\n' }), 'ideapad');
  t.is(control({ '/sys/devices/platform/lg-laptop/battery_care_limit': '100\n' }), 'lg');
  t.is(control({}), null);
});

test('codecs are told by number, and names of nothing are none', (t) => {
  const dir = '/sys/bus/hdaudio/devices/ehdaudio0D0';
  const { audioCodecs } = factsOf(
    bare({ [`${dir}/vendor_id`]: '0x10ec0287\n', [`${dir}/chip_name`]: 'ALC287\n' }),
  );
  t.deepEqual(audioCodecs, [{ vendor: '10ec', product: '0287', name: 'ALC287' }]);
  t.is(factsOf(bare({})).audioCodecs, null);
});

test('missing firmware is known only where the log could be read', (t) => {
  const line =
    '[ 1.0] r8169: Direct firmware load for rtl_nic/rtl8125b-2.fw failed with error -2\n';
  t.deepEqual(factsOf(bare({ 'command:dmesg': command(line) })).missingFirmware, [
    'rtl_nic/rtl8125b-2.fw',
  ]);
  t.deepEqual(factsOf(bare({ 'command:dmesg': command('[ 1.0] fine\n') })).missingFirmware, []);
  const denied: Reading = { status: 'denied', reason: 'needs root (exit code 1)' };
  t.is(factsOf(bare({ 'command:dmesg': denied })).missingFirmware, null);
});

test('devices without a driver are gaps with their ids, bridges are not', (t) => {
  const device = (address: string, code: string): Record<string, Reading> => ({
    [`/sys/bus/pci/devices/${address}`]: link(`../../..${pci}/${address}`),
    [`/sys/bus/pci/devices/${address}/class`]: text(`0x${code}\n`),
    [`/sys/bus/pci/devices/${address}/vendor`]: text('0x14c3\n'),
    [`/sys/bus/pci/devices/${address}/device`]: text('0x7925\n'),
  });
  const { gaps } = factsOf(
    bare({ ...device('0000:02:00.0', '028000'), ...device('0000:00:00.0', '060000') }),
  );
  const found = gaps.filter(({ code }) => code === 'pci.driver');
  t.deepEqual(
    found.map(({ subject }) => subject),
    ['pci[0000:02:00.0]'],
  );
  t.true(found[0]?.text.includes('14c3:7925'));
});

test('readings that were denied and firmware that is missing are gaps', (t) => {
  const denied: Reading = { status: 'denied', reason: 'EACCES' };
  const codes = (readings: Record<string, Reading>) =>
    factsOf(bare(readings)).gaps.map(({ code }) => code);
  t.true(codes({ 'command:dmesg': denied }).includes('log.denied'));
  t.true(codes({ '/proc/swaps': denied }).includes('readings.denied'));
  t.false(codes({ '/sys/class/dmi/id/product_serial': denied }).includes('readings.denied'));
  const log = command('x: Direct firmware load for a/b.bin failed with error -2\n');
  t.true(codes({ 'command:dmesg': log }).includes('firmware.missing'));
});

test('a container says so, whoever made it', (t) => {
  for (const [id, name] of [
    ['/run/systemd/container', 'lxc'],
    ['/run/host/container-manager', 'systemd-nspawn'],
    ['/.dockerenv', 'docker'],
    ['/run/.containerenv', 'podman'],
  ] as const) {
    const facts = factsOf(
      bare({ [id]: `${id.startsWith('/run/s') || id.includes('host') ? name : ''}\n` }),
    );
    t.is(facts.platform.container, name);
    const gap = facts.gaps.find(({ code }) => code === 'container');
    t.true(gap?.text.includes(name), id);
  }
});

test('a Bluetooth adapter may be a function on PCI', (t) => {
  const dir = '/sys/bus/pci/devices/0000:00:14.7';
  const facts = factsOf(
    bare({
      [`${dir}/class`]: '0x0d1100\n',
      [`${dir}/vendor`]: '0x8086\n',
      [`${dir}/device`]: '0xa876\n',
    }),
  );
  t.deepEqual(facts.bluetooth, [{ device: '0000:00:14.7', vendor: '8086', product: 'a876' }]);
  t.deepEqual(facts.sources['bluetooth'], facts.sources['pci[0000:00:14.7]']);
});

test('what hangs on a port that faces outwards says so, and of all else nothing is said', (t) => {
  const device = (address: string) => ({
    [`/sys/bus/pci/devices/${address}/class`]: '0x030000\n',
    [`/sys/bus/pci/devices/${address}/vendor`]: '0x10de\n',
    [`/sys/bus/pci/devices/${address}/device`]: '0x2684\n',
  });
  const outside = { '/sys/bus/pci/devices/0000:2f:00.0/removable': 'removable\n' };
  const facts = factsOf(bare({ ...device('0000:01:00.0'), ...device('0000:2f:00.0'), ...outside }));
  t.deepEqual(
    facts.pci.map((one) => one.removable),
    [undefined, true],
  );
});
