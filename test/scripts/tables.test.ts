import { readFileSync } from 'node:fs';
import test from 'ava';
import { parse } from 'yaml';
import { refreshModules } from '../../scripts/tables/aliases.ts';
import { unknownGpus } from '../../scripts/tables/coverage.ts';
import { refreshGpus } from '../../scripts/tables/gpus.ts';
import { addRange, holds } from '../../scripts/tables/ranges.ts';
import { refreshReaders } from '../../scripts/tables/readers.ts';

const read = (name: string) => readFileSync(`src/assets/tables/${name}.yaml`, 'utf8');

interface Row {
  module: string;
  ids?: string[];
  classes?: string[];
  vendorClasses?: string[];
}

test('a kernel that tells nothing new leaves the tables of modules as they are', (t) => {
  for (const name of ['pci-modules', 'pci-network-modules', 'device-modules']) {
    t.is(refreshModules(read(name), ''), read(name), name);
  }
});

test('an id that a kernel drives comes into the row of its module, and claims on classes do not', (t) => {
  const aliases = [
    'alias pci:v0000ABCDd00001234sv*sd*bc*sc*i* ahci',
    'alias pci:v0000ABCDd00001234sv*sd*bc01sc08i02* nvme',
    'alias pci:v0000ABCDd*sv*sd*bc01sc06i01* ahci',
    'alias pci:v0000ABCDd00009999sv00001028sd*bc*sc*i* ahci',
    'alias pci:v0000ABCDd00007777sv*sd*bc*sc*i* not_in_the_table',
  ].join('\n');
  const before = read('pci-modules');
  const after = refreshModules(before, aliases);
  const rows = (text: string) => (parse(text) as { rows: Row[] }).rows;
  const row = (module: string) => rows(after).find((each) => each.module === module);
  t.deepEqual(
    row('nvme')?.ids?.filter((id) => id.startsWith('abcd')),
    ['abcd:1234'],
  );
  t.true(row('ahci')?.ids?.includes('abcd:1234'));
  t.false(row('ahci')?.ids?.includes('abcd:9999'));
  t.deepEqual(
    rows(after).map(({ ids: _, ...rest }) => rest),
    rows(before).map(({ ids: _, ...rest }) => rest),
  );
  t.regex(after, /# Its claim on every Intel IDE controller/);
  t.is(refreshModules(after, aliases), after);
});

test("libfprint's list becomes both lists of readers, each reader in one", (t) => {
  const hwdb =
    '# Supported by libfprint driver aes\nusb:v08FFp1600*\nusb:v27C6p650A*\n' +
    '# Known unsupported devices\nusb:v04F3p036B*\nusb:v27C6p650A*\n ID_AUTOSUSPEND=1\n';
  const table = parse(refreshReaders(read('fingerprint-readers'), hwdb));
  t.deepEqual(table.supported, ['08ff:1600', '27c6:650a']);
  t.deepEqual(table.unsupported, ['04f3:036b']);
  t.throws(() => refreshReaders(read('fingerprint-readers'), ''), { message: /autosuspend/ });
});

test('a new NVIDIA GPU of pci.ids is in the table afterwards, and a contradiction is an error', (t) => {
  const pciIds = (line: string) => `10dd  Other\n10de  NVIDIA Corporation\n${line}\n10df  Emulex\n`;
  const refreshed = refreshGpus(read('gpu-generations'), pciIds('\tfff0  GB999 [GeForce]'));
  t.true(parse(refreshed).nvidia.blackwell.includes('fff0-fff0'));
  const sound = pciIds('\tfff1  GB999 High Definition Audio Controller');
  t.is(refreshGpus(read('gpu-generations'), sound), read('gpu-generations'));
  t.throws(() => refreshGpus(read('gpu-generations'), pciIds('\t1e02  GK110 [Odd]')), {
    message: /10de:1e02 GK110 \[Odd\]: is kepler, listed as turing/,
  });
});

test("new GPUs of AMD and Intel come under their maker's own generation", (t) => {
  const pciIds = [
    '1002  Advanced Micro Devices, Inc. [AMD/ATI]',
    '\tfff0  Navi 49 [Radeon RX 9999]',
    '\tfff1  Navi 49 HDMI/DP Audio',
    '\tfff2  Strix Point [Radeon 999M]',
    '1022  Advanced Micro Devices, Inc. [AMD]',
    '8086  Intel Corporation',
    '\tfff0  Panther Lake [Intel Graphics]',
    '\tfff1  Panther Lake Thunderbolt 4 Controller',
    '\tfff2  Battlemage G99 [Arc B999]',
    '8087  Other',
  ];
  const after = parse(refreshGpus(read('gpu-generations'), `\n${pciIds.join('\n')}\n`));
  t.true(after.amd.rdna4.includes('fff0-fff0'));
  t.true(after.amd['rdna3.5'].includes('fff2-fff2'));
  t.true(after.intel['panther-lake'].includes('fff0-fff0'));
  t.true(after.intel.battlemage.includes('fff2-fff2'));
  const all = [...Object.values(after.amd), ...Object.values(after.intel)].flat();
  t.false(all.includes('fff1-fff1'));
});

test('neighbouring ids become one range', (t) => {
  t.deepEqual(addRange(['1000-1003', '1005-1005'], '1004'), ['1000-1005']);
  t.deepEqual(addRange(['1000-1003'], '1005'), ['1000-1003', '1005-1005']);
  t.true(holds('1000-1003', '1003') && !holds('1000-1003', '1004'));
});

test('a GPU that a kernel drives and the table does not know is named', (t) => {
  const line = (id: string, driver: string) =>
    `alias pci:v00008086d0000${id}sv*sd*bc03sc*i* ${driver}`;
  const aliases = [line('FFF9', 'xe'), line('46A6', 'i915'), line('FFF8', 'snd_hda_intel')];
  t.deepEqual(unknownGpus(read('gpu-generations'), aliases.join('\n')), [
    '8086:fff9 (intel) has no generation',
  ]);
});
