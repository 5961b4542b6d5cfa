import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'ava';
import { hostileStrings } from '../emit/hostile.ts';
import { requireTool } from '../tools.ts';
import { place, run, succeeds } from './run.ts';

const CLEAN = resolve('hosts/zephyrus/disko.nix');
const BAD = resolve('test/plan/lint/two-nvme.nix');

test('findings are named with line, code and remedy, and end with exit 1', async (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const ran = await run(await place(t), ['lint', BAD]);
  t.is(ran.code, 1);
  t.true(ran.stdout.includes(`${BAD}:6: kernel-name: disk.main.device: /dev/nvme0n1\n`));
  t.true(ran.stdout.includes('    remedy: name the disk by a link'));
  t.regex(ran.stderr, /found; docs\/lint\.md explains each code/);
});

test('a clean file says nothing on standard output and ends with exit 0', async (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const ran = await run(await place(t), ['lint', CLEAN]);
  succeeds(t, ran);
  t.is(ran.stdout, '');
});

test('--json is one document for all files, those that cannot be read included', async (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const where = await place(t);
  writeFileSync(join(where.work, 'broken.nix'), '{ disko.devices = ');
  const ran = await run(where, ['lint', '--json', BAD, 'broken.nix', 'absent.nix', CLEAN]);
  t.is(ran.code, 2);
  const { files } = JSON.parse(ran.stdout);
  t.is(files.length, 4);
  t.deepEqual(Object.keys(files[0].findings[0]), [
    ...['code', 'line', 'path', 'says', 'detail', 'remedy'],
  ]);
  t.regex(files[1].error, /broken\.nix: Nix cannot evaluate it: syntax error/);
  t.regex(files[2].error, /absent\.nix: cannot be read \(ENOENT\)/);
  t.deepEqual(files[3].findings, []);
});

test('--allow passes over a code, and refuses one that there is not', async (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const where = await place(t);
  const some = await run(where, ['lint', '--json', BAD, '--allow', 'kernel-name']);
  const [{ findings }] = JSON.parse(some.stdout).files;
  t.false(findings.some(({ code }: { code: string }) => code === 'kernel-name'));
  const none = await run(where, ['lint', BAD, '--allow', 'no-such-code']);
  t.is(none.code, 2);
  t.regex(none.stderr, /--allow no-such-code: is none of kernel-name,/);
});

test('without nix-instantiate the run ends with exit 5 and says what to install', async (t) => {
  const ran = await run(await place(t), ['lint', CLEAN], { env: { PATH: '/nonexistent' } });
  t.is(ran.code, 5);
  t.regex(ran.stderr, /nix-instantiate is not installed/);
});

test('without a file, or with one that sets no disks, the run ends with exit 2', async (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const where = await place(t);
  t.is((await run(where, ['lint'])).code, 2);
  writeFileSync(join(where.work, 'other.nix'), '{ boot.loader.timeout = 3; }');
  const ran = await run(where, ['lint', 'other.nix']);
  t.is(ran.code, 2);
  t.regex(ran.stderr, /sets no disko\.devices/);
});

const ACTING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066]/;

/** What a file could try, and what Nix must say to it. */
const attempts: readonly (readonly [what: string, nix: string, refusal: RegExp])[] = [
  ['read a file of the machine', 'builtins.readFile /etc/hostname', /forbidden in restricted mode/],
  [
    'list a folder of the machine',
    'toString (builtins.readDir /etc)',
    /forbidden in restricted mode/,
  ],
  ['run a program', 'builtins.exec [ "touch" "ran" ]', /exec/],
  [
    'fetch something',
    'builtins.readFile (builtins.fetchurl "http://127.0.0.1:1/x")',
    /forbidden in restricted mode/,
  ],
  ['recurse without end', 'let f = x: f x + "a"; in f "b"', /recursion|overflow/],
  [
    'build something',
    'import (derivation { name = "x"; system = builtins.currentSystem or "x86_64-linux"; builder = "/bin/sh"; })',
    /./,
  ],
];

for (const [what, nix, refusal] of attempts) {
  test(`a file cannot ${what}`, async (t) => {
    if (!requireTool(t, 'nix-instantiate')) return;
    const where = await place(t);
    writeFileSync(join(where.work, 'x.nix'), `{ disko.devices.disk.main.device = ${nix}; }`);
    const ran = await run(where, ['lint', 'x.nix']);
    t.is(ran.code, 2, ran.stdout);
    t.regex(ran.stderr, refusal);
    t.is(ran.stderr.split('\n').filter((line) => line !== '').length, 2);
  });
}

test('a file sees nothing of the environment, and an endless value has an end', async (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const where = await place(t);
  const text =
    'let a = { b = a; }; in { disko.devices = { inherit a; disk.x.device = "/dev/" + builtins.getEnv "SECRET"; }; }';
  writeFileSync(join(where.work, 'x.nix'), text);
  const ran = await run(where, ['lint', '--json', 'x.nix'], { env: { SECRET: 'sda' } });
  t.false(ran.stdout.includes('sda'), ran.stdout + ran.stderr);
});

test('what a file holds does not act on the terminal, in text and in JSON', async (t) => {
  if (!requireTool(t, 'nix-instantiate')) return;
  const where = await place(t);
  mkdirSync(join(where.work, 'files'));
  // Nix strings hold no NUL and, like JSON, everything else once it is escaped.
  const quoted = hostileStrings.map((text) =>
    JSON.stringify(text.replaceAll('\0', ''))
      .replace(/\$/g, '\\$')
      .replace(/\\[ux][0-9a-f]{4}/g, (mark) => JSON.parse(`"${mark}"`)),
  );
  const disks = quoted.map(
    (text, index) => `x${index} = { device = "/dev/x" + ${text}; name = ${text}; };`,
  );
  writeFileSync(
    join(where.work, 'files/x.nix'),
    `{ disko.devices.disk = { ${disks.join('\n')} }; }`,
  );
  for (const json of [[], ['--json']]) {
    const ran = await run(where, ['lint', ...json, 'files/x.nix']);
    t.is(ran.code, 1, ran.stderr);
    t.notRegex(ran.stdout + ran.stderr, ACTING);
    t.true(ran.stdout.includes('unsafe-string'));
  }
});
