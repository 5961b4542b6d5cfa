import test from 'ava';
import { table } from '../../../src/assets/read.ts';
import { gpusOf } from '../../../src/discover/facts/derive-gpus.ts';
import type { Gpu, PciDevice } from '../../../src/model/hardware.ts';

function gpu(vendor: string, device: string, ofClass = '030000'): Gpu | undefined {
  const pci: PciDevice = {
    address: '0000:01:00.0',
    class: ofClass,
    vendor,
    device,
    subvendor: null,
    subdevice: null,
    driver: null,
    modalias: null,
    parents: null,
  };
  return gpusOf([pci])[0];
}

for (const [vendor, device, maker, generation] of [
  ['10de', '06c0', 'nvidia', 'fermi'],
  ['10de', '1040', 'nvidia', 'fermi'],
  ['10de', '103f', 'nvidia', 'kepler'],
  ['10de', '134d', 'nvidia', 'maxwell'],
  ['10de', '1c8d', 'nvidia', 'pascal'],
  ['10de', '1d81', 'nvidia', 'volta'],
  ['10de', '1f11', 'nvidia', 'turing'],
  ['10de', '2191', 'nvidia', 'turing'],
  ['10de', '24a0', 'nvidia', 'ampere'],
  ['10de', '2684', 'nvidia', 'ada'],
  ['10de', '2b85', 'nvidia', 'blackwell'],
  ['8086', '0166', 'intel', 'ivy-bridge'],
  ['8086', '1916', 'intel', 'skylake'],
  ['8086', '3ea0', 'intel', 'whiskey-lake'],
  ['8086', '46a6', 'intel', 'alder-lake'],
  ['8086', '7d55', 'intel', 'meteor-lake'],
  ['8086', '64a0', 'intel', 'lunar-lake'],
  ['1002', '6798', 'amd', 'southern-islands'],
  ['1002', '665c', 'amd', 'sea-islands'],
  ['1002', '1638', 'amd', 'vega'],
  ['1002', '1114', 'amd', 'rdna3.5'],
  ['1002', 'ffff', 'amd', null],
  ['1a03', '2000', 'bmc', null],
  ['102b', '0534', 'bmc', null],
  ['1234', '1111', 'virtual', null],
  ['1af4', '1050', 'virtual', null],
  ['1013', '00b8', 'virtual', null],
  ['1039', '6330', 'other', null],
] as const) {
  test(`${vendor}:${device} is ${maker}, ${generation ?? 'of no known generation'}`, (t) => {
    t.like(gpu(vendor, device), { maker, generation });
  });
}

test('3D and other display controllers are GPUs; the sound of one is not', (t) => {
  t.truthy(gpu('10de', '24a0', '030200'));
  t.truthy(gpu('8086', '46a6', '0380'));
  t.is(gpu('10de', '228b', '040300'), undefined);
});

test('no device id stands in two generations of a maker', (t) => {
  const generations = table('gpu-generations') as Record<string, Record<string, string[]>>;
  for (const maker of ['nvidia', 'intel', 'amd']) {
    const ranges = Object.values(generations[maker] ?? {}).flat();
    t.true(ranges.every((range) => /^[0-9a-f]{4}-[0-9a-f]{4}$/.test(range)));
    const sorted = [...ranges].sort();
    for (const [index, range] of sorted.entries()) {
      const [from = '', to = ''] = range.split('-');
      t.true(from <= to, range);
      t.true(index === 0 || (sorted[index - 1]?.slice(5) ?? '') < from, range);
    }
  }
});
