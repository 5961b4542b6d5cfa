import { execFileSync, spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { writePlainFile, writePrivateFile } from '../../src/write/single.ts';

function folder(t: ExecutionContext): string {
  const made = mkdtempSync(join(tmpdir(), 'panther-single-'));
  t.teardown(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test('a file is made or replaced, and through a link the file that it leads to', async (t) => {
  const path = join(folder(t), 'file');
  for (const text of ['one', 'two']) {
    await writePlainFile(path, text);
    t.is(readFileSync(path, 'utf8'), text);
  }
  symlinkSync('file', `${path}-link`);
  await writePlainFile(`${path}-link`, 'three');
  t.is(readFileSync(path, 'utf8'), 'three');
  t.true(lstatSync(`${path}-link`).isSymbolicLink());
});

test('a pipe or a device gets the text and stays what it is', async (t) => {
  const path = join(folder(t), 'pipe');
  execFileSync('mkfifo', [path]);
  writeFileSync(`${path}.sh`, `cat ${path} > ${path}.got & echo started`);
  execFileSync('sh', [`${path}.sh`], { stdio: 'ignore' });
  await writePlainFile(path, 'text');
  t.true(lstatSync(path).isFIFO());
  const device = join(folder(t), 'null');
  if (spawnSync('mknod', [device, 'c', '1', '3']).status !== 0) {
    t.log('a device: skipped, nobody may make one here');
    return;
  }
  await writePlainFile(device, 'text');
  t.true(lstatSync(device).isCharacterDevice());
});

test('a directory is told in one line, the current one and the topmost too', async (t) => {
  const inside = join(folder(t), 'inside');
  mkdirSync(inside);
  for (const path of [inside, '.', '/']) {
    const error = await t.throwsAsync(writePlainFile(path, 'text'));
    t.is(error?.message, `cannot write ${path}: it is a directory; name a file`);
  }
});

test('a write that fails leaves no half-made file behind', async (t) => {
  const place = folder(t);
  await t.throwsAsync(writePlainFile(join(place, 'new/'), 'text'), {
    message: /new\/: a part of the path is not a directory$/,
  });
  mkdirSync(join(place, 'taken'));
  await t.throwsAsync(writePrivateFile(place, 'taken', 'text'), {
    message: /taken: a directory is in the way$/,
  });
  t.deepEqual(readdirSync(place), ['taken']);
});
