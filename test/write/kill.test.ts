import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { writeTree } from '../../src/write/tree.ts';
import { emptyFolder, filesBelow, tree } from './place.ts';

const writer = fileURLToPath(new URL('./writer.js', import.meta.url));
const options = { version: '0.1.0', force: false };

interface Writer {
  child: ChildProcess;
  ended: Promise<unknown>;
}

/** Starts the writer and resolves at the moment when it begins to write. */
async function start(root: string, mark: string): Promise<Writer> {
  const child = spawn(process.execPath, [writer, root, mark], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout as Readable, 'data'), ended]);
  return { child, ended };
}

async function killAfter({ child, ended }: Writer, milliseconds: number): Promise<void> {
  await sleep(milliseconds);
  child.kill('SIGKILL');
  await ended;
}

/** How long an uninterrupted run takes from its beginning, on this machine at this moment. */
async function usualTime(t: ExecutionContext): Promise<number> {
  const { ended } = await start(join(await emptyFolder(t), 'repository'), 'one');
  const begin = performance.now();
  await ended;
  return performance.now() - begin;
}

test.serial('killed at any moment, a new host is there whole or not at all', async (t) => {
  const wanted = tree('laptop', 'one', 150);
  const time = await usualTime(t);
  let absent = 0;
  for (let round = 0; round < 20; round++) {
    const root = join(await emptyFolder(t), 'repository');
    await killAfter(await start(root, 'one'), (time * round) / 19);
    await mkdir(root, { recursive: true });
    const found = await filesBelow(root);
    if (found['hosts/laptop/default.nix'] === undefined) absent += 1;
    else t.true(Object.entries(wanted).every(([path, file]) => found[path] === file.content));
    await writeTree(root, wanted, options);
    const completed = await filesBelow(root);
    delete completed['.panther/manifest.json'];
    t.deepEqual(Object.keys(completed).sort(), Object.keys(wanted).sort(), `round ${round}`);
    t.true(Object.entries(wanted).every(([path, file]) => completed[path] === file.content));
  }
  t.log(`killed before the host was there in ${absent} of 20 rounds`);
});

test.serial('killed while it replaces files, a rerun with yet other files completes', async (t) => {
  const time = await usualTime(t);
  const root = await emptyFolder(t);
  await writeTree(root, tree('laptop', 'zero', 150), options);
  for (let round = 0; round < 10; round++) {
    await killAfter(await start(root, `cut-${round}`), (time * round) / 9);
  }
  await writeTree(root, tree('laptop', 'last', 150), options);
  const found = await filesBelow(root);
  for (const [path, { content, ownership }] of Object.entries(tree('laptop', 'last', 150))) {
    if (ownership === 'owned') t.is(found[path], content, path);
    else t.is(found[path], content.replace('last', 'zero'), path);
  }
  t.deepEqual(
    Object.keys(found).filter((path) => path.endsWith('-tmp') || path.endsWith('pending.json')),
    [],
  );
});
