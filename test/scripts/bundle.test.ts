import { execFileSync, spawnSync } from 'node:child_process';
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
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import test from 'ava';

const BUNDLE = 'dist/panther-discover.mjs';
const COMPILED = 'dist/panther-discover.compiled';
const bundle = readFileSync(BUNDLE, 'latin1');
/** The function that holds the parts, as it gives itself. */
const program = bundle.slice(bundle.indexOf('function program() {\n/*\n'));
const linesBefore = linesIn(bundle.slice(0, bundle.length - program.length));
const parts = [...bundle.matchAll(/^ {2}"(\.\/[^"]+)": \[(\d+), (\d+), (\d+)\],$/gm)].map(
  ([, name = '', start, end, line]) => ({ name, line: Number(line), text: textOf(start, end) }),
);

function textOf(start = '', end = ''): { before: string; own: string } {
  const own = program.slice(Number(start), Number(end)).replaceAll('*~/', '*/');
  return { before: program.slice(0, Number(start)), own };
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}

test('the bundle is ASCII and all of it behind the launcher is one comment', (t) => {
  t.regex(bundle, /^[\0-\x7f]+$/);
  t.is(program.indexOf('*/'), program.length - '*/\n}\n'.length);
});

test('every part stands where the launcher looks for it and is a program or data', (t) => {
  t.true(parts.some(({ name }) => name === './cli.js'));
  for (const { name, line, text } of parts) {
    t.true(text.before.endsWith(`// ${name}\n`), name);
    t.is(linesBefore + linesIn(text.before), line, name);
    if (name.startsWith('./json/')) t.is(typeof JSON.parse(text.own), 'string', name);
    else if (!name.startsWith('./text/'))
      t.is(typeof new Script(text.own).runInThisContext(), 'function', name);
  }
});

test('a trace names the place in the bundle where it came from', (t) => {
  const words = [
    '--input-type=module',
    '-e',
    `
    process.stdout.on = () => { throw new Error('broken'); };
    await import(${JSON.stringify(pathToFileURL(resolve(BUNDLE)).href)});
  `,
  ];
  const { stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  const [, line, column] = /at start \(.*\/panther-discover\.mjs:(\d+):(\d+)\)/.exec(stderr) ?? [];
  const place = bundle.split('\n')[Number(line) - 1]?.slice(Number(column) - 1);
  t.regex(place ?? stderr, /^on\("error"/);
});

test('what a part asks for is a part or a module of Node', (t) => {
  const known = new Set(parts.map(({ name }) => name));
  const asked = parts.flatMap(({ text }) =>
    [...text.own.matchAll(/require\("(\.\/[^"]+)"\)/g)].map((found) => found[1] ?? ''),
  );
  t.true(asked.length > parts.length);
  t.deepEqual(
    asked.filter((name) => !known.has(name) && name !== './data'),
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
