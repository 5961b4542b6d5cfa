import test from 'ava';
import { traitsOf } from '../../src/profiles/traits.ts';
import { battery, cpuWith, gpu, identity, machine, pciDevice, virtualisation } from './machine.ts';

test('a machine of which nothing is known has no traits', (t) => {
  t.deepEqual(traitsOf(machine()), []);
});

test('a convertible is a laptop too', (t) => {
  const facts = machine({ chassis: { type: 31, form: 'convertible' }, power: battery('system') });
  t.deepEqual(traitsOf(facts), ['battery', 'convertible', 'laptop']);
});

test('a laptop case with a tablet-mode switch folds over', (t) => {
  const input = [
    { name: 'Switch', kind: 'tablet-switch', bus: null, vendor: null, product: null } as const,
  ];
  t.true(
    traitsOf(machine({ chassis: { type: 10, form: 'laptop' }, input })).includes('convertible'),
  );
});

test("a mouse's battery makes no laptop of a desktop", (t) => {
  const facts = machine({ chassis: { type: 3, form: 'desktop' }, power: battery('device') });
  t.deepEqual(traitsOf(facts), ['desktop']);
});

test('two GPUs of one maker are no hybrid', (t) => {
  const twins = [gpu('amd', '0000:03:00.0'), gpu('amd', '0000:0b:00.0')];
  t.deepEqual(traitsOf(machine({ gpus: twins })), ['amd-gpu']);
  const hybrid = [gpu('intel', '0000:00:02.0'), gpu('nvidia', '0000:01:00.0')];
  t.deepEqual(traitsOf(machine({ gpus: hybrid })), ['hybrid-gpu', 'intel-gpu', 'nvidia']);
});

test('a server whose only GPU is that of its management controller is headless', (t) => {
  const facts = machine({
    chassis: { type: 23, form: 'server' },
    gpus: [gpu('bmc', '0000:03:00.0')],
    pci: [pciDevice('030000', '1a03', '2000')],
  });
  t.deepEqual(traitsOf(facts), ['bmc', 'headless', 'rack', 'server-chassis']);
});

test('a guest is one by its kind or by the flag of its processor; a container says nothing', (t) => {
  t.deepEqual(traitsOf(machine({ virtualisation: virtualisation('kvm') })), ['headless', 'vm']);
  t.deepEqual(traitsOf(machine({ cpu: cpuWith('hypervisor') })), ['headless', 'vm']);
  t.deepEqual(traitsOf(machine({ virtualisation: virtualisation('docker') })), []);
  t.deepEqual(traitsOf(machine({ virtualisation: virtualisation('none') })), []);
});

test('a cloud is a provider that is named', (t) => {
  const named = { ...virtualisation('kvm'), provider: 'hetzner' };
  t.true(traitsOf(machine({ virtualisation: named })).includes('cloud'));
  const generic = { ...virtualisation('kvm'), provider: 'generic' };
  t.false(traitsOf(machine({ virtualisation: generic })).includes('cloud'));
});

test('memory that a hypervisor claims to correct errors does not count', (t) => {
  const memory = { totalBytes: 2 ** 30, modules: [], ecc: true };
  t.deepEqual(traitsOf(machine({ memory })), ['ecc', 'small-memory']);
  const guest = machine({ memory, virtualisation: virtualisation('kvm') });
  t.deepEqual(traitsOf(guest), ['headless', 'small-memory', 'vm']);
});

test('a tablet is carried about like a laptop; between keys of a console it is a handheld', (t) => {
  const chassis = { type: 30, form: 'tablet' } as const;
  t.deepEqual(traitsOf(machine({ chassis })), ['laptop', 'tablet']);
  const names = identity({ vendor: 'Valve', product: 'Jupiter' });
  t.deepEqual(traitsOf(machine({ chassis, identity: names })), [
    'gaming',
    'handheld',
    'laptop',
    'tablet',
  ]);
});

test('a virtual machine of a desk is told from one of a provider', (t) => {
  const on = (kind: string, more = {}) =>
    traitsOf(
      machine({ virtualisation: { ...virtualisation(kind), provider: 'generic', ...more } }),
    );
  t.true(on('oracle').includes('local-vm'));
  t.true(on('kvm', { spice: true }).includes('local-vm'));
  t.false(on('kvm').includes('local-vm'));
});
