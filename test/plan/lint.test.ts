import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { LINT_CODES, lintFile } from '../../src/main/lint.ts';
import { mentionedNames } from '../../src/plan/lint/mentioned.ts';
import type { NixValue } from '../../src/plan/lint/node.ts';
import { TYPE_CODE, typeFinding } from '../../src/plan/lint/types.ts';
import { LINT_RULES, lintDevices } from '../../src/plan/lint.ts';
import { hostileStrings } from '../emit/hostile.ts';
import { requireTool } from '../tools.ts';

const FOLDER = 'test/plan/lint';
const NO_AIDS = { disko: null, nixpkgs: null };
const cases = readdirSync(FOLDER).filter((name) => name.endsWith('.nix'));

/** The findings that a case expects: each code stands in a comment on the line that it is about. */
function expected(name: string): string[] {
  const lines = readFileSync(join(FOLDER, name), 'utf8').split('\n');
  return lines
    .flatMap((line, index) => {
      const comment = /# ((?:[a-z]+-[a-z-]+ ?)+)$/.exec(line)?.[1] ?? '';
      return comment.split(' ').flatMap((code) => (code === '' ? [] : [`${index + 1} ${code}`]));
    })
    .sort();
}

for (const name of cases) {
  test(`${name}: each defect is found, at its line, and nothing else`, async (t) => {
    if (!requireTool(t, 'nix-instantiate')) return;
    const findings = await lintFile(join(FOLDER, name), NO_AIDS);
    t.deepEqual(findings.map(({ line, code }) => `${line} ${code}`).sort(), expected(name));
  });
}

test('each rule has a case, a code of its own, and a place in the documentation', (t) => {
  const found = new Set(cases.flatMap(expected).map((line) => line.split(' ')[1]));
  t.deepEqual(
    LINT_RULES.map(({ code }) => code).filter((code) => !found.has(code)),
    [],
  );
  t.is(new Set(LINT_CODES).size, LINT_CODES.length);
  const page = readFileSync('docs/lint.md', 'utf8');
  const described = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code);
  t.deepEqual(described.sort(), [...LINT_CODES].sort());
});

test('what the tool itself emits has no finding', async (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const hosts = readdirSync('hosts').map((host) => `hosts/${host}/disko.nix`);
  const fixtures = readdirSync('fixtures').flatMap((name) =>
    readdirSync(`fixtures/${name}/expected/hosts`).map(
      (host) => `fixtures/${name}/expected/hosts/${host}/disko.nix`,
    ),
  );
  t.true(hosts.length >= 5 && fixtures.length >= 3);
  for (const path of [...hosts, ...fixtures]) t.deepEqual(await lintFile(path, NO_AIDS), [], path);
});

test("disko's own types judge a layout where a checkout is at hand", async (t) => {
  const tree = process.env['PANTHER_NIXOS_TREE'];
  const disko = ['disko', '../disko'].map((name) => join(tree ?? '', name)).find(existsSync);
  if (tree === undefined || disko === undefined || !requireTool(t, 'nix-instantiate')) {
    t.log('SKIPPED nixos-tree: PANTHER_NIXOS_TREE names no tree with disko beside it');
    t.pass();
    return;
  }
  // The lib of a tree may be put together from others beside it, which restricted mode forbids.
  const beside = readdirSync(join(tree, '..')).map((name) => join(tree, '..', name));
  const nixpkgs = [tree, ...beside].find((place) => {
    const lib = join(place, 'lib/default.nix');
    const whole = existsSync(join(place, 'lib/modules.nix')) && existsSync(lib);
    return whole && !readFileSync(lib, 'utf8').includes('../../');
  });
  if (nixpkgs === undefined) return t.fail('no lib of nixpkgs at hand');
  t.deepEqual(await lintFile('hosts/zephyrus/disko.nix', { disko, nixpkgs }), []);
  const folder = mkdtempSync(join(tmpdir(), 'panther-lint-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const text = readFileSync('hosts/zephyrus/disko.nix', 'utf8').replace(
    'size = "2G"',
    'sise = "2G"',
  );
  writeFileSync(join(folder, 'disko.nix'), text);
  const [found, ...others] = await lintFile(join(folder, 'disko.nix'), { disko, nixpkgs });
  t.is(found?.code, TYPE_CODE);
  t.is(text.split('\n')[(found?.line ?? 0) - 1]?.trim(), 'sise = "2G";');
  t.deepEqual(others, []);
  await t.throwsAsync(lintFile('hosts/zephyrus/disko.nix', { disko, nixpkgs: null }), {
    message: /--disko needs the lib of nixpkgs/,
  });
});

test('stand-ins are made of the names that a file mentions', (t) => {
  const { packages, configuration } = mentionedNames(
    'pkgs.btrfs-progs config.a.b config.a.c.d config.__proto__.x config.a',
  );
  t.deepEqual(packages, ['btrfs-progs']);
  t.deepEqual(Object.keys(configuration), ['a', '__proto__']);
  t.deepEqual(configuration['a'], { b: null, c: { d: null } });
  t.true(mentionedNames('with pkgs; [ cryptsetup ]').packages.includes('cryptsetup'));
});

test("disko's complaint leads to the attribute that it is about", (t) => {
  const size: NixValue = { k: 'attrs', v: { size: { l: 9, v: { k: 'list', v: [] } } } };
  const v: NixValue = { k: 'attrs', v: { 'a.b': { l: 4, v: size } } };
  const about = (path: string) =>
    typeFinding({ l: 1, v }, `A definition for option \`devices.${path}' is not of type`);
  t.is(about('"a.b".size')?.line, 9);
  t.is(about('"a.b".size.deeper')?.path, 'a.b.size');
  t.is(about('"a.b".content')?.line, 4);
  t.is(about('other')?.code, TYPE_CODE);
  t.is(typeFinding({ l: 1, v }, 'access to absolute path is forbidden'), null);
});

const leaf = fc.oneof(
  fc.constantFrom(
    ...hostileStrings,
    'gpt',
    'luks',
    'btrfs',
    'filesystem',
    'swap',
    'mdraid',
    'vfat',
    '/',
    '/boot',
  ),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const name = fc.constantFrom(
  ...[
    'disk',
    'mdadm',
    'lvm_vg',
    'lvs',
    'type',
    'content',
    'partitions',
    'subvolumes',
    'device',
    'name',
  ],
  ...[
    'mountpoint',
    'mountOptions',
    'extraArgs',
    'size',
    'uuid',
    'swap',
    'settings',
    'keyFile',
    '__proto__',
  ],
);
const { value } = fc.letrec<{ value: NixValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 8, depthSize: 'large' },
    leaf.map((v): NixValue => ({ k: 'plain', v })),
    fc.constant<NixValue>({ k: 'unknown' }),
    fc.array(tie('value'), { maxLength: 3 }).map((v): NixValue => ({ k: 'list', v })),
    fc.array(fc.tuple(name, fc.option(fc.nat(99)), tie('value')), { maxLength: 5 }).map(
      (rows): NixValue => ({
        k: 'attrs',
        v: Object.fromEntries(rows.map(([key, l, v]) => [key, { l, v }])),
      }),
    ),
  ),
}));

test('a layout of any shape is read without an exception, and the same way each time', (t) => {
  fc.assert(
    fc.property(value, (v) => {
      const findings = lintDevices({ l: null, v });
      t.deepEqual(lintDevices({ l: null, v }), findings);
      // The fixed words never carry anything of the file.
      for (const { says, remedy } of findings) t.regex(says + remedy, /^[ -~…]+$/);
    }),
    { numRuns: 500 },
  );
});
