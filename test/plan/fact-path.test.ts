import test from 'ava';
import { factReadings, factValue } from '../../src/plan/fact-path.ts';
import { disk, facts, pci, subject } from './rules/builders.ts';

const machine = facts({
  cpu: subject('cpu', { vendor: 'GenuineIntel' }),
  pci: [pci('0000:01:00.0', '010802', '144d:a808', 'nvme')],
  disks: [disk('sda', 'sata')],
  power: subject('power', {
    batteries: [{ name: 'BAT0', scope: 'system', technology: null, chargeLimit: true }],
  }),
  sources: { cpu: ['/proc/cpuinfo'], pci: ['a'], 'pci[0000:01:00.0]': ['b'] },
});

test('a path leads to its value', (t) => {
  t.is(factValue(machine, 'cpu.vendor'), 'GenuineIntel');
  t.is(factValue(machine, 'pci[0000:01:00.0].driver'), 'nvme');
  t.is(factValue(machine, 'disks[sda].transport'), 'sata');
  t.is(factValue(machine, 'power.batteries[BAT0].chargeLimit'), true);
  t.is(factValue(machine, 'firmware.mode'), null);
});

test('a path that leads nowhere has no value', (t) => {
  for (const path of [
    '',
    'cpu.',
    'nothing',
    'pci[x].driver',
    'cpu[x]',
    'constructor',
    '__proto__.x',
  ]) {
    t.is(factValue(machine, path), undefined, path);
  }
});

test('readings come from the longest path above that has any', (t) => {
  t.deepEqual(factReadings(machine, 'pci[0000:01:00.0].driver'), ['b']);
  t.deepEqual(factReadings(machine, 'pci[0000:02:00.0].driver'), ['a']);
  t.deepEqual(factReadings(machine, 'cpu.vendor'), ['/proc/cpuinfo']);
  t.deepEqual(factReadings(machine, 'disks[sda]'), []);
  t.deepEqual(factReadings(machine, 'constructor'), []);
});
