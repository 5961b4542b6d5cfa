import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import test from 'ava';

const BUNDLE = 'dist/panther-discover.mjs';
const bundle = readFileSync(BUNDLE, 'latin1');
const body = bundle.slice(bundle.indexOf('\n/*\n') + '\n/*\n'.length);
const parts = [...bundle.matchAll(/^ {2}"(\.\/[^"]+)": \[(\d+), (\d+), (\d+)\],$/gm)].map(
  ([, name = '', start, end, line]) => ({
    name,
    start: Number(start),
    end: Number(end),
    line: Number(line),
  }),
);

test('the bundle is ASCII and all of it behind the launcher is one comment', (t) => {
  t.regex(bundle, /^[\0-\x7f]+$/);
  t.is(body.indexOf('*/'), body.length - '*/\n'.length);
});

test('every part stands where the launcher looks for it and compiles', (t) => {
  t.true(parts.some(({ name }) => name === './cli.js'));
  for (const { name, start, end, line } of parts) {
    t.true(body.slice(0, start).endsWith(`// ${name}\n`), name);
    t.is(body.slice(0, start).split('\n').length - 1, line, name);
    const text = body.slice(start, end).replaceAll('*~/', '*/');
    t.notThrows(() => compileFunction(text, ['require', 'exports', 'module', 'bundleUrl']), name);
  }
});

test('what a part asks for is a part or a module of Node', (t) => {
  const known = new Set(parts.map(({ name }) => name));
  const asked = parts.flatMap(({ start, end }) =>
    [...body.slice(start, end).matchAll(/require\("(\.\/[^"]+)"\)/g)].map(
      (found) => found[1] ?? '',
    ),
  );
  t.true(asked.length > parts.length);
  t.deepEqual(
    asked.filter((name) => !known.has(name)),
    [],
  );
});
