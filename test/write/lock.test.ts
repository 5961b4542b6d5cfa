import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { lockRepository } from '../../src/write/lock.ts';
import { writeTree } from '../../src/write/tree.ts';
import { emptyFolder, filesBelow, tree } from './place.ts';

const options = { version: '0.1.0', force: false };
const MACHINE_ID = '/etc/machine-id';
const writer = fileURLToPath(new URL('./writer.js', import.meta.url));
const notes = (root: string) =>
  readdirSync(join(root, '.panther')).filter((name) => name.startsWith('writer-'));

function start(root: string, mark: string): ChildProcess {
  return spawn(process.execPath, [writer, root, mark], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The note of a process that writes, with something else in it. */
async function noteOf(root: string, changes: object): Promise<string> {
  const lock = await lockRepository(root);
  const [name = ''] = notes(root);
  const note: object = JSON.parse(readFileSync(join(root, '.panther', name), 'utf8'));
  lock.release();
  mkdirSync(join(root, '.panther'), { recursive: true });
  const path = join(root, '.panther/writer-000000000000.json');
  writeFileSync(path, JSON.stringify({ ...note, ...changes }));
  return path;
}

test('a second writer is refused, told who the first one is, and leaves nothing behind', async (t) => {
  const root = join(await emptyFolder(t), 'repository');
  const lock = await lockRepository(root);
  const error = await t.throwsAsync(writeTree(root, tree('laptop', 'one', 3), options), {
    message: new RegExp(`^process ${process.pid} on .* is writing into this repository: wait`),
  });
  t.is((error as { failure?: string }).failure, 'refused');
  t.deepEqual(Object.keys(await filesBelow(root)).length, 1, 'the note of the first one alone');
  lock.release();
  await writeTree(root, tree('laptop', 'one', 3), options);
  t.deepEqual(notes(root), []);
});

test('a lock that was taken for nothing leaves no folder behind', async (t) => {
  const root = join(await emptyFolder(t), 'deep/repository');
  (await lockRepository(root)).release();
  t.false(existsSync(join(root, '../../deep')));
});

test('of many that begin at once, each writes all of its files or none', async (t) => {
  const root = join(await emptyFolder(t), 'repository');
  const marks = ['one', 'two', 'three', 'four', 'five', 'six'];
  const ends = await Promise.all(
    marks.map(async (mark) => {
      const child = start(root, mark);
      const said = text(child.stderr as Readable);
      const [code] = (await once(child, 'exit')) as [number];
      return { mark, code, said: await said };
    }),
  );
  for (const { code, said } of ends)
    if (code !== 0) t.regex(said, /is writing into this repository/);
  t.true(ends.some(({ code }) => code === 0));
  const found = await filesBelow(root);
  const written = marks.filter((mark) =>
    Object.entries(tree('laptop', mark, 150)).every(
      ([path, file]) => file.ownership === 'once' || found[path] === file.content,
    ),
  );
  t.is(written.length, 1, 'what stands there is one tree, not a mixture');
  const manifest = JSON.parse(found['.panther/manifest.json'] ?? '') as { files: object };
  const owned = Object.entries(tree('laptop', 'one', 150)).filter(
    ([, file]) => file.ownership === 'owned',
  );
  t.is(Object.keys(manifest.files).length, owned.length);
  t.deepEqual(notes(root), []);
});

test('a writer that was killed keeps nobody out', async (t) => {
  const root = join(await emptyFolder(t), 'repository');
  const lock = await lockRepository(root);
  const child = start(join(root, '../other'), 'one');
  await once(child.stdout as Readable, 'data');
  const pid = child.pid ?? 0;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  lock.release();
  await noteOf(root, { pid, started: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] });
  child.kill('SIGSTOP');
  await t.throwsAsync(lockRepository(root), { message: new RegExp(`^process ${pid} on `) });
  child.kill('SIGKILL');
  await once(child, 'exit');
  (await lockRepository(root)).release();
  t.deepEqual(notes(root), []);
});

const OTHER_BOOT = '00000000-0000-4000-8000-000000000000';

test('a note whose number was given to another process keeps nobody out', async (t) => {
  const root = await emptyFolder(t);
  const path = await noteOf(root, { started: '1' });
  (await lockRepository(root)).release();
  t.false(existsSync(path));
});

test('a note from before this machine was restarted keeps nobody out', async (t) => {
  if (!/^[0-9a-f]{32}$/m.test(existsSync(MACHINE_ID) ? readFileSync(MACHINE_ID, 'utf8') : '')) {
    t.log('SKIPPED: this machine has no machine-id');
    t.pass();
    return;
  }
  const root = await emptyFolder(t);
  const path = await noteOf(root, { boot: OTHER_BOOT });
  (await lockRepository(root)).release();
  t.false(existsSync(path));
});

test('a note tells the id of no machine', async (t) => {
  const root = await emptyFolder(t);
  const text = readFileSync(await noteOf(root, {}), 'utf8');
  const id = existsSync(MACHINE_ID) ? readFileSync(MACHINE_ID, 'utf8').trim() : '';
  t.true(id === '' || !text.includes(id));
});

const NAMESAKE =
  /^process 7 on .* \(this machine before it was restarted, or another one of that name\) is writing .* or remove .*writer-000000000000\.json where none is at work$/;
const UNKNOWN: [string, object, RegExp][] = [
  [
    'on another machine',
    { host: 'elsewhere', boot: OTHER_BOOT, pid: 7 },
    /^process 7 on elsewhere is writing .* or remove .*writer-000000000000\.json/,
  ],
  [
    'on another machine of the same name',
    { machine: 'f'.repeat(32), boot: OTHER_BOOT, pid: 7 },
    NAMESAKE,
  ],
  [
    'on a machine of the same name without an id',
    { machine: null, boot: OTHER_BOOT, pid: 7 },
    NAMESAKE,
  ],
  [
    'on a machine of the same name whose version told no id',
    { machine: undefined, boot: OTHER_BOOT, pid: 7 },
    NAMESAKE,
  ],
  ['in another container', { namespace: 'pid:[1]', pid: 7 }, /^process 7 on .* or remove /],
];
for (const [where, changes, message] of UNKNOWN)
  test(`a note of a process ${where} is believed until somebody removes it`, async (t) => {
    const root = await emptyFolder(t);
    const path = await noteOf(root, changes);
    await t.throwsAsync(lockRepository(root), { message });
    rmSync(path);
    (await lockRepository(root)).release();
  });
