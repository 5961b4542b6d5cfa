import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { type RunningProgram, runningProgram, runProgram } from '../../src/machine/program.ts';

test('a program gets its words as they are, its input, and few variables', async (t) => {
  process.env['PANTHER_TEST_SECRET'] = 'not passed on';
  const words = '$(touch /tmp/x) "; `id`';
  const program = 'cat; printf "[%s]" "$1"; env; exit 3';
  const end = await runProgram({
    command: ['sh', '-c', program, 'sh', words],
    input: Buffer.from('in\n'),
    env: { GIVEN: 'yes' },
  });
  t.is(end.exitCode, 3);
  t.true(end.output.startsWith(`in\n[${words}]`));
  t.true(end.output.includes('GIVEN=yes'));
  t.false(end.output.includes('PANTHER_TEST_SECRET'));
});

test('its lines come as it prints them, cut where they are endless', async (t) => {
  const lines: string[] = [];
  const script = 'echo one; echo two >&2; printf three; head -c 100000 /dev/zero | tr "\\0" x';
  const end = await runProgram({
    command: ['sh', '-c', script],
    onLine: (line) => lines.push(line),
  });
  t.deepEqual(lines.slice(0, 2).sort(), ['one', 'two']);
  t.true(lines.every((line) => line.length <= 4000));
  t.true(end.output.startsWith('one\nthree'));
});

test('one that is not there is said', async (t) => {
  const end = await runProgram({ command: ['/nonexistent/program'] });
  t.is(end.ended, 'unstarted');
  t.deepEqual(end.last, ['ENOENT']);
});

test('it ends with all that it started, also where it does not want to', async (t) => {
  const stop = new AbortController();
  let inner = 0;
  const end = await runProgram({
    command: ['sh', '-c', 'trap "" TERM; sleep 300 & echo $!; wait; wait'],
    signal: stop.signal,
    onLine(line) {
      inner = Number(line);
      stop.abort();
    },
  });
  t.is(end.ended, 'aborted');
  t.is(runningProgram(inner).startTicks, null);
});

test('a running program is told from another one of the same number', async (t) => {
  const seen: RunningProgram[] = [];
  await runProgram({ command: ['sleep', '0.2'], onStart: (running) => seen.push(running) });
  const { pid, startTicks } = seen[0] ?? runningProgram(0);
  t.regex(startTicks ?? '', /^[0-9]+$/);
  t.not(runningProgram(pid).startTicks, startTicks);
  t.regex(runningProgram(process.pid).startTicks ?? '', /^[0-9]+$/);
});

test('one that cannot be recorded is gone, with all that it started, before that is said', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'panther-program-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const inner = join(folder, 'inner');
  const full = new Error('the log is full');
  let outer = 0;
  const error = await t.throwsAsync(
    runProgram({
      command: ['sh', '-c', 'sleep 300 & echo $! >"$1.new"; mv "$1.new" "$1"; wait', 'sh', inner],
      input: Buffer.alloc(2 ** 20),
      onStart({ pid }) {
        outer = pid;
        // Its own child is there too by now.
        while (!existsSync(inner)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
        throw full;
      },
    }),
  );
  t.is(error, full);
  for (const pid of [outer, Number(readFileSync(inner, 'utf8'))])
    t.is(runningProgram(pid).startTicks, null, String(pid));
});

test('what cannot be started is recorded as nothing that runs', async (t) => {
  const end = await runProgram({
    command: ['/nonexistent/program'],
    onStart: () => t.fail('it does not run'),
  });
  t.is(end.ended, 'unstarted');
});
