import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { localMachine } from '../../src/machine/local.ts';
import { folder } from './folder.ts';

const machine = localMachine();

test('a file is read whole, or one byte beyond the limit', async (t) => {
  const root = await folder(t, { long: 'x'.repeat(200_000), empty: '' });
  const whole = await machine.readFile(join(root, 'long'), 300_000);
  const cut = await machine.readFile(join(root, 'long'), 100_000);
  const empty = await machine.readFile(join(root, 'empty'), 10);
  t.is(whole.status === 'ok' && whole.data.length, 200_000);
  t.is(cut.status === 'ok' && cut.data.length, 100_001);
  t.is(empty.status === 'ok' && empty.data.length, 0);
});

test('files whose size the kernel does not state are read to their end', async (t) => {
  const [ours, theirs] = await Promise.all([
    machine.readFile('/proc/self/status', 65_536),
    readFile('/proc/self/status', 'utf8'),
  ]);
  t.is(ours.status, 'ok');
  if (ours.status !== 'ok') return;
  t.is(Buffer.from(ours.data).toString('utf8').split('\n').length, theirs.split('\n').length);
});

test('what is not there is absent, with the code of the system as its reason', async (t) => {
  const absent = { status: 'absent', reason: 'ENOENT' };
  t.deepEqual(await machine.readFile('/nothing/here', 10), absent as never);
  t.deepEqual(await machine.readLink('/nothing/here'), absent as never);
  t.deepEqual(await machine.listDirectory('/nothing/here'), absent as never);
});

test('a directory read as a file has failed', async (t) => {
  t.deepEqual(await machine.readFile('/proc', 10), { status: 'failed', reason: 'EISDIR' });
});

test('names in a directory come sorted by code unit', async (t) => {
  const root = await folder(t, { b: '', B: '', a: '' });
  const names = await machine.listDirectory(root);
  t.deepEqual(names.status === 'ok' && names.data, ['B', 'a', 'b']);
});
