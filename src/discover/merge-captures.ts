import { isDeepStrictEqual } from 'node:util';
import type { Capture, Reading } from '../model/capture.ts';
import { PantherError } from '../model/errors.ts';
import { sortedReadings } from './capture.ts';

/**
 * Several recordings of one machine as one: the union of their readings. A reading that is ok beats
 * one that is missing. Throws a PantherError when two of them say different things under one id, or
 * when only some are redacted.
 */
export function mergeCaptures(captures: readonly Capture[]): Capture {
  const [first, ...others] = captures;
  if (first === undefined) throw new PantherError('input', 'no recordings to unite; give one');
  if (others.length === 0) return first;
  if (others.some((capture) => capture.redacted !== first.redacted)) {
    throw new PantherError(
      'input',
      'some of the recordings are redacted and some are not; redact all of them with one key first',
    );
  }
  const readings = new Map<string, Reading>();
  for (const capture of captures) {
    for (const [id, reading] of Object.entries(capture.readings)) {
      readings.set(id, united(id, readings.get(id), reading));
    }
  }
  const origins = new Set(captures.map((capture) => capture.origin));
  return {
    ...first,
    recordedBy: [...new Set(captures.map((capture) => capture.recordedBy))].join(', '),
    origin: origins.size === 1 ? first.origin : 'imported',
    readings: sortedReadings(readings),
  };
}

function united(id: string, known: Reading | undefined, next: Reading): Reading {
  if (known === undefined || known.status !== 'ok')
    return next.status === 'ok' || known === undefined ? next : known;
  if (next.status !== 'ok' || isDeepStrictEqual(known, next)) return known;
  throw new PantherError(
    'input',
    `two recordings disagree about ${JSON.stringify(id)}; they are of two machines or of two moments: give one of them`,
  );
}
