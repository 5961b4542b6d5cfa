import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { localMachine } from '../../src/machine/local.ts';
import { folder, program } from './folder.ts';

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
  t.deepEqual(await machine.run(['panther-no-such-program'], 1000, 10), absent as never);
});

test('a directory read as a file has failed', async (t) => {
  t.deepEqual(await machine.readFile('/proc', 10), { status: 'failed', reason: 'EISDIR' });
});

test('names in a directory come sorted by code unit', async (t) => {
  const root = await folder(t, { b: '', B: '', a: '' });
  const names = await machine.listDirectory(root);
  t.deepEqual(names.status === 'ok' && names.data, ['B', 'a', 'b']);
});

test('a command gives its output and exit code, in English', async (t) => {
  const root = await folder(t, {});
  await program(join(root, 'tool'), 'echo "$LC_ALL $1"; echo noise >&2; exit 3');
  const result = await machine.run([join(root, 'tool'), 'two words; $(id)'], 5000, 1000);
  t.deepEqual(result, {
    status: 'ok',
    data: { output: 'C two words; $(id)\n', exitCode: 3 },
  });
});

test('a command that needs root and says so is denied', async (t) => {
  const root = await folder(t, {});
  await program(join(root, 'tool'), 'echo "/dev/mem: Permission denied" >&2; exit 1');
  const result = await machine.run([join(root, 'tool')], 5000, 1000);
  t.deepEqual(result, { status: 'denied', reason: 'needs root (exit code 1)' });
});

test('a command that hangs ends at the time limit, and its children with it', async (t) => {
  const root = await folder(t, {});
  await program(join(root, 'tool'), `sleep 60 & echo $! > ${join(root, 'child')}; wait`);
  const start = performance.now();
  const result = await machine.run([join(root, 'tool')], 300, 1000);
  t.deepEqual(result, { status: 'failed', reason: 'timed out' });
  t.true(performance.now() - start < 5000);
  const child = (await readFile(join(root, 'child'), 'utf8')).trim();
  t.true(await hasEnded(child));
});

test('a command that never stops talking is ended', async (t) => {
  const root = await folder(t, {});
  await program(join(root, 'tool'), 'while :; do echo yes; done');
  const result = await machine.run([join(root, 'tool')], 20_000, 10_000);
  t.deepEqual(result, { status: 'failed', reason: 'more than 10000 bytes' });
});

/** Ended, or a zombie that nobody has waited for yet. */
async function hasEnded(pid: string): Promise<boolean> {
  for (let tries = 0; tries < 50; tries += 1) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (stat === '' || / Z /.test(stat)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
