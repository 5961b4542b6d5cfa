import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import {
  failsInOneLine,
  filesBelow,
  type How,
  NOBODY,
  place,
  placeOfNobody,
  recorded,
  run,
  succeeds,
  VPS_ANSWERS,
} from './run.ts';

const YOGA = ['--from', recorded('yoga')];
const nobody: How = process.geteuid?.() === 0 ? { uid: NOBODY } : {};

test('an ordinary user makes a host of a recording and of this machine', async (t) => {
  const where = await placeOfNobody(t);
  const capture = join(where.work, 'capture.json');
  await writeFile(capture, await readFile(recorded('yoga')));
  await chmod(capture, 0o644);
  succeeds(t, await run(where, ['--from', 'capture.json'], nobody));
  succeeds(t, await run(where, [...VPS_ANSWERS, '--set', 'profile=vps', '--out', 'here'], nobody));
  const state = join(where.state, 'panther-discover');
  t.is((await stat(state)).mode & 0o777, 0o700);
  t.is((await stat(join(state, 'hashing-key'))).mode & 0o777, 0o600);
  t.is((await stat(join(state, 'captures/vps.json'))).mode & 0o777, 0o600);
});

test('a folder that may not be written to', async (t) => {
  const where = await placeOfNobody(t);
  await mkdir(join(where.work, 'closed'), { mode: 0o555 });
  await writeFile(join(where.work, 'capture.json'), await readFile(recorded('yoga')));
  for (const out of ['closed', 'closed/repository']) {
    const ran = await run(where, ['--from', 'capture.json', '--out', out], nobody);
    failsInOneLine(t, ran, 2, out, 'permission denied');
  }
  const ran = await run(where, ['capture', '--from', 'capture.json', '-o', 'closed/x'], nobody);
  failsInOneLine(t, ran, 2, 'closed/x');
  t.deepEqual(await readdir(join(where.work, 'closed')), []);
});

test('a file where the repository should be', async (t) => {
  const where = await place(t);
  await writeFile(join(where.work, 'file'), 'x');
  failsInOneLine(t, await run(where, [...YOGA, '--out', 'file']), 2, 'file');
  failsInOneLine(t, await run(where, [...YOGA, '--out', 'file/below']), 2, 'file/below');
});

test('a link that leads out of the repository is not followed', async (t) => {
  const where = await place(t);
  await mkdir(join(where.work, 'elsewhere'));
  await mkdir(join(where.work, 'pantheros'));
  await symlink(join(where.work, 'elsewhere'), join(where.work, 'pantheros/hosts'));
  failsInOneLine(t, await run(where, YOGA), 4, 'hosts');
  t.deepEqual(await readdir(join(where.work, 'elsewhere')), []);
});

test('without HOME nothing that needs no key is missing', async (t) => {
  const where = await place(t);
  const how = { env: { XDG_STATE_HOME: undefined } };
  succeeds(t, await run(where, YOGA, how));
  const ran = await run(where, ['capture', '-o', 'x.json'], how);
  failsInOneLine(t, ran, 5, 'HOME', 'XDG_STATE_HOME');
  failsInOneLine(t, await run(where, [...VPS_ANSWERS, '--out', 'here'], how), 5, 'HOME');
  t.deepEqual((await readdir(where.work)).sort(), ['pantheros']);
  succeeds(t, await run(where, ['capture', '--raw'], how));
});

test('a state directory that may not be written to', async (t) => {
  const where = await placeOfNobody(t);
  await chmod(where.state, 0o555);
  const ran = await run(where, [...VPS_ANSWERS, '--set', 'profile=vps'], nobody);
  failsInOneLine(t, ran, 5, 'hashing-key', 'XDG_STATE_HOME');
  t.deepEqual(await readdir(where.work), []);
});

test('a hashing key that is none', async (t) => {
  const where = await place(t);
  await mkdir(join(where.state, 'panther-discover'));
  await writeFile(join(where.state, 'panther-discover/hashing-key'), 'short');
  failsInOneLine(t, await run(where, ['capture']), 5, 'hashing-key');
});

test('under umask 077 the same is written, for its owner only', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, [...YOGA], { umask: '077' }));
  const root = join(where.work, 'pantheros');
  t.is((await stat(join(root, 'hosts/yoga/default.nix'))).mode & 0o077, 0);
  const before = await filesBelow(root);
  succeeds(t, await run(where, YOGA, { umask: '022' }));
  t.deepEqual(await filesBelow(root), before);
});

test('an empty environment is enough', async (t) => {
  const where = await place(t);
  const env = { PATH: undefined, XDG_STATE_HOME: undefined };
  succeeds(t, await run(where, YOGA, { env }));
  const here = await run(where, ['match', '--json'], { env });
  t.true(here.code === 0 || here.code === 1, here.stderr);
});

test('a place where nothing can be made ends the run at once', async (t) => {
  const where = await place(t);
  const state = { env: { XDG_STATE_HOME: '/proc' } };
  failsInOneLine(t, await run(where, ['capture'], state), 5, 'hashing-key', 'XDG_STATE_HOME');
  succeeds(t, await run(where, YOGA));
  const pages = ['report', '--index', '--html', '-o', '/proc/pages', '--out', 'pantheros'];
  failsInOneLine(t, await run(where, pages), 2, '/proc/pages');
});

test('a raw recording is for its owner alone', async (t) => {
  const where = await place(t);
  const modeOf = async (name: string) => (await stat(join(where.work, name))).mode & 0o777;
  const capture = ['capture', '--from', recorded('yoga')];
  succeeds(t, await run(where, [...capture, '-o', 'redacted.json'], { umask: '022' }));
  t.is(await modeOf('redacted.json'), 0o644);
  succeeds(t, await run(where, ['capture', '--raw', '-o', 'raw.json'], { umask: '022' }));
  t.is(await modeOf('raw.json'), 0o600);
  await writeFile(join(where.work, 'there.json'), '');
  succeeds(t, await run(where, ['capture', '--raw', '-o', 'there.json'], { umask: '022' }));
  t.is(await modeOf('there.json'), 0o600);
});

test('runs of a fleet that nobody may look at are not none', async (t) => {
  const where = await placeOfNobody(t);
  await mkdir(join(where.state, 'panther-discover/fleet'), { recursive: true });
  await chmod(join(where.state, 'panther-discover'), 0o000);
  failsInOneLine(t, await run(where, ['fleet', 'status'], nobody), 5, 'fleet', 'EACCES');
  await chmod(join(where.state, 'panther-discover'), 0o755);
  failsInOneLine(t, await run(where, ['fleet', 'status'], nobody), 2, 'there is no run yet');
});
