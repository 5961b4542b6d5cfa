import test from 'ava';
import type { Facts } from '../../../src/model/facts.ts';
import type { InputDevice } from '../../../src/model/hardware.ts';
import { keyboardPath } from '../../../src/plan/rules/keyboard-path.ts';
import { keyboard, pci, subject } from './builders.ts';
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

function having(...keyboards: Partial<InputDevice>[]) {
  const context = withKeyboards(alderLakeN);
  context.facts.input = keyboards.map((known) => ({ ...keyboard('usb'), ...known }));
  return context;
}

function holes(...keyboards: Partial<InputDevice>[]): string[] {
  return assembled(having(...keyboards)).holes.map(({ text }) => text);
}

const yubiKey = {
  name: 'Yubico YubiKey OTP+FIDO+CCID',
  vendor: '1050',
  product: '0407',
  internal: null,
};
const receiver = { name: 'Logitech USB Receiver', vendor: '046d', product: 'c52b', internal: null };
const plugged = { name: 'Model M', vendor: '04b3', product: '3025', internal: false };

test('a built-in keyboard has its way, whatever else was plugged in', (t) => {
  const alone = given(withKeyboards(alderLakeN, 'i2c'))[OPTION];
  for (const other of [yubiKey, receiver, plugged, keyboard('usb'), keyboard('isa')]) {
    t.deepEqual(given(having({ bus: 'i2c', internal: true }, other))[OPTION], alone);
  }
  t.deepEqual(given(withKeyboards(alderLakeN, 'spi', 'isa'))[OPTION], ['vmd']);
});

test('neither a security key, nor a bare receiver, nor what happened to be plugged in is a keyboard to type on', (t) => {
  const wireless = { bus: 'bluetooth' as const, internal: false };
  for (const other of [yubiKey, receiver, plugged]) t.is(holes(wireless, other).length, 1);
  t.deepEqual(holes(wireless, { ...plugged, internal: true }), []);
  t.deepEqual(holes(wireless, { ...plugged, internal: null }), []);
  t.deepEqual(holes(plugged), []);
  const tower = having(wireless, plugged);
  tower.traits = [];
  tower.facts.chassis = subject('chassis', { type: 3, form: 'desktop' });
  t.deepEqual(assembled(tower).holes, []);
});

test('a keyboard that the common driver leaves alone has the module of its own', (t) => {
  for (const [vendor, product, module] of [
    ['0b05', '1854', 'hid_asus'],
    ['17ef', '6085', 'hid_rmi'],
    ['04d9', 'a055', 'hid_holtek_kbd'],
    ['046d', 'c30a', 'hid_logitech'],
  ] as const) {
    t.deepEqual(given(having({ vendor, product }))[OPTION], [module, 'vmd']);
    t.deepEqual(holes({ vendor, product }), []);
  }
  const onI2c = given(having({ bus: 'i2c', vendor: '0b05', product: '8585' }))[OPTION] as string[];
  t.true(onI2c.includes('hid_asus') && onI2c.includes('i2c_hid_acpi'));
  t.deepEqual(given(having({ vendor: '17ef', product: '6047' }))[OPTION], ['vmd']);
});

test('the keyboard behind a T2 cannot type the passphrase', (t) => {
  const behindT2 = {
    name: 'Apple Internal Keyboard',
    vendor: '05ac',
    product: '0340',
    internal: null,
  };
  t.regex(holes(behindT2)[0] ?? '', /T2.*apple-bce.*--set unlock=/);
  t.deepEqual(holes({ ...behindT2, product: '0220' }), []);
  const unseen = having();
  unseen.facts.pci.push(pci('0000:04:00.1', '088000', '106b:1801'));
  t.regex(assembled(unseen).holes[0]?.text ?? '', /T2/);
  unseen.traits = [];
  unseen.facts.chassis = subject('chassis', { type: 3, form: 'desktop' });
  t.deepEqual(assembled(unseen).holes, []);
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
  const { state, modules } = keyboardPath(keyboard('surface'), facts);
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
