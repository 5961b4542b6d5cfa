import { readFileSync } from 'node:fs';
import test from 'ava';
import { parse } from 'yaml';
import { refreshModules } from '../../scripts/tables/aliases.ts';
import { refreshGpus } from '../../scripts/tables/gpus.ts';
import { refreshReaders } from '../../scripts/tables/readers.ts';

const read = (name: string) => readFileSync(`src/assets/tables/${name}.yaml`, 'utf8');

interface Row {
  module: string;
  ids?: string[];
  classes?: string[];
  vendorClasses?: string[];
}

test('a kernel that tells nothing new leaves the tables of modules as they are', (t) => {
  for (const name of ['pci-modules', 'pci-network-modules']) {
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
    message: /1e02 is kepler, listed as turing/,
  });
});
