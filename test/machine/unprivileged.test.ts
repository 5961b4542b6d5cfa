import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { recordCapture } from '../../src/discover/capture.ts';
import { localMachine } from '../../src/machine/local.ts';
import { Capture } from '../../src/model/capture.ts';
import { folder } from './folder.ts';

const NOBODY = 65_534;

/** Runs as an ordinary user: by giving up root for a while, or because the tests have none. */
async function unprivileged<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.setegid?.(NOBODY);
  process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

test.serial('a file that may not be read is denied, not absent', async (t) => {
  const root = await folder(t, { 'secret/serial': 'x', closed: 'x' });
  await chmod(join(root, 'closed'), 0o000);
  await chmod(join(root, 'secret'), 0o000);
  const machine = localMachine();
  const results = await unprivileged(() =>
    Promise.all([
      machine.readFile(join(root, 'closed'), 10),
      machine.readFile(join(root, 'secret/serial'), 10),
      machine.listDirectory(join(root, 'secret')),
    ]),
  );
  await chmod(join(root, 'secret'), 0o700);
  const denied = { status: 'denied', reason: 'EACCES' };
  t.deepEqual(results, [denied, denied, denied] as never);
});

test.serial('an ordinary user can record this machine', async (t) => {
  const capture = await unprivileged(() => recordCapture(localMachine(), 'test'));
  t.notThrows(() => Capture.parse(capture));
  t.is(capture.readings['/proc/cpuinfo']?.status, 'ok');
  t.is(capture.readings['/proc/mounts']?.status, 'ok');
});

test.serial('root, or whoever runs the tests, can record this machine', async (t) => {
  const capture = await recordCapture(localMachine(), 'test');
  t.notThrows(() => Capture.parse(capture));
  t.is(capture.origin, 'local');
  t.false(capture.redacted);
});
