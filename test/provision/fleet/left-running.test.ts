import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { runProgram } from '../../../src/machine/program.ts';
import {
  endLeftRunning,
  holdHost,
  leftRunning,
  noteProgram,
} from '../../../src/provision/fleet/left-running.ts';
import { placeOf, type RunPlace } from '../../../src/provision/fleet/place.ts';

function run(t: ExecutionContext): RunPlace {
  const folder = mkdtempSync(join(tmpdir(), 'panther-left-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return placeOf(folder, 'test');
}

test('a program has its host as long as it, or anything that it started, runs', async (t) => {
  const place = run(t);
  t.is(leftRunning(place, 'ant'), null);
  const lock = holdHost(place, 'ant');
  // A child of its own outlives it.
  const command = ['sh', '-c', 'sleep 2 >/dev/null 2>&1 &'] as const;
  const ended = runProgram({ command, hold: lock?.fd ?? -1 });
  // As when the controller is killed before it could say which program it has started.
  lock?.release();
  t.deepEqual(leftRunning(place, 'ant'), { pid: null, phase: null });
  t.is(holdHost(place, 'ant'), null, 'nothing else begins on this host');
  t.is(leftRunning(place, 'bee'), null, 'and on others it may');
  t.is((await ended).exitCode, 0);
  t.truthy(leftRunning(place, 'ant'), 'what it has started goes on');
  await new Promise((resolve) => setTimeout(resolve, 2500));
  t.is(leftRunning(place, 'ant'), null);
});

test('what was noted can be ended, with all that it has started', async (t) => {
  const place = run(t);
  const lock = holdHost(place, 'ant');
  const ended = runProgram({
    command: ['sh', '-c', 'sleep 60 & wait'],
    hold: lock?.fd ?? -1,
    onStart: (running) => noteProgram(place, 'ant', 'install', running),
  });
  lock?.release();
  t.like(leftRunning(place, 'ant'), { phase: 'install' });
  await endLeftRunning(place, 'ant');
  t.is(leftRunning(place, 'ant'), null);
  t.is((await ended).exitCode, null, 'it was ended by a signal');
});
