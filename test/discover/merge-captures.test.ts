import test from 'ava';
import { mergeCaptures } from '../../src/discover/merge-captures.ts';
import type { Capture, Reading } from '../../src/model/capture.ts';
import { PantherError } from '../../src/model/errors.ts';

function captureOf(
  readings: Record<string, Reading>,
  origin: Capture['origin'] = 'imported',
): Capture {
  return { schema: 'panther.capture/1', recordedBy: 'test', origin, redacted: false, readings };
}

const text = (data: string): Reading => ({ status: 'ok', kind: 'text', data });
const denied: Reading = { status: 'denied', reason: 'EACCES' };

test('readings are united, and a real one beats a missing one', (t) => {
  const merged = mergeCaptures([
    captureOf({ '/b': denied, '/c': text('c') }),
    captureOf({ '/b': text('b'), '/a': text('a'), '/c': denied }),
  ]);
  t.deepEqual(Object.entries(merged.readings), [
    ['/a', text('a')],
    ['/b', text('b')],
    ['/c', text('c')],
  ]);
  t.is(merged.recordedBy, 'test');
  t.is(merged.origin, 'imported');
});

test('one capture stays as it is', (t) => {
  const capture = captureOf({ '/a': text('a') }, 'local');
  t.is(mergeCaptures([capture]), capture);
});

test('two readings that differ under one id are refused', (t) => {
  const error = t.throws(
    () => mergeCaptures([captureOf({ '/a': text('a') }), captureOf({ '/a': text('b') })]),
    { instanceOf: PantherError },
  );
  t.regex(error.message, /disagree about "\/a"/);
});

test('redacted and unredacted recordings do not go together', (t) => {
  const redacted = { ...captureOf({}), redacted: true };
  t.throws(() => mergeCaptures([captureOf({}), redacted]), { instanceOf: PantherError });
  t.throws(() => mergeCaptures([]), { instanceOf: PantherError });
});
