import test from 'ava';
import { openReadings } from '../../src/discover/readings.ts';
import type { Capture } from '../../src/model/capture.ts';

const capture: Capture = {
  schema: 'panther.capture/1',
  recordedBy: 'test',
  origin: 'recorded',
  redacted: false,
  readings: {
    '/sys/block/sda': { status: 'ok', kind: 'link', data: '../devices/sda' },
    '/sys/block/sda/size': { status: 'ok', kind: 'text', data: '100\n' },
    '/sys/block/sda-x/size': { status: 'ok', kind: 'text', data: '1\n' },
    '/sys/block/sdb/size': { status: 'denied', reason: 'EACCES' },
    '/sys/class/drm': { status: 'ok', kind: 'list', data: ['card0'] },
    'command:lspci': { status: 'ok', kind: 'command', data: 'partial', exitCode: 1 },
    'command:systemd-detect-virt': { status: 'ok', kind: 'command', data: 'none\n', exitCode: 1 },
    'import:nixos-facter': { status: 'ok', kind: 'report', format: 'nixos-facter', data: { a: 1 } },
  },
};
const readings = openReadings(capture);

test('text comes without the newlines at its end', (t) => {
  t.is(readings.text('/sys/block/sda/size'), '100');
  t.is(readings.text('/sys/block/sda'), null);
  t.is(readings.text('/nowhere'), null);
  t.deepEqual(readings.bytes('/sys/block/sda/size'), new Uint8Array([0x31, 0x30, 0x30, 0x0a]));
});

test('children are names at or below which something was read', (t) => {
  t.deepEqual(readings.children('/sys/block'), ['sda', 'sda-x']);
  t.deepEqual(readings.children('/sys/block/'), ['sda', 'sda-x']);
  t.deepEqual(readings.children('/sys/block/sda'), ['size']);
  t.deepEqual(readings.children('/dev'), []);
});

test('ids of a prefix are sorted, whatever their status', (t) => {
  t.deepEqual(readings.ids('/sys/block/sd'), [
    '/sys/block/sda',
    '/sys/block/sda-x/size',
    '/sys/block/sda/size',
    '/sys/block/sdb/size',
  ]);
  t.deepEqual(readings.reading('/sys/block/sdb/size'), { status: 'denied', reason: 'EACCES' });
});

test('a command counts when it ended as its manifest entry accepts', (t) => {
  t.is(readings.command('lspci'), null);
  t.is(readings.command('systemd-detect-virt'), 'none\n');
});

test('links, lists and reports', (t) => {
  t.is(readings.link('/sys/block/sda'), '../devices/sda');
  t.deepEqual(readings.list('/sys/class/drm'), ['card0']);
  t.is(readings.list('/sys/class/none'), null);
  t.deepEqual(readings.report('nixos-facter'), { a: 1 });
  t.is(readings.report('lshw'), null);
});
