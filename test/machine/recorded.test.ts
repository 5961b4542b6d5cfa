import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'ava';
import { recordedMachine } from '../../src/machine/recorded.ts';
import { folder } from './folder.ts';

function textOf(outcome: { status: string; data?: Uint8Array }): string {
  return outcome.data === undefined ? outcome.status : Buffer.from(outcome.data).toString('utf8');
}

test('files, links and directories are those below the folder', async (t) => {
  const root = await folder(t, {
    'sys/devices/pci0/vendor': '0x8086\n',
    'sys/bus/pci/devices/0000:00:00.0': { link: '../../../devices/pci0' },
  });
  const machine = recordedMachine(root);
  t.is(machine.origin, 'recorded');
  t.is(textOf(await machine.readFile('/sys/bus/pci/devices/0000:00:00.0/vendor', 99)), '0x8086\n');
  t.deepEqual(await machine.readLink('/sys/bus/pci/devices/0000:00:00.0'), {
    status: 'ok',
    data: '../../../devices/pci0',
  });
  t.deepEqual(await machine.listDirectory('/sys/bus/pci/devices/0000:00:00.0'), {
    status: 'ok',
    data: ['vendor'],
  });
});

test('no link leads out of the folder', async (t) => {
  const outside = await folder(t, { secret: 'outside' });
  const root = await folder(t, {
    'sys/absolute': { link: join(outside, 'secret') },
    'sys/relative': { link: `../../../../../../../../../../${outside}/secret` },
    'sys/folder': { link: outside },
    'etc/os-release': { link: '/usr/lib/os-release' },
    'usr/lib/os-release': 'ID=test\n',
  });
  const machine = recordedMachine(root);
  t.is((await machine.readFile('/sys/absolute', 99)).status, 'absent');
  t.is((await machine.readFile('/sys/relative', 99)).status, 'absent');
  t.is((await machine.readFile('/sys/folder/secret', 99)).status, 'absent');
  t.is((await machine.listDirectory('/sys/folder')).status, 'absent');
  t.is((await machine.readFile('/../../etc/passwd', 99)).status, 'absent');
  t.is(textOf(await machine.readFile('/etc/os-release', 99)), 'ID=test\n');
});

test('a loop of links has failed', async (t) => {
  const root = await folder(t, { 'sys/a': { link: 'b' }, 'sys/b': { link: 'a' } });
  const outcome = await recordedMachine(root).readFile('/sys/a', 99);
  t.deepEqual(outcome, { status: 'failed', reason: 'ELOOP' });
});

test('a pipe in the folder is not waited for', async (t) => {
  const root = await folder(t, { 'sys/x': '' });
  execFileSync('mkfifo', [join(root, 'sys/pipe')]);
  const outcome = await recordedMachine(root).readFile('/sys/pipe', 99);
  t.deepEqual(outcome, { status: 'failed', reason: 'not a file' });
});

test('commands answer with what was recorded of them', async (t) => {
  const root = await folder(t, { 'sys/x': '', 'commands/lspci.txt': 'Slot:\t0000:00:00.0\n' });
  const machine = recordedMachine(root);
  const answers = machine.run([
    { words: ['lspci', '-Dvmmnnk'], timeoutMs: 1000, maxBytes: 1000 },
    { words: ['dmidecode'], timeoutMs: 1000, maxBytes: 1000 },
    { words: ['lspci'], timeoutMs: 1000, maxBytes: 3 },
  ]);
  const [whole, absent, long] = await Promise.all(answers);
  t.deepEqual(whole, {
    status: 'ok',
    data: { output: 'Slot:\t0000:00:00.0\n', exitCode: 0 },
  });
  t.is(absent?.status, 'absent');
  t.is(long?.status, 'failed');
});
