import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import test from 'ava';

const BUNDLE = 'dist/panther-discover.mjs';
const COMPILED = 'dist/panther-discover.compiled';
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

type TakenParts = { version: string; taken: number; refused: number };

/** What a run of the bundle in `folder` took of what was compiled before. */
function takenIn(folder: string): TakenParts {
  const url = pathToFileURL(join(folder, 'panther-discover.mjs')).href;
  const program = `
    const scripts = new Map();
    globalThis[Symbol.for('panther-discover compiling')] = scripts;
    process.argv = [process.execPath, 'panther-discover', '--version'];
    await import(${JSON.stringify(url)});
    const answers = [...scripts.values()].map((script) => script.cachedDataRejected);
    const count = (wanted) => answers.filter((answer) => answer === wanted).length;
    process.stdout.write(JSON.stringify({ taken: count(false), refused: count(true) }));
  `;
  const words = ['--input-type=module', '-e', program];
  const output = execFileSync(process.execPath, words, { encoding: 'utf8' });
  const [version = '', counts = ''] = output.trim().split('\n');
  return { version, ...JSON.parse(counts) };
}

function copyOfBundle(): { folder: string; compiled: string } {
  const folder = mkdtempSync(join(tmpdir(), 'panther-bundle-'));
  copyFileSync(BUNDLE, join(folder, 'panther-discover.mjs'));
  const compiled = join(folder, 'panther-discover.compiled');
  copyFileSync(COMPILED, compiled);
  chmodSync(compiled, 0o644);
  return { folder, compiled };
}

test('every part that a run needs is taken as the build compiled it', (t) => {
  const { version, taken, refused } = takenIn('dist');
  t.regex(version, /^[0-9]+\.[0-9]+\.[0-9]+$/);
  t.true(taken > 5);
  t.is(refused, 0);
});

function rewrite(path: string, from: string | RegExp, to: string): void {
  const text = readFileSync(path, 'latin1');
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${path} does not hold ${from}`);
  writeFileSync(path, changed, 'latin1');
}

test('what others could have compiled is not taken', (t) => {
  const spoilt: Record<string, (compiled: string) => void> = {
    'writable for a group': (compiled) => chmodSync(compiled, 0o664),
    'writable for all': (compiled) => chmodSync(compiled, 0o646),
    'behind a link': (compiled) => {
      renameSync(compiled, `${compiled}.elsewhere`);
      symlinkSync(`${compiled}.elsewhere`, compiled);
    },
    'a pipe': (compiled) => {
      renameSync(compiled, `${compiled}.elsewhere`);
      execFileSync('mkfifo', [compiled]);
    },
    'cut off': (compiled) => truncateSync(compiled, 100_000),
    'of another bundle': (compiled) =>
      rewrite(compiled, /"digest":"[0-9a-f]{8}/, '"digest":"00000000'),
    'of another Node': (compiled) => rewrite(compiled, '"node":"v', '"node":"w'),
    empty: (compiled) => truncateSync(compiled, 0),
  };
  for (const [what, spoil] of Object.entries(spoilt)) {
    const { folder, compiled } = copyOfBundle();
    t.true(takenIn(folder).taken > 0, what);
    spoil(compiled);
    const { version, taken, refused } = takenIn(folder);
    t.regex(version, /^[0-9]+\.[0-9]+\.[0-9]+$/, what);
    t.deepEqual({ taken, refused }, { taken: 0, refused: 0 }, what);
  }
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;
asRoot('what another user compiled is not taken, though the bundle is read by root', (t) => {
  const { folder, compiled } = copyOfBundle();
  chownSync(compiled, 65_534, 65_534);
  t.is(takenIn(folder).taken, 0);
  chownSync(join(folder, 'panther-discover.mjs'), 65_534, 65_534);
  t.true(takenIn(folder).taken > 0);
});
