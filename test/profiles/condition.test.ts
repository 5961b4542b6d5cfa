import test from 'ava';
import { factsIn, holds } from '../../src/profiles/condition.ts';
import { cpuWith, identity, machine, pciDevice } from './machine.ts';

const facts = machine({
  identity: identity({ vendor: 'LENOVO', product: '83JR' }),
  chassis: { type: 31, form: 'convertible' },
  cpu: { ...cpuWith('aes', 'hypervisor'), sockets: 2 },
  pci: [pciDevice('030000', '1a03', '2000'), pciDevice('020000', '8086', '15f3')],
  ipmi: true,
});

test('a fact is compared by value', (t) => {
  t.true(holds({ fact: 'chassis.type', is: 31 }, facts));
  t.true(holds({ fact: 'ipmi', is: true }, facts));
  t.false(holds({ fact: 'chassis.type', is: '31' }, facts));
  t.true(holds({ fact: 'chassis.type', in: [30, 31] }, facts));
  t.true(holds({ fact: 'identity.version', is: null }, facts));
});

test('a pattern ignores case and matches text only', (t) => {
  t.true(holds({ fact: 'identity.vendor', matches: '^lenovo$' }, facts));
  t.false(holds({ fact: 'identity.version', matches: '.*' }, facts));
  t.false(holds({ fact: 'chassis.type', matches: '31' }, facts));
});

test('what is not known holds neither a number nor a comparison', (t) => {
  t.true(holds({ fact: 'cpu.sockets', atLeast: 2 }, facts));
  t.false(holds({ fact: 'cpu.sockets', atLeast: 3 }, facts));
  t.false(holds({ fact: 'cpu.logical', atLeast: 0 }, facts));
  t.true(holds({ fact: 'cpu.logical', known: false }, facts));
  t.true(holds({ fact: 'cpu.sockets', known: true }, facts));
});

test('a path that leads nowhere is not known', (t) => {
  for (const fact of [
    'nothing',
    'cpu.nothing',
    'identity.vendor.length',
    'constructor',
    '__proto__',
  ]) {
    t.false(holds({ fact, known: true }, facts), fact);
  }
});

test('some asks each element, and all of its questions are about the same one', (t) => {
  const bmc = { fact: 'vendor', is: '1a03' } as const;
  t.true(holds({ some: 'pci', where: bmc }, facts));
  const display = { fact: 'class', matches: '^03' } as const;
  t.true(holds({ some: 'pci', where: { all: [bmc, display] } }, facts));
  const network = { fact: 'class', matches: '^02' } as const;
  t.false(holds({ some: 'pci', where: { all: [bmc, network] } }, facts));
  t.false(holds({ some: 'identity', where: bmc }, facts));
});

test('a dot is the element itself', (t) => {
  t.true(holds({ some: 'cpu.flags', where: { fact: '.', is: 'hypervisor' } }, facts));
  t.false(holds({ some: 'cpu.flags', where: { fact: '.', is: 'hyper' } }, facts));
});

test('conditions are combined', (t) => {
  const yes = { fact: 'ipmi', is: true } as const;
  const no = { fact: 'ipmi', is: false } as const;
  t.true(holds({ all: [yes, { not: no }] }, facts));
  t.true(holds({ either: [no, yes] }, facts));
  t.false(holds({ all: [yes, no] }, facts));
});

test('the facts of a condition are listed once, sorted', (t) => {
  const condition = {
    all: [
      { some: 'pci', where: { fact: 'vendor', is: '1a03' } },
      { either: [{ fact: 'ipmi', is: true }, { not: { fact: 'chassis.type', is: 3 } }] },
      { fact: 'ipmi', known: true },
    ],
  };
  t.deepEqual(factsIn(condition), ['chassis.type', 'ipmi', 'pci']);
});
