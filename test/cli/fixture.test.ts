import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { edit } from './git.ts';
import { failsInOneLine, filesBelow, place, recorded, run, succeeds, VPS_ANSWERS } from './run.ts';

test('a case of a source: redacted, with answers, host and report, and it holds', async (t) => {
  const where = await place(t);
  const add = ['fixture', 'add', 'my-vps', '--from', recorded('contabo-vps'), ...VPS_ANSWERS];
  succeeds(t, await run(where, add));
  const files = Object.keys(await filesBelow(join(where.work, 'fixtures/my-vps')));
  t.deepEqual(files, [
    'answers.yaml',
    'capture.json',
    'expected/hardware-discovery/my-vps/evidence.svg',
    'expected/hardware-discovery/my-vps/layout.svg',
    'expected/hardware-discovery/my-vps/report.md',
    ...['answers.yaml', 'default.nix', 'disko.nix', 'hardware.nix', 'local.nix'].map(
      (name) => `expected/hosts/my-vps/${name}`,
    ),
  ]);
  succeeds(t, await run(where, ['check', 'my-vps']));
  const listed = await run(where, ['fixture', 'list', '--json']);
  t.like(JSON.parse(listed.stdout), {
    fixtures: [{ name: 'my-vps', host: 'my-vps', profile: 'vps', origin: 'imported' }],
  });
  t.regex(
    (await run(where, ['fixture', 'list'])).stdout,
    /^NAME +HOST +PROFILE .*\nmy-vps +my-vps +vps /,
  );
  failsInOneLine(t, await run(where, add), 4, 'fixtures/my-vps', 'fixture update');
});

test('update shows what became of it, and writes it', async (t) => {
  const where = await place(t);
  await run(where, ['fixture', 'add', 'lap', '--from', recorded('yoga')]);
  const folder = join(where.work, 'fixtures/lap');
  await edit(join(folder, 'answers.yaml'), { 'timeZone: UTC': 'timeZone: Asia/Tokyo' });
  await writeFile(join(folder, 'expected/hosts/lap/former.nix'), '{ }\n');
  const dry = await run(where, ['fixture', 'update', '--dry-run']);
  t.regex(dry.stdout, /\+ {2}panther\.core\.base\.timeZone = lib\.mkDefault "Asia\/Tokyo";/);
  t.regex(
    dry.stdout,
    /--- a\/fixtures\/lap\/expected\/hosts\/lap\/former\.nix\n\+\+\+ \/dev\/null/,
  );
  const before = await filesBelow(folder);
  t.true(existsSync(join(folder, 'expected/hosts/lap/former.nix')));
  t.is((await run(where, ['fixture', 'update', 'lap'])).stdout, dry.stdout);
  const after = await filesBelow(folder);
  t.deepEqual(Object.keys(before).length - 1, Object.keys(after).length);
  succeeds(t, await run(where, ['check']));
  t.is((await run(where, ['fixture', 'update'])).stdout, '');
});

test('what still holds an identifier is refused by field and place, and nothing is written', async (t) => {
  const where = await place(t);
  const planted = join(where.work, 'planted.json');
  await run(where, ['capture', '--from', recorded('zephyrus'), '-o', planted]);
  await edit(planted, { 'h:1229a998d593': 'S64DNX0R123456' });
  const disk = ['--set', 'disk=/dev/disk/by-path/pci-0000:02:00.0-nvme-1'];
  const ran = await run(where, ['fixture', 'add', 'bad', '--from', planted, ...disk]);
  failsInOneLine(
    t,
    ran,
    4,
    'fixtures/bad/capture.json',
    'import:nixos-facter, hardware.disk[0].serial (serial)',
  );
  t.false(ran.stderr.includes('S64DNX0R123456'));
  t.deepEqual(await filesBelow(join(where.work, 'fixtures')), {});
});

test('a raw recording is redacted on its way in; facts alone make no case', async (t) => {
  const where = await place(t);
  const raw = { ...JSON.parse(readFileSync(recorded('yoga'), 'utf8')), redacted: false };
  await writeFile(join(where.work, 'raw.json'), JSON.stringify(raw));
  succeeds(t, await run(where, ['fixture', 'add', 'lap', '--from', 'raw.json']));
  const capture = JSON.parse(readFileSync(join(where.work, 'fixtures/lap/capture.json'), 'utf8'));
  t.true(capture.redacted);
  await rm(join(where.work, 'fixtures'), { recursive: true });
  const facts = ['fixture', 'add', 'lap', '--from', recorded('yoga', 'facts.json')];
  failsInOneLine(t, await run(where, facts), 2, 'recording');
  failsInOneLine(t, await run(where, ['fixture', 'add', '../x', '--from', recorded('yoga')]), 2);
  failsInOneLine(t, await run(where, ['fixture']), 2, 'add, update or list');
});

test('a case without answers is told as that, and a broken one hides no other', async (t) => {
  const where = await place(t);
  for (const name of ['lap', 'other']) {
    await run(where, ['fixture', 'add', name, '--from', recorded('yoga')]);
  }
  await rm(join(where.work, 'fixtures/lap/answers.yaml'));
  const updated = await run(where, ['fixture', 'update']);
  failsInOneLine(t, updated, 2, 'fixtures/lap/answers.yaml: is not there');
  await writeFile(join(where.work, 'fixtures/lap/capture.json'), '{');
  const listed = await run(where, ['fixture', 'list', '--json']);
  t.is(listed.code, 6);
  const { fixtures } = JSON.parse(listed.stdout);
  t.deepEqual(
    fixtures.map(({ name, error }: { name: string; error?: string }) => [
      name,
      error === undefined,
    ]),
    [
      ['lap', false],
      ['other', true],
    ],
  );
  const table = await run(where, ['fixture', 'list']);
  t.regex(table.stdout, /^other /m);
  t.regex(table.stderr, /capture\.json.*whole JSON/);
});
