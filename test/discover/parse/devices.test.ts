import test from 'ava';
import { parseEdid } from '../../../src/discover/parse/edid.ts';
import { parseEfiFlag } from '../../../src/discover/parse/efivar.ts';
import { hasBit, parseInputDevices } from '../../../src/discover/parse/input-devices.ts';
import { parseLspci } from '../../../src/discover/parse/lspci.ts';
import {
  parseAcpiAlias,
  parsePciAlias,
  parseUsbAlias,
  parseVirtioAlias,
} from '../../../src/discover/parse/modalias.ts';

test('a PCI modalias gives ids, subsystem and class', (t) => {
  t.deepEqual(parsePciAlias('pci:v000010DEd000024A0sv00001043sd00001C52bc03sc00i00\n'), {
    vendor: '10de',
    device: '24a0',
    subvendor: '1043',
    subdevice: '1c52',
    class: '030000',
  });
  const bridge = parsePciAlias('pci:v00008086d0000464Dsv00000000sd00000000bc06sc04i00');
  t.is(bridge?.subvendor, null);
  t.is(parsePciAlias('pci:v0000'), null);
});

test('USB, virtio and ACPI modaliases are read likewise', (t) => {
  t.deepEqual(parseUsbAlias('usb:v27C6p650Ad0100dcEFdsc00dp00icFFisc00ip00in00'), {
    vendor: '27c6',
    product: '650a',
    class: 'ff',
    subclass: '00',
    protocol: '00',
  });
  t.deepEqual(parseVirtioAlias('virtio:d00000008v00001AF4'), { device: 8, vendor: '1af4' });
  t.deepEqual(parseAcpiAlias('acpi:WACF2200:PNP0C50:'), ['WACF2200', 'PNP0C50']);
  t.deepEqual(parseAcpiAlias('platform:x'), []);
});

test('lspci records are read by their bracketed ids, the last of a line', (t) => {
  const text = [
    'Slot:\t0000:01:00.0',
    'Class:\tVGA compatible controller [0300]',
    'Vendor:\tNVIDIA Corporation [10de]',
    'Device:\tGA104M [GeForce RTX 3070 Ti Laptop GPU] [24a0]',
    'SVendor:\tASUSTeK Computer Inc. [1043]',
    'SDevice:\tDevice [1c52]',
    'ProgIf:\t00',
    'Driver:\tnvidia',
    '',
    'Slot:\t02:00.0',
    'Class:\tNon-Volatile memory controller [0108]',
    'Vendor:\tMicron/Crucial Technology [c0a9]',
    'Device:\tDevice [5426]',
    'ProgIf:\t02',
    '',
    'Slot:\t03:00.0',
    'Class:\tbroken',
  ].join('\n');
  t.deepEqual(parseLspci(text), [
    {
      address: '0000:01:00.0',
      class: '030000',
      vendor: '10de',
      device: '24a0',
      subvendor: '1043',
      subdevice: '1c52',
      driver: 'nvidia',
    },
    {
      address: '0000:02:00.0',
      class: '010802',
      vendor: 'c0a9',
      device: '5426',
      subvendor: null,
      subdevice: null,
      driver: null,
    },
  ]);
});

test('a display is as large as its first timing says, or else the header', (t) => {
  const bytes = new Uint8Array(128);
  bytes.set([0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00]);
  bytes.set([34, 19], 21);
  t.deepEqual(parseEdid(bytes), {
    widthPixels: null,
    heightPixels: null,
    widthMillimetres: 340,
    heightMillimetres: 190,
  });
  // 2560x1600 on 344x215 mm.
  bytes.set([0x10, 0x40, 0x00, 0x00, 0xa0, 0x40, 0x00, 0x60, 0, 0, 0, 0, 0x58, 0xd7, 0x10], 54);
  t.deepEqual(parseEdid(bytes), {
    widthPixels: 2560,
    heightPixels: 1600,
    widthMillimetres: 344,
    heightMillimetres: 215,
  });
  t.is(parseEdid(bytes.subarray(0, 127)), null);
  t.is(parseEdid(new Uint8Array(128)), null);
});

test('an EFI flag is the byte after four of attributes', (t) => {
  t.true(parseEfiFlag(new Uint8Array([6, 0, 0, 0, 1])));
  t.false(parseEfiFlag(new Uint8Array([6, 0, 0, 0, 0])));
  t.is(parseEfiFlag(new Uint8Array([1])), null);
  t.is(parseEfiFlag(new Uint8Array([6, 0, 0, 0, 7])), null);
});

test('a bit is found in its 64-bit word, the last word being the lowest', (t) => {
  const text = 'I: Bus=0003 Vendor=046d Product=c52b\nN: Name="M"\nB: KEY=ffff0000 0 0 0 1\n';
  const [entry] = parseInputDevices(text);
  if (entry === undefined) return t.fail();
  t.true(hasBit(entry, 'KEY', 0));
  t.false(hasBit(entry, 'KEY', 1));
  t.true(hasBit(entry, 'KEY', 0x110));
  t.false(hasBit(entry, 'KEY', 0x10f));
  t.false(hasBit(entry, 'KEY', 10_000));
  t.false(hasBit(entry, 'ABS', 0));
  return t.like(entry, { bus: 3, vendor: '046d', product: 'c52b', name: 'M' });
});
