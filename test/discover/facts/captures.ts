import { readFileSync } from 'node:fs';
import { readFacts } from '../../../src/discover/facts/facts.ts';
import { Capture, type Reading } from '../../../src/model/capture.ts';
import { Facts } from '../../../src/model/facts.ts';

export type Changes = Readonly<Record<string, Reading | string | null>>;

const FIXTURES = 'test/discover/facts/fixtures';

/** A recorded machine, with readings replaced (a string is a text file's) or, by null, taken out. */
export function machine(name: string, changes: Changes = {}): Capture {
  const capture = Capture.parse(JSON.parse(readFileSync(`${FIXTURES}/${name}.json`, 'utf8')));
  return changed(capture, changes);
}

/** A machine of which nothing else was read. */
export function bare(changes: Changes): Capture {
  const readings = {};
  const capture = { schema: 'panther.capture/1', recordedBy: 'test', origin: 'local' } as const;
  return changed({ ...capture, redacted: false, readings }, changes);
}

/** The facts of a capture, checked against their schema. */
export function factsOf(capture: Capture): Facts {
  return Facts.parse(readFacts(capture));
}

export function text(data: string): Reading {
  return { status: 'ok', kind: 'text', data };
}

export function list(...data: string[]): Reading {
  return { status: 'ok', kind: 'list', data };
}

export function command(data: string, exitCode = 0): Reading {
  return { status: 'ok', kind: 'command', data, exitCode };
}

function changed(capture: Capture, changes: Changes): Capture {
  const readings = { ...capture.readings };
  for (const [id, change] of Object.entries(changes)) {
    if (change === null) delete readings[id];
    else readings[id] = typeof change === 'string' ? text(change) : change;
  }
  return { ...capture, readings };
}
