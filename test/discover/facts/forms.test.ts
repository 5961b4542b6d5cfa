import test from 'ava';
import { readFacts } from '../../../src/discover/facts/facts.ts';
import { captureOf, text } from '../redact-samples.ts';

function formOf(names: { vendor?: string; product: string; family?: string }, chassis: number) {
  const dmi = '/sys/class/dmi/id';
  const facts = readFacts(
    captureOf({
      [`${dmi}/sys_vendor`]: text(names.vendor ?? 'EXAMPLE'),
      [`${dmi}/product_name`]: text(names.product),
      [`${dmi}/product_family`]: text(names.family ?? ''),
      [`${dmi}/chassis_type`]: text(`${chassis}`),
    }),
  );
  return facts.chassis.form;
}

test('a name that says what a machine is puts a wrong chassis number right', (t) => {
  t.is(formOf({ product: 'iMac14,4' }, 10), 'all-in-one');
  t.is(formOf({ product: 'Pinebook Pro' }, 3), 'laptop');
  t.is(formOf({ product: 'Surface Laptop SE' }, 1), 'laptop');
  t.is(formOf({ product: 'CoreBox' }, 10), 'mini-pc');
  t.is(formOf({ product: 'NUC8i5BEK' }, 3), 'mini-pc');
  t.is(formOf({ vendor: 'Valve', product: 'Jupiter' }, 3), 'tablet');
});

test('a number that says more than the name is kept', (t) => {
  t.is(formOf({ product: 'ThinkPad X1 Yoga' }, 31), 'convertible');
  t.is(formOf({ product: 'Surface Pro 9' }, 30), 'tablet');
  t.is(formOf({ product: 'NUC9 Server' }, 23), 'server');
  t.is(formOf({ product: 'Another' }, 10), 'laptop');
  t.is(formOf({ vendor: 'EXAMPLE', product: 'Jupiter' }, 3), 'desktop');
});
