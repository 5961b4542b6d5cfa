import { resolve } from 'node:path';
import test from 'ava';
import { recordCapture } from '../../../src/discover/capture.ts';
import { answeredMachine } from '../../../src/discover/probe/answers.ts';
import { parseFrames } from '../../../src/discover/probe/frames.ts';
import { probeScript } from '../../../src/discover/probe/script.ts';
import type { Capture } from '../../../src/model/capture.ts';
import { requireTool } from '../../tools.ts';
import { oddMachine } from './odd-machine.ts';

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

for (const shell of SHELLS) {
  for (const nobody of isRoot && shell[0] === 'dash' ? [false, true] : [isRoot]) {
    const who = nobody ? 'nobody' : 'whoever runs the tests';
    test(`${shell.join(' ')} records an odd machine as the local reader does, as ${who}`, async (t) => {
      if (!requireTool(t, shell[0])) return;
      const machine = await oddMachine(t);
      if (machine === null) return;
      const node = [process.execPath, resolve('build/js/test/discover/probe/record-here.js')];
      const local = JSON.parse((await machine.run(node, { nobody })).toString('utf8')) as Capture;
      const remote = await captureOf(
        await machine.run(shell, { stdin: probeScript(NONCE), nobody }),
      );
      t.true(Object.keys(odd(local)).length > 80);
      t.deepEqual(odd(remote), odd(local));
    });
  }
}
