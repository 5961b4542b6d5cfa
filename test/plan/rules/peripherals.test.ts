import test from 'ava';
import { pci, usb } from './builders.ts';
import { assembled, gapCodes, given } from './given.ts';
import { machine } from './machines.ts';

test('the Yoga has sensors, a fingerprint reader, Bluetooth and a hinge', (t) => {
  const options = given('yoga');
  t.is(options['panther.hardware.yoga.sensors'], true);
  t.is(options['panther.hardware.yoga.fingerprint'], true);
  t.is(options['panther.hardware.yoga.tabletMode'], true);
  t.is(options['hardware.bluetooth.enable'], true);
  t.is(options['panther.hardware.workstations.laptop'], true);
});

test('a Bluetooth adapter may be a function on PCI', (t) => {
  const context = structuredClone(machine('yoga'));
  context.facts.usb = [];
  t.is(given(context)['hardware.bluetooth.enable'], undefined);
  for (const device of [
    pci('0000:00:14.7', '0d1100', '8086:ffff'),
    pci('0000:00:14.7', '028000', '8086:a876'),
  ]) {
    const { facts } = context;
    t.is(
      given({ ...context, facts: { ...facts, pci: [...facts.pci, device] } })[
        'hardware.bluetooth.enable'
      ],
      true,
    );
  }
});

test('a clamshell Yoga does not fold', (t) => {
  const context = { ...machine('yoga'), traits: ['laptop'] };
  t.is(given(context)['panther.hardware.yoga.tabletMode'], undefined);
});

test('readers that NixOS’s own lists lack are known', (t) => {
  for (const id of ['27c6:650a', '27c6:650c']) {
    const context = structuredClone(machine('zephyrus'));
    context.facts.usb.push(usb('1-9', id));
    t.is(given(context)['services.fprintd.enable'], true, id);
  }
});

test('a reader without a driver is a gap', (t) => {
  const codes = gapCodes('vmdLaptop');
  t.true(codes.includes('fingerprint.unsupported'));
  t.true(codes.includes('fingerprint.unknown'));
  t.is(given('vmdLaptop')['services.fprintd.enable'], undefined);
});

test('Thunderbolt devices are authorised by bolt, and not needed for booting', (t) => {
  const options = given('zephyrus');
  t.is(options['services.hardware.bolt.enable'], true);
  t.is(options['boot.initrd.availableKernelModules'], undefined);
});

test('a keyboard that cannot type the passphrase is an error; an unseen one is a gap', (t) => {
  t.regex(assembled('amdDesktop').holes[0]?.text ?? '', /^keyboard: .*bluetooth.*--set unlock=/);
  t.true(gapCodes('yoga').includes('keyboard.unseen'));
  t.false(gapCodes('zephyrus').includes('keyboard.unseen'));
  t.false(gapCodes('vmdLaptop').includes('keyboard.path'));
});

test('cards and cameras that need what is not free are gaps', (t) => {
  t.true(gapCodes('oldLaptop').includes('wifi.broadcom-wl'));
  t.true(gapCodes('vmdLaptop').includes('camera.ipu6'));
});
