import test from 'ava';
import type { FleetEvent } from '../../../src/model/fleet.ts';
import { newTable, type Row, tableLines } from '../../../src/provision/fleet/table.ts';

const event = (host: string, more: Partial<FleetEvent>): FleetEvent => ({
  event: 'step',
  run: 'r',
  at: '',
  host,
  ...more,
});

function row(host: string, status: string, more: Partial<Row> = {}): Row {
  return { host, status, step: 'installed', attempt: 1, reason: '', ...more };
}

test('a row follows its host: at work, again, failed and why, online', (t) => {
  const { rows, apply } = newTable(['a']);
  const shown = (): string => tableLines(rows.values(), 100, 24)[0] ?? '';
  t.regex(shown(), /^a {5}\.{13} {12}waiting$/);
  apply(event('a', { step: 'keyed', phase: 'begin', attempt: 1 }));
  t.regex(shown(), /^a {5}#{5}\.{8} {2}keyed {5}at work$/);
  apply(event('a', { step: 'installer', phase: 'retry', attempt: 2, reason: 'no answer' }));
  t.regex(shown(), /installer retry \(2\) {2}no answer$/);
  apply(event('a', { event: 'host', status: 'failed', reason: 'no way to it' }));
  t.regex(shown(), /failed \(2\) {2}no way to it$/);
  apply(event('a', { event: 'host', status: 'online' }));
  t.regex(shown(), /online \(2\)$/);
});

test('hosts that need a person stand first, whatever else there is to show', (t) => {
  const rows = [
    ...Array.from({ length: 500 }, (_, at) => row(`busy-${at}`, 'at work')),
    row('bad', 'failed', { reason: 'no space' }),
    row('who', 'unknown'),
    row('ok', 'online'),
  ];
  const lines = tableLines(rows, 80, 10);
  t.is(lines.length, 9, 'it is never taller than the terminal');
  t.regex(lines[0] ?? '', /^who/);
  t.regex(lines[1] ?? '', /^bad .* no space$/);
  t.is(lines.at(-1), 'and 495 more: 500 at work, 1 failed, 1 unknown, 1 online');
});

test('no line is as wide as the terminal, and each still says which host and how it stands', (t) => {
  const long = `web-${'x'.repeat(50)}-007`;
  for (const columns of [40, 80, 200]) {
    const rows = [row(long, 'failed', { reason: 'y'.repeat(300) }), row('b', 'at work')];
    for (const line of tableLines(rows, columns, 24)) t.true(line.length < columns, `${columns}`);
    const [first = '', second = ''] = tableLines(rows, columns, 24);
    t.regex(first, /^web-x+~x*-007 .*failed/, `${columns} columns: ${first}`);
    t.regex(second, /^b .*at work$/);
  }
  t.true(tableLines([row('a', 'failed')], 1, 1).every((line) => line.length <= 1));
});

test('nothing that a host is called, or says, acts on a terminal', (t) => {
  const evil = '\u001b]0;title\u0007\u001b[2J\r\n\u202eabc\u0000';
  const lines = tableLines([row(evil, evil, { reason: evil })], 200, 24);
  for (const line of lines) t.regex(line, /^[\x20-\x7e]*$/);
});
