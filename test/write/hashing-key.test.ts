import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { PantherError } from '../../src/model/errors.ts';
import { hashingKey, stateDirectory } from '../../src/write/hashing-key.ts';
import { folder } from '../machine/folder.ts';

test('the key is made once, for the user alone', async (t) => {
  const directory = join(await folder(t, {}), 'state', 'panther-discover');
  const key = await hashingKey(directory);
  t.is(key.length, 32);
  t.deepEqual(await hashingKey(directory), key);
  t.is((await stat(directory)).mode & 0o777, 0o700);
  t.is((await stat(join(directory, 'hashing-key'))).mode & 0o777, 0o600);
});

test('processes that start together get the same key and leave nothing behind', async (t) => {
  const directory = await folder(t, {});
  const keys = await Promise.all(Array.from({ length: 8 }, () => hashingKey(directory)));
  for (const key of keys) t.deepEqual(key, keys[0]);
  t.deepEqual(await readdir(directory), ['hashing-key']);
});

test('something else under its name is not taken for a key', async (t) => {
  const directory = await folder(t, { 'hashing-key': 'short' });
  const error = await t.throwsAsync(hashingKey(directory), { instanceOf: PantherError });
  t.is(error?.failure, 'missing');
});

test('a place that cannot be written is said', async (t) => {
  const root = await folder(t, { file: '' });
  const error = await t.throwsAsync(hashingKey(join(root, 'file', 'state')), {
    instanceOf: PantherError,
  });
  t.regex(error?.message ?? '', /set XDG_STATE_HOME/);
});

test('the state directory follows the XDG base directory specification', (t) => {
  t.is(stateDirectory({ XDG_STATE_HOME: '/s', HOME: '/h' }), '/s/panther-discover');
  t.is(stateDirectory({ XDG_STATE_HOME: 's', HOME: '/h' }), '/h/.local/state/panther-discover');
  t.is(stateDirectory({ HOME: '/h' }), '/h/.local/state/panther-discover');
  t.throws(() => stateDirectory({}), { instanceOf: PantherError });
});
