import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { failsInOneLine, place, recorded, run, succeeds, VPS_ANSWERS } from './run.ts';

const VPS = ['--from', recorded('contabo-vps')];

test('two disks: the question names both, with the --set for each', async (t) => {
  const where = await place(t);
  for (const args of [[], ['layout'], ['explain'], ['--dry-run'], ['--json']]) {
    const { code, stdout, stderr } = await run(where, [...args, '--from', recorded('zephyrus')]);
    t.is(code, 3);
    t.is(stdout, '');
    t.regex(stderr, /^panther-discover: disk: 2 disks could take the system\n/);
    const lines = stderr.match(/^ {2}--set disk=\/dev\/disk\/by-path\/pci-\S+$/gm) ?? [];
    t.is(lines.length, 2);
  }
  t.deepEqual(await readdir(where.work), []);
});

test('each --set of the question is an answer to it', async (t) => {
  const where = await place(t);
  const asked = await run(where, ['--from', recorded('zephyrus')]);
  for (const [, set = ''] of asked.stderr.matchAll(/--set (disk=\S+)$/gm)) {
    const args = ['layout', '--json', '--from', recorded('zephyrus'), '--set', set];
    const ran = await run(where, args);
    succeeds(t, ran);
    t.is(JSON.parse(ran.stdout).layout.disks[0].device, set.slice('disk='.length));
  }
});

test('a VPS is asked for encryption and keys in one go', async (t) => {
  const where = await place(t);
  const { code, stdout, stderr } = await run(where, VPS);
  t.is(code, 3);
  t.is(stdout, '');
  for (const set of ['--set encryption=luks', '--set encryption=none', '--set sshKeys=']) {
    t.true(stderr.includes(set), set);
  }
  t.deepEqual(await readdir(where.work), []);
});

test('an answers file with an error is named with its line', async (t) => {
  const where = await place(t);
  const broken: [text: string, ...named: string[]][] = [
    ['user: me\nsshKeys: [a\nlocale: b: c\n', ':3', 'YAML'],
    ['user: me\nnonesuch: 1\n', ':2', 'nonesuch'],
    ['user: me\n\nencryption: perhaps\n', ':3', 'encryption'],
    ['user: me\nuser: you\n', ':2'],
    ['schema: panther.answers/2\n', 'panther.answers/1'],
    ['- a\n', 'object'],
    [`a: &a [${'x,'.repeat(9)}x]\nb: &b [${'*a,'.repeat(99)}*a]\nc: [${'*b,'.repeat(99)}*b]\n`],
  ];
  for (const [text, ...named] of broken) {
    await writeFile(join(where.work, 'answers.yaml'), text);
    const ran = await run(where, ['--answers', 'answers.yaml', ...VPS]);
    failsInOneLine(t, ran, 2, 'answers.yaml', ...named);
  }
});

test('answers come from a file, and --set is stronger', async (t) => {
  const where = await place(t);
  const key = VPS_ANSWERS[3].slice('sshKeys='.length);
  const text = `encryption: none\nuser: one\ntimeZone: Europe/Berlin\nsshKeys:\n  - ${key}\n`;
  await writeFile(join(where.work, 'mine.yaml'), text);
  const args = ['--answers', 'mine.yaml', '--set', 'user=two', '--json', ...VPS];
  const ran = await run(where, args);
  succeeds(t, ran);
  const { answers } = JSON.parse(ran.stdout).plan;
  t.like(answers, { user: 'two', timeZone: 'Europe/Berlin', sshKeys: [key] });
});

test('an error in the stored answers of a host names that file and its line', async (t) => {
  const where = await place(t);
  await mkdir(join(where.work, 'hosts/vps'), { recursive: true });
  await writeFile(join(where.work, 'hosts/vps/answers.yaml'), 'user: me\nencryption: [\n');
  failsInOneLine(t, await run(where, ['--out', '.', ...VPS]), 2, 'hosts/vps/answers.yaml:');
});

test('another machine under the name of a host is never taken for it', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, [...VPS, ...VPS_ANSWERS]));
  const entry = join(where.work, 'pantheros/hosts/vps/default.nix');
  const before = await readFile(entry, 'utf8');
  const other = ['--from', recorded('hetzner-vps'), ...VPS_ANSWERS];
  for (const args of [[], ['layout'], ['explain'], ['--dry-run'], ['--force']]) {
    failsInOneLine(t, await run(where, [...args, ...other]), 3, '--host', 'another machine');
  }
  t.is(await readFile(entry, 'utf8'), before);
  succeeds(t, await run(where, ['--host', 'other', ...other]));
  t.deepEqual((await readdir(join(where.work, 'pantheros/hosts'))).sort(), ['other', 'vps']);
});

test('--profile says what the machine is, and is kept as an answer', async (t) => {
  const where = await place(t);
  const from = ['--from', recorded('yoga'), '--host', 'mine', '--profile', 'workstation'];
  succeeds(t, await run(where, from));
  const answers = await readFile(join(where.work, 'pantheros/hosts/mine/answers.yaml'), 'utf8');
  t.regex(answers, /^profile: workstation$/m);
  const wrong = await run(where, ['--from', recorded('yoga'), '--profile', 'toaster']);
  failsInOneLine(t, wrong, 2, 'profile', 'workstation');
});
