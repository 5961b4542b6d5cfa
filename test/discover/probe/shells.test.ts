import { resolve } from 'node:path';
import test from 'ava';
import { recordCapture } from '../../../src/discover/capture.ts';
import { answeredMachine } from '../../../src/discover/probe/answers.ts';
import { parseFrames } from '../../../src/discover/probe/frames.ts';
import { probeScript } from '../../../src/discover/probe/script.ts';
import type { Capture } from '../../../src/model/capture.ts';
import { requireTool } from '../../tools.ts';
import { type OddMachine, oddMachine } from './odd-machine.ts';

const NONCE = '0123456789abcdef0123456789abcdef';
const SHELLS: readonly (readonly [string, ...string[]])[] = [
  ['dash'],
  ['bash', '--posix'],
  ['busybox', 'ash'],
];
const isRoot = process.geteuid?.() === 0;

async function captureOf(output: Buffer): Promise<Capture> {
  const frames = parseFrames(output, NONCE);
  if (frames.status !== 'whole') throw new Error(frames.status);
  const machine = answeredMachine(frames.frames);
  if (machine === null) throw new Error('not what was asked');
  return recordCapture(machine, 'test');
}

/** What the odd machine decides; the rest is the real one's and moves. */
function odd({ readings }: Capture): Capture['readings'] {
  return Object.fromEntries(
    Object.entries(readings).filter(([id]) => /^(?:\/sys|\/dev|command:)/.test(id)),
  );
}

async function localCapture(machine: OddMachine, nobody: boolean): Promise<Capture> {
  const here = resolve('build/js/test/discover/probe/record-here.js');
  return JSON.parse((await machine.run([process.execPath, here], { nobody })).toString('utf8'));
}

for (const shell of SHELLS) {
  for (const nobody of isRoot && shell[0] === 'dash' ? [false, true] : [isRoot]) {
    const who = nobody ? 'nobody' : 'whoever runs the tests';
    test(`${shell.join(' ')} records an odd machine as the local reader does, as ${who}`, async (t) => {
      if (!requireTool(t, shell[0])) return;
      const machine = await oddMachine(t);
      if (machine === null) return;
      const local = await localCapture(machine, nobody);
      const remote = await captureOf(
        await machine.run(shell, { stdin: probeScript(NONCE), nobody }),
      );
      t.true(Object.keys(odd(local)).length > 80);
      t.deepEqual(odd(remote), odd(local));
    });
  }
}

test('a system without timeout, readlink and head -c is recorded as well', async (t) => {
  const broken = 'echo usage >&2; exit 1';
  const tools = { timeout: broken, readlink: broken, head: broken };
  const machine = await oddMachine(t, { ...tools, lspci: 'exec cat /dev/urandom' });
  if (machine === null) return;
  const local = await localCapture(machine, isRoot);
  const answer = await machine.run(['sh'], { stdin: probeScript(NONCE), nobody: isRoot });
  t.deepEqual(odd(await captureOf(answer)), odd(local));
});

const asRoot = isRoot ? test : test.skip;
asRoot(
  'sudo that asks for nothing opens what only root may read (needs root to set up)',
  async (t) => {
    if (!requireTool(t, 'sudo')) return;
    const machine = await oddMachine(t, { dmidecode: 'id -u', dmesg: 'echo quiet' });
    if (machine === null) return;
    const local = odd(await localCapture(machine, true));
    const how = { stdin: probeScript(NONCE), nobody: true, sudo: true };
    const remote = odd(await captureOf(await machine.run(['sh'], how)));
    t.deepEqual(remote, {
      ...local,
      '/sys/class/dmi/id/product_serial': { status: 'ok', kind: 'text', data: 'S3CR3T\n' },
      '/sys/firmware/efi/esrt/entries': { status: 'ok', kind: 'list', data: ['entry0'] },
      'command:dmidecode': { status: 'ok', kind: 'command', data: '0\n', exitCode: 0 },
    });
  },
);
