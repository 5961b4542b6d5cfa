import test from 'ava';
import type { Facts } from '../../../src/model/facts.ts';
import type { InputDevice } from '../../../src/model/hardware.ts';
import { keyboardPath } from '../../../src/plan/rules/keyboard-path.ts';
import { keyboard, subject } from './builders.ts';
import { assembled, gapCodes, given } from './given.ts';
import { machine } from './machines.ts';

const OPTION = 'boot.initrd.availableKernelModules';

function withKeyboards(cpu: Partial<Facts['cpu']>, ...buses: InputDevice['bus'][]) {
  const context = structuredClone(machine('vmdLaptop'));
  context.facts.cpu = subject('cpu', cpu);
  context.facts.input = buses.map(keyboard);
  return context;
}

const alderLakeN = { vendor: 'GenuineIntel', family: 6, model: 190 };

test('a plain keyboard beside a built-in one is enough for the prompt', (t) => {
  t.deepEqual(given(withKeyboards(alderLakeN, 'i2c', 'usb'))[OPTION], ['vmd']);
  t.deepEqual(given(withKeyboards(alderLakeN, 'spi', 'isa'))[OPTION], ['vmd']);
});

test('an I2C keyboard has its bus and the pin controller of its platform', (t) => {
  const intel = given(withKeyboards(alderLakeN, 'i2c'))[OPTION] as string[];
  t.true(intel.includes('pinctrl_alderlake') && intel.includes('intel_lpss_pci'));
  const amd = withKeyboards({ vendor: 'AuthenticAMD', family: 25, model: 117 }, 'i2c');
  const modules = given(amd)[OPTION] as string[];
  t.deepEqual(
    modules.filter((name) => /pinctrl|intel/.test(name)),
    [],
  );
  t.true(modules.includes('i2c_designware_platform'));
});

test('a pin controller that the table does not know is a gap, and what is known stays', (t) => {
  const context = withKeyboards({ vendor: 'GenuineIntel', family: 6, model: 250 }, 'i2c');
  t.true(gapCodes(context).includes('keyboard.path'));
  t.true((given(context)[OPTION] as string[]).includes('i2c_hid_acpi'));
  t.deepEqual(assembled(context).holes, []);
});

test('the keyboard of a Surface hangs on its aggregator, and that on a serial port', (t) => {
  const { facts } = withKeyboards({ vendor: 'GenuineIntel', family: 6, model: 126 }, 'surface');
  const { state, modules } = keyboardPath({ bus: 'surface' }, facts);
  t.is(state, 'covered');
  for (const name of ['8250_dw', 'surface_aggregator_registry', 'surface_hid', 'pinctrl_icelake']) {
    t.true(modules.includes(name), name);
  }
});

test('only keyboards that are known to be out of reach end the planning, until an answer', (t) => {
  const context = withKeyboards(alderLakeN, 'bluetooth');
  t.is(assembled(context).holes.length, 1);
  t.deepEqual(assembled(withKeyboards(alderLakeN, 'bluetooth', 'other')).holes, []);
  for (const answer of [{ unlock: 'usb-keyboard' as const }, { initrdModules: ['applespi'] }]) {
    t.deepEqual(assembled({ ...context, answers: { ...context.answers, ...answer } }).holes, []);
  }
  const open = { ...context, layout: { ...context.layout, disks: [] } };
  t.deepEqual(assembled(open).holes, []);
});

test('an answered way to unlock is switched on', (t) => {
  t.is(given('securityKeyTablet')['panther.filesystems.encryption.fido2'], true);
});
