import test from 'ava';
import { readFacts } from '../../src/discover/facts/facts.ts';
import { identifiersInRecording } from '../../src/discover/identifiers/recording.ts';
import { findIdentifiers, redactCapture } from '../../src/discover/redact.ts';
import type { Reading } from '../../src/model/capture.ts';
import { captureOf, command, KEY, report, shown, text } from './redact-samples.ts';

/** What takes a few milliseconds as long as the time grows with the text alone. */
const SOON = 10_000;

function milliseconds(act: () => unknown): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

test('devices that all name one another as slaves are each looked at once', (t) => {
  const names = Array.from({ length: 200 }, (_, at) => `dm-${at}`);
  const readings: Record<string, Reading> = {
    '/proc/mounts': text('/dev/dm-0 / ext4 rw 0 0\n/dev/dm-7 /home ext4 rw 0 0\n'),
    '/sys/block/sda/size': text('1000215216\n'),
    '/sys/block/dm-199/slaves': { status: 'ok', kind: 'list', data: [...names, 'sda'] },
  };
  for (const name of names.slice(0, -1)) {
    readings[`/sys/block/${name}/slaves`] = { status: 'ok', kind: 'list', data: names };
  }
  const capture = captureOf(readings);
  t.true(milliseconds(() => readFacts(capture)) < SOON);
  const [disk] = readFacts(capture).disks;
  t.deepEqual(
    disk?.holds.flatMap(({ mounts }) => mounts),
    ['/', '/home'],
  );
});

test('a table of any length is redacted, and its columns stay where they were', (t) => {
  const rows = 'sda AdaSerial77\n'.repeat(200_000);
  const { readings } = redactCapture(
    captureOf({ 'command:lsblk': command(`NAME SERIAL\n${rows}`) }),
    KEY,
  );
  t.true(shown(readings['command:lsblk']).startsWith('NAME SERIAL\n'));
});

for (const [what, data] of [
  ['a header of blanks', `NAME${' '.repeat(200_000)}x\n`],
  ['a header of columns', `NAME ${'UUID '.repeat(10_000)}\n${'sda\n'.repeat(10_000)}`],
  ['subvolumes that no bracket closes', '/dev/x[/'.repeat(40_000)],
  ['devices without an end', '/dev/a'.repeat(40_000)],
  ['roots that no bracket closes', '"fsroots":['.repeat(40_000)],
] as const) {
  test(`${what} do not make redaction slow`, (t) => {
    t.timeout(60_000);
    const capture = captureOf({ '/proc/mounts': text(data), 'command:lsblk': command(data) });
    t.true(milliseconds(() => redactCapture(capture, KEY)) < SOON);
    t.true(milliseconds(() => findIdentifiers(capture)) < SOON);
  });
}

test('a report that is nested beyond any real one is redacted by leaving out what lies below, and is found', (t) => {
  let data: unknown = 'serial 0ADA-77';
  for (let depth = 0; depth < 50_000; depth += 1) data = depth % 2 === 0 ? [data] : { a: data };
  const deep = captureOf({ 'import:nixos-facter': report({ hardware: {}, data }) });
  const found = identifiersInRecording({ ...deep, redacted: true });
  t.deepEqual(
    found.map(({ place }) => place),
    ['import:nixos-facter'],
  );
  const redacted = redactCapture(deep, KEY);
  t.false(JSON.stringify(redacted).includes('0ADA-77'));
  t.deepEqual(identifiersInRecording(redacted), []);
});

test('a listing of any length is searched', (t) => {
  const data = Array.from({ length: 300_000 }, (_, at) => `name${at}`);
  const capture = captureOf({ '/sys/class/net': { status: 'ok', kind: 'list', data } });
  t.deepEqual(identifiersInRecording({ ...capture, redacted: true }), []);
});
