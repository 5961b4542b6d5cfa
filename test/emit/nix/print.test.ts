import { existsSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { printAttrPath, printNix, printNixArgument } from '../../../src/emit/nix/print.ts';
import { nixAttributeName, nixString } from '../../../src/emit/nix/string.ts';
import { PantherError } from '../../../src/model/errors.ts';
import type { SettingValue } from '../../../src/model/plan.ts';
import { hostileStrings } from '../hostile.ts';
import { evaluate, hasNix, parse } from '../nix-instantiate.ts';

const withNix = hasNix ? test : test.skip;
if (!hasNix) console.warn('nix-instantiate is not installed: round trips through Nix are skipped');

withNix('hostile strings come back from Nix as they were', (t) => {
  t.deepEqual(evaluate(printNix([...hostileStrings], '')), hostileStrings);
  t.false(existsSync('/tmp/panther-canary'));
});

withNix('hostile attribute names come back from Nix as they were', (t) => {
  const names = [...new Set(hostileStrings)].filter((name) => !name.includes('\0'));
  const value = attributes(names.map((name) => [name, name]));
  const back = evaluate(printNix(value, '')) as object;
  t.deepEqual(Object.entries(back).sort(), names.map((name) => [name, name]).sort());
});

withNix('hostile option paths come back from Nix as they were', (t) => {
  const names = [...new Set(hostileStrings)];
  const lines = names.map((name) => `${printAttrPath(['a', name, 'b'])} = ${nixString(name)};`);
  const back = evaluate(`{ ${lines.join('\n')} }`) as { a: Record<string, { b: string }> };
  t.deepEqual(
    Object.keys(back.a).map((name) => [name, back.a[name]?.b]),
    Object.keys(back.a).map((name) => [name, name]),
  );
  t.is(Object.keys(back.a).length, names.length);
});

withNix('any string survives as a value and as a name', (t) => {
  const text = fc.string({ unit: 'binary', maxLength: 40 }).map((s) => s.replaceAll('\0', ''));
  const nasty = fc
    .array(fc.constantFrom('$', '{', '}', '"', '\\', "'", '\n', '\r', '\t', 'x', '${', "''"))
    .map((parts) => parts.join(''));
  const strings = fc.array(fc.oneof(text, nasty), { minLength: 200, maxLength: 400 });
  fc.assert(
    fc.property(strings, (batch) => {
      const value: SettingValue = [batch, attributes(batch.map((name) => [name, name]))];
      const [list, set] = evaluate(printNix(value, '')) as [string[], Record<string, string>];
      t.deepEqual(list, batch);
      t.true(batch.every((name) => Object.hasOwn(set, name) && set[name] === name));
    }),
    { numRuns: 6 },
  );
});

withNix('any value made of data comes back from Nix as it was', (t) => {
  const { value } = fc.letrec<{ value: SettingValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.boolean(),
      fc.constant(null),
      fc.maxSafeInteger(),
      fc.integer({ min: -5, max: 5 }),
      fc.constantFrom(0.5, -1.25, 1e-7, -1.5e-9, 1234.5),
      fc.string(),
      fc.array(tie('value')),
      fc.dictionary(fc.string(), tie('value')).map((attrs) => ({ attrs })),
    ),
  }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 50, maxLength: 100 }), (batch) => {
      const cleaned = JSON.parse(JSON.stringify(batch).replaceAll('\\u0000', '')) as SettingValue[];
      const back = evaluate(printNix(cleaned, ''));
      t.deepEqual(back, JSON.parse(JSON.stringify(cleaned.map(plain))));
    }),
    { numRuns: 6 },
  );
});

withNix('packages, references and paths parse, whatever stands around them', (t) => {
  const value: SettingValue = {
    attrs: {
      a: { pkg: 'linuxPackages.kernel' },
      b: [{ ref: 'config.boot.x-y' }, { path: './a/b.nix' }],
    },
  };
  t.notThrows(() => parse(`{ config, pkgs, ... }: ${printNix(value, '')}`));
});

test('a NUL is refused with a clear line', (t) => {
  const error = t.throws(() => nixString('a\0b'), { instanceOf: PantherError });
  t.is(error?.failure, 'input');
  t.throws(() => nixAttributeName('\0'), { instanceOf: PantherError });
});

test('escapes exactly what Nix needs and leaves the rest raw', (t) => {
  t.is(nixString('\\ " $ \n \r \t'), '"\\\\ \\" \\$ \\n \\r \\t"');
  t.is(nixString("'' # é\u0001"), '"\'\' # é\u0001"');
});

test('names are bare where they are identifiers and no keywords', (t) => {
  t.is(printAttrPath(['boot', 'a-b', "c'd", '_e']), "boot.a-b.c'd._e");
  t.is(printAttrPath(['inherit', 'a.b', '1st', '']), '"inherit"."a.b"."1st".""');
});

test('short lists stand on one line, long ones have one element a line', (t) => {
  t.is(printNix(['a', 'b'], ''), '[ "a" "b" ]');
  t.is(printNix([], ''), '[ ]');
  const long = Array.from({ length: 12 }, (_, index) => `element-${index}`);
  t.is(printNix(long, '  '), `[\n${long.map((item) => `    "${item}"\n`).join('')}  ]`);
});

test('attributes are sorted by code unit unless the order is given', (t) => {
  const value = { attrs: { b: 1, a: { attrs: {} }, B: true } };
  t.is(printNix(value, ''), '{\n  B = true;\n  a = { };\n  b = 1;\n}');
  t.is(printNix(value, '', 0, { order: 'given' }), '{\n  b = 1;\n  a = { };\n  B = true;\n}');
});

withNix('a long text of several lines is printed line by line and keeps its value', (t) => {
  const script = `first "$x"\n${'word '.repeat(30)}\n\nlast`;
  const text = printNix({ attrs: { script } }, '');
  t.true(text.split('\n').length > 4);
  t.deepEqual(evaluate(text), { script });
});

test('a negative number has parentheses where Nix would subtract', (t) => {
  t.is(printNix([-1], ''), '[ (-1) ]');
  t.is(printNixArgument(-1, '', 0), '(-1)');
  t.is(printNix(-1, ''), '-1');
  t.is(printNix(-0, ''), '0');
});

test('what no plan may hold is not printed', (t) => {
  t.throws(() => printNix({ pkg: 'a}; builtins.readFile /etc/shadow' }, ''));
  t.throws(() => printNix({ ref: 'config.a b' }, ''));
  t.throws(() => printNix({ path: './a;b' }, ''));
  t.throws(() => printNix({ path: './a/' }, ''));
  t.throws(() => printNix({ path: '/etc/shadow' }, ''));
  for (const number of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    t.throws(() => printNix(number, ''));
  }
});

function attributes(entries: readonly (readonly [string, SettingValue])[]): SettingValue {
  return { attrs: Object.fromEntries(entries) };
}

/** A value as JSON would hold it. */
function plain(value: SettingValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value === 0 ? 0 : value;
  if (!('attrs' in value)) return value;
  return Object.fromEntries(
    Object.entries(value.attrs).map(([name, inner]) => [name, plain(inner)]),
  );
}
