import { spawnSync } from 'node:child_process';
import { appendFile, copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { assertNix } from '../tools.ts';
import { failsInOneLine, filesBelow, place, recorded, run, succeeds, VPS_ANSWERS } from './run.ts';

const YOGA = ['--from', recorded('yoga')];
const VPS = ['--from', recorded('contabo-vps'), ...VPS_ANSWERS];

/** Proves with diff -r that two folders are the same. */
function same(t: ExecutionContext, one: string, other: string): void {
  const { stdout, status } = spawnSync('diff', ['-r', one, other], { encoding: 'utf8' });
  t.is(stdout, '');
  t.is(status, 0);
}

test('into an empty folder it makes a whole repository, every Nix file of which parses', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, YOGA));
  const root = join(where.work, 'pantheros');
  const files = await filesBelow(root);
  for (const path of [
    '.panther/manifest.json',
    'config/panther.yaml',
    'flake.nix',
    'hardware-discovery/yoga/capture.json',
    'hardware-discovery/yoga/facts.json',
    'hardware-discovery/yoga/layout.svg',
    'hardware-discovery/yoga/report.md',
    'home/default.nix',
    'hosts/yoga/answers.yaml',
    'hosts/yoga/default.nix',
    'hosts/yoga/disko.nix',
    'hosts/yoga/hardware.nix',
    'hosts/yoga/local.nix',
    'modules/nixos/default.nix',
    'openspec/project.md',
    'README.md',
  ]) {
    t.true(path in files, path);
  }
  t.deepEqual(
    Object.keys(files).filter(
      (path) => path.includes('panther-tmp') || path.endsWith('pending.json'),
    ),
    [],
  );
  const nix = Object.keys(files).filter((path) => path.endsWith('.nix'));
  assertNix(
    t,
    nix.map((path) => join(root, path)),
  );
});

test('nothing that is written tells where or when it was written', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, YOGA));
  for (const [path, text] of Object.entries(await filesBelow(join(where.work, 'pantheros')))) {
    t.false(text.includes(where.work) || text.includes(where.state), path);
    t.false(text.includes(new Date().toISOString().slice(0, 10)), path);
  }
});

test('run twice into one repository, the second run changes nothing', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, VPS));
  const root = join(where.work, 'pantheros');
  await cp(root, join(where.work, 'before'), { recursive: true, preserveTimestamps: true });
  const ran = await run(where, ['--json', ...VPS]);
  succeeds(t, ran);
  const kinds = JSON.parse(ran.stdout).changes.map(({ kind }: { kind: string }) => kind);
  t.deepEqual([...new Set(kinds)].sort(), ['kept', 'unchanged']);
  same(t, root, join(where.work, 'before'));
  const dry = await run(where, ['--dry-run', ...VPS]);
  t.deepEqual(dry, { code: 0, stdout: 'nothing would change\n', stderr: '' });
});

test('two repositories with the same answers.yaml are the same', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, VPS));
  await copyFile(join(where.work, 'pantheros/hosts/vps/answers.yaml'), join(where.work, 'a.yaml'));
  const from = ['--from', recorded('contabo-vps')];
  succeeds(t, await run(where, [...from, '--out', 'named', '--answers', 'a.yaml']));
  await mkdir(join(where.work, 'found/hosts/vps'), { recursive: true });
  await copyFile(join(where.work, 'a.yaml'), join(where.work, 'found/hosts/vps/answers.yaml'));
  succeeds(t, await run(where, [...from, '--out', 'found']));
  same(t, join(where.work, 'pantheros'), join(where.work, 'named'));
  same(t, join(where.work, 'pantheros'), join(where.work, 'found'));
});

test('two first runs differ in the partition uuids that they draw, and in nothing else', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, ['--out', 'one', ...VPS]));
  succeeds(t, await run(where, ['--out', 'two', ...VPS]));
  const uuids = /"?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"?/g;
  const one = await filesBelow(join(where.work, 'one'));
  const two = await filesBelow(join(where.work, 'two'));
  for (const [path, text] of Object.entries(one)) {
    // What holds checksums of the others.
    if (/(^\.panther\/manifest|\/\.panther-discover)\.json$/.test(path)) continue;
    t.is((two[path] ?? '').replace(uuids, ''), text.replace(uuids, ''), path);
  }
  t.notDeepEqual(one, two);
});

test('a second host leaves the first byte for byte as it was', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, YOGA));
  const root = join(where.work, 'pantheros');
  const before = await filesBelow(root);
  // In a PantherOS repository the run adds to it.
  succeeds(t, await run(where, VPS, { cwd: root }));
  const after = await filesBelow(root);
  for (const [path, text] of Object.entries(before)) {
    if (path !== '.panther/manifest.json') t.is(after[path], text, path);
  }
  const added = Object.keys(after).filter((path) => !(path in before));
  t.true(added.length >= 8);
  t.true(
    added.every((path) =>
      /^(hosts\/vps|hardware-discovery\/vps|openspec\/changes\/add-host-vps)\//.test(path),
    ),
  );
  const held = await run(where, ['check'], { cwd: root });
  t.deepEqual([held.code, held.stdout], [0, '']);
});

test('a dry run writes nothing and shows a diff', async (t) => {
  const where = await place(t);
  const fresh = await run(where, ['--dry-run', ...YOGA]);
  succeeds(t, fresh);
  t.regex(fresh.stdout, /^--- \/dev\/null\n\+\+\+ b\/hosts\/yoga\/default\.nix$/m);
  t.deepEqual(await filesBelow(where.work), {});

  succeeds(t, await run(where, YOGA));
  await answerAnew(join(where.work, 'pantheros'));
  const before = await filesBelow(where.work);
  const dry = await run(where, ['--dry-run', ...YOGA]);
  succeeds(t, dry);
  t.regex(dry.stdout, /^--- a\/hosts\/yoga\/default\.nix\n\+\+\+ b\/hosts\/yoga\/default\.nix$/m);
  t.regex(dry.stdout, /^\+.*Europe\/Berlin/m);
  t.deepEqual(await filesBelow(where.work), before);
});

test('an owned file that was edited is replaced by --force alone', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, YOGA));
  const root = join(where.work, 'pantheros');
  const before = await filesBelow(root);
  await appendFile(join(root, 'hosts/yoga/hardware.nix'), '# by hand\n');
  const edited = await filesBelow(root);
  failsInOneLine(t, await run(where, YOGA), 4, 'hosts/yoga/hardware.nix', '--force');
  t.deepEqual(await filesBelow(root), edited);
  const dry = await run(where, ['--dry-run', ...YOGA]);
  t.regex(dry.stdout, /^-# by hand$/m);
  const check = await run(where, ['check', '--out', 'pantheros']);
  t.is(check.code, 1);
  t.regex(check.stdout, /^-# by hand$/m);
  succeeds(t, await run(where, ['--force', ...YOGA]));
  t.deepEqual(await filesBelow(root), before);
});

test('what is the user’s is kept, with --force too', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, YOGA));
  const root = join(where.work, 'pantheros');
  const theirs = [
    'hosts/yoga/local.nix',
    'hosts/yoga/answers.yaml',
    'README.md',
    'home/default.nix',
  ];
  for (const path of theirs) await appendFile(join(root, path), '# mine\n');
  for (const args of [[], ['--force']]) {
    succeeds(t, await run(where, [...args, ...YOGA]));
    for (const path of theirs) {
      t.true((await readFile(join(root, path), 'utf8')).endsWith('# mine\n'), path);
    }
  }
});

test('a file that is not ours is in the way until --force', async (t) => {
  const where = await place(t);
  await mkdir(join(where.work, 'pantheros'));
  await writeFile(join(where.work, 'pantheros/flake.nix'), '{ }\n');
  failsInOneLine(t, await run(where, YOGA), 4, 'flake.nix', '--force');
  t.deepEqual(await filesBelow(where.work), { 'pantheros/flake.nix': '{ }\n' });
});

/** Changes the time zone in the answers of the host yoga. */
async function answerAnew(root: string): Promise<void> {
  const path = join(root, 'hosts/yoga/answers.yaml');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('timeZone: UTC', 'timeZone: Europe/Berlin'));
}

test('an answer that was changed in answers.yaml changes the host', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, YOGA));
  await answerAnew(join(where.work, 'pantheros'));
  succeeds(t, await run(where, YOGA));
  const entry = await readFile(join(where.work, 'pantheros/hosts/yoga/default.nix'), 'utf8');
  t.true(entry.includes('Europe/Berlin'));
});

test('an answer that contradicts answers.yaml is refused, and --force has both agree', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, YOGA));
  const before = await filesBelow(where.work);
  const other = [...YOGA, '--set', 'timeZone=Europe/Berlin'];
  failsInOneLine(t, await run(where, other), 4, 'hosts/yoga/answers.yaml', 'timeZone', '--force');
  t.deepEqual(await filesBelow(where.work), before);
  succeeds(t, await run(where, [...other, '--force']));
  const after = await filesBelow(join(where.work, 'pantheros/hosts/yoga'));
  t.true(after['answers.yaml']?.includes('timeZone: Europe/Berlin'));
  t.true(after['default.nix']?.includes('Europe/Berlin'));
  const check = await run(where, ['check', '--out', 'pantheros']);
  t.deepEqual([check.code, check.stdout], [0, '']);
});

test('a host whose folder was lost comes back with its answers only', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, YOGA));
  const host = join(where.work, 'pantheros/hosts/yoga');
  const before = await filesBelow(host);
  for (const name of ['default.nix', 'disko.nix', 'hardware.nix']) await rm(join(host, name));
  succeeds(t, await run(where, YOGA));
  t.deepEqual(await filesBelow(host), before);
});

test('the disk layout of a host that is there is rewritten by force only', async (t) => {
  const where = await place(t);
  const from = ['--from', recorded('contabo-vps'), '--host', 'vps', ...VPS_ANSWERS];
  succeeds(t, await run(where, from));
  const disko = join(where.work, 'pantheros/hosts/vps/disko.nix');
  const answers = join(where.work, 'pantheros/hosts/vps/answers.yaml');
  const before = await readFile(disko, 'utf8');
  await writeFile(
    answers,
    (await readFile(answers, 'utf8')).replace('espSize: "1G"', 'espSize: "2G"'),
  );
  failsInOneLine(t, await run(where, from), 4, 'hosts/vps/disko.nix', '--force');
  t.is(await readFile(disko, 'utf8'), before);
  succeeds(t, await run(where, [...from, '--force']));
  t.not(await readFile(disko, 'utf8'), before);
});
