import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { hasNix } from '../emit/nix-instantiate.ts';
import { type Definition, definitionsIn } from './definitions.ts';
import { listedOptions } from './listed-options.ts';
import { CHOICES } from './modules/choices.ts';
import { CONTRADICTIONS } from './modules/contradictions.ts';
import { DOUBTS } from './modules/doubts.ts';
import { REFUSALS } from './modules/refusals.ts';
import { SWITCHES } from './modules/switches.ts';

const ROOT = 'modules/nixos';
/** Made by tools, or nobody's to read. */
const NOT_OURS = new Set(['.git', 'build', 'coverage', 'dist', 'node_modules']);

/** Before the path of an option of home-manager in the list, since its own list is another one. */
const OF_HOMES = 'home-manager.users.<name>.';

const read = (path: string) => readFileSync(path, 'utf8');
const modules = SWITCHES.map(({ module }) => module);
const listed = listedOptions().map(({ path }) => path);

function nixFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : nixFiles(path);
    return path.endsWith('.nix') ? [path] : [];
  });
}

/** What a module declares, by the path of the option. */
function declaredIn(text: string): Definition[] {
  return definitionsIn(text).flatMap(({ path: [first, ...path], value }) =>
    first === 'options' ? [{ path, value }] : [],
  );
}

/** What a module sets. A module without options may do so without `config`. */
function setIn(text: string): string[][] {
  return definitionsIn(text).flatMap(({ path: [first = '', ...rest] }) => {
    if (first === 'options' || first === 'imports') return [];
    return [first === 'config' ? rest : [first, ...rest]];
  });
}

function isListed(path: readonly string[]): boolean {
  const dotted = path.join('.');
  return listed.some((option) => dotted === option || dotted.startsWith(`${option}.`));
}

const declared = new Set(
  nixFiles(ROOT).flatMap((file) => declaredIn(read(file)).map(({ path }) => path.join('.'))),
);

test('default.nix imports every module, and there are no others', (t) => {
  const imported = [...read(`${ROOT}/default.nix`).matchAll(/^ *\.\/(\S+)\.nix$/gm)];
  t.deepEqual(imported.map(([, name]) => name).sort(), [...modules].sort());
  const files = nixFiles(ROOT).map((file) => file.slice(ROOT.length + 1, -'.nix'.length));
  const switched = files.filter((name) => declared.has(`panther.${name.replace('/', '.')}.enable`));
  // The one that is switched on by what else is on, and stands for no machine.
  t.deepEqual(switched.sort(), [...modules, 'hardware/nvidia-unfree'].sort());
});

test('every option that a module declares is its own, and described, or adds to the type of a listed one', (t) => {
  for (const file of nixFiles(ROOT)) {
    const name = file.slice(ROOT.length + 1, -'.nix'.length);
    for (const { path, value } of declaredIn(read(file))) {
      if (isListed(path)) {
        t.regex(value, /^lib\.mkOption \{\s*type = (?![\s\S]*\b(default|description) = )/);
        continue;
      }
      t.is(path.slice(0, 3).join('/'), `panther/${name}`);
      t.regex(value, /^lib\.mk(EnableOption "|Option \{[\s\S]*\bdescription = )/, path.join('.'));
    }
  }
});

for (const module of modules) {
  test(`every option of ${module} is tried`, (t) => {
    const texts = [...CHOICES, ...REFUSALS, ...DOUBTS]
      .filter((row) => row.module === module)
      .map(({ set }) => set)
      .join('\n');
    for (const { path, value } of declaredIn(read(`${ROOT}/${module}.nix`))) {
      if (path.at(-1) === 'enable' || /\breadOnly = true/.test(value)) continue;
      t.regex(texts, new RegExp(`\\b${path.at(-1)}\\b`), path.join('.'));
    }
  });
}

test('every option that a module sets is listed, or is one of PantherOS', (t) => {
  const unknown = nixFiles(ROOT).flatMap((file) =>
    setIn(read(file))
      .filter((path) => (path[0] === 'panther' ? !declared.has(path.join('.')) : !isListed(path)))
      .map((path) => `${file}: ${path.join('.')}`),
  );
  t.deepEqual(unknown, []);
});

test('every option that the hosts share is listed', (t) => {
  const text = read('lib/hosts.nix');
  const [, homes = ''] = /^ {2}homes =\n([\s\S]*?^ {4}\});$/m.exec(text) ?? [];
  const inline = [...text.matchAll(/^ {10}(\{ .* \})$/gm)].map(([, set = '']) => set);
  const paths = [homes, ...inline].flatMap(setIn);
  t.true(paths.length >= 5);
  t.deepEqual(
    paths.filter((path) => !isListed(path)).map((path) => path.join('.')),
    [],
  );
});

test('every option that the live medium sets is listed', (t) => {
  const text = read('lib/installer.nix');
  const parts = [...text.matchAll(/^ {2}\w+ =\n( {4}\{[\s\S]*?^ {4}\});$/gm)];
  t.is(parts.length, 3);
  const paths = parts.flatMap(([, part = '']) => setIn(part));
  t.true(paths.length >= 12);
  t.deepEqual(
    paths.filter((path) => !isListed(path)).map((path) => path.join('.')),
    [],
  );
});

test('every option that the home sets is listed', (t) => {
  const ofHomes = listed.filter((path) => path.startsWith(OF_HOMES));
  const paths = nixFiles('home').flatMap((file) => setIn(read(file)));
  t.deepEqual(
    paths
      .map((path) => OF_HOMES + path.join('.'))
      .filter((dotted) => !ofHomes.some((option) => `${dotted}.`.startsWith(`${option}.`))),
    [],
  );
});

test('every assertion of a module has a configuration that it refuses', (t) => {
  const texts = nixFiles(ROOT).map(read).join('\n');
  const assertions = texts.match(/^ *message = /gm) ?? [];
  t.is(new Set(REFUSALS.flatMap(({ says }) => says)).size, assertions.length);
});

for (const [contradiction, fragment] of Object.entries(CONTRADICTIONS)) {
  test(`${contradiction} is refused`, (t) => {
    const refused = REFUSALS.flatMap(({ says }) => says).filter((said) => said.includes(fragment));
    t.true(refused.length >= 1, fragment);
  });
}

test('every measure of the security page names options that there are, and how to turn it off', (t) => {
  const [, table = ''] = /^## Measures\n([\s\S]*?)^## /m.exec(read('docs/security.md')) ?? [];
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) => line.slice(2, -2).split(' | '));
  t.true(rows.length > 30);
  for (const cells of rows) {
    t.is(cells.length, 5, cells[0]);
    t.true(
      cells.every((cell) => cell.trim() !== ''),
      cells[0],
    );
    const named = cells.flatMap((cell) => [...cell.matchAll(/`([a-z]+(?:\.[\w-]+)+)/g)]);
    for (const [, path = ''] of named) {
      const known = path.startsWith('panther.') ? declared.has(path) : isListed(path.split('.'));
      t.true(known || path.startsWith('local.') || path.startsWith('installer.'), path);
    }
  }
});

test('every security module has its measures on the security page', (t) => {
  const page = read('docs/security.md');
  for (const module of modules.filter((name) => name.startsWith('security/'))) {
    t.true(page.includes(`panther.${module.replace('/', '.')}.`), module);
  }
});

/** Where the gate runs, a missing tool is a failure and not a reason to skip. */
const withNix = hasNix || process.env['PANTHER_REQUIRE_TOOLS'] === '1' ? test : test.skip;
if (!hasNix) console.log('SKIPPED nix-parse: nix-instantiate is not installed');

withNix('every Nix file of the repository parses', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'panther-parse-'));
  t.teardown(() => rmSync(home, { recursive: true, force: true }));
  const files = nixFiles('.');
  t.true(files.length > 60);
  const { status, stderr } = spawnSync(
    'nix-instantiate',
    ['--store', 'dummy://', '--parse', ...files],
    { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, HOME: home } },
  );
  t.is(status, 0, stderr);
});
