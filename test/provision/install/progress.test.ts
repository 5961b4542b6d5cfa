import test from 'ava';
import { progressOf } from '../../../src/provision/install/progress.ts';
import type { Step } from '../../../src/provision/install/steps.ts';

/** A log of these events: `disk started`, `approve finished`. */
function log(...events: (string | [string, Record<string, unknown>])[]) {
  return events.map((event, index) => {
    const [words, detail] = typeof event === 'string' ? [event, undefined] : event;
    const [step, what] = words.split(' ');
    const record = { at: 'now', host: 'h', step, event: what, ...(detail ? { detail } : {}) };
    return { number: index + 1, hash: '', record };
  });
}

const done = (...steps: Step[]) => steps.flatMap((step) => [`${step} started`, `${step} finished`]);

test('an install goes on after the last step that came to its end', (t) => {
  const wiped = [...done('preflight', 'approve', 'secrets'), 'disk started', 'disk wiping'];
  const formatted = [...wiped, 'disk finished'];
  const verified = [...formatted, ...done('verify-disk')];
  const installed = [...verified, ...done('install')];
  const cases: [string[], string, Step][] = [
    [[], 'untouched', 'preflight'],
    [done('preflight', 'approve'), 'untouched', 'preflight'],
    [[...done('preflight', 'approve', 'secrets'), 'disk started'], 'untouched', 'preflight'],
    [[...wiped.slice(0, -1), 'disk failed'], 'untouched', 'preflight'],
    [wiped, 'being-wiped', 'preflight'],
    [[...wiped, 'disk failed'], 'being-wiped', 'preflight'],
    [formatted, 'formatted', 'verify-disk'],
    [[...formatted, 'verify-disk started', 'verify-disk failed'], 'formatted', 'verify-disk'],
    [verified, 'verified', 'install'],
    [[...verified, 'install started'], 'being-installed', 'install'],
    [[...verified, 'install started', 'install interrupted'], 'being-installed', 'install'],
    [installed, 'installed', 'verify-system'],
    [[...installed, 'verify-system started', 'verify-system failed'], 'being-installed', 'install'],
    [[...installed, ...done('verify-system')], 'complete', 'done'],
  ];
  for (const [events, state, next] of cases) {
    const progress = progressOf(log(...events));
    t.deepEqual([progress.state, progress.next], [state, next], events.join(', '));
  }
});

test('a wipe that was cut off is begun anew, whatever was done before it', (t) => {
  const whole = done('preflight', 'approve', 'secrets', 'disk', 'verify-disk', 'install');
  const again = [...whole, ...done('preflight', 'approve'), 'disk started', 'disk wiping'];
  t.like(progressOf(log(...again)), { state: 'being-wiped', next: 'preflight' });
});

test('a program whose end was not recorded may still run', (t) => {
  const detail = { pid: 7, startTicks: '12', command: 'disko' };
  const started = progressOf(log('disk started', 'disk wiping', ['disk program', detail]));
  t.deepEqual(started.running, detail);
  const ended = progressOf(log('disk wiping', ['disk program', detail], 'disk failed'));
  t.is(ended.running, null);
});
