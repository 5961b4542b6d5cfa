import test from 'ava';
import { readFacts } from '../../src/discover/facts/facts.ts';
import { type RecordedMachine, sameMachine } from '../../src/discover/same-machine.ts';
import type { Capture, Reading } from '../../src/model/capture.ts';

const text = (data: string): Reading => ({ status: 'ok', kind: 'text', data });
const link = (data: string): Reading => ({ status: 'ok', kind: 'link', data });

function guest(readings: Record<string, Reading>, product = 'vServer'): RecordedMachine {
  const capture: Capture = {
    schema: 'panther.capture/1',
    recordedBy: 'test',
    origin: 'recorded',
    redacted: true,
    readings: {
      '/sys/class/dmi/id/sys_vendor': text('Hetzner\n'),
      '/sys/class/dmi/id/product_name': text(`${product}\n`),
      ...readings,
    },
  };
  return { facts: readFacts(capture), capture };
}

function withAddress(address: string): Record<string, Reading> {
  return {
    '/sys/class/net/eth0/device': link('../../../virtio1'),
    '/sys/class/net/eth0/address': text(address),
    // A bridge has no device behind it and the same address everywhere.
    '/sys/class/net/docker0/address': text('h:000000000000'),
  };
}

test('another product is another machine', (t) => {
  t.is(sameMachine(guest({}), guest({}, 'Droplet')), 'different');
});

test('the SMBIOS uuid tells twins apart, and tells a machine whose disks were replaced', (t) => {
  const uuid = (value: string) => ({ '/sys/class/dmi/id/product_uuid': text(value) });
  t.is(sameMachine(guest(uuid('h:aaaaaaaaaaaa')), guest(uuid('h:bbbbbbbbbbbb'))), 'different');
  t.is(
    sameMachine(
      guest({ ...uuid('h:aaaaaaaaaaaa'), ...withAddress('h:111111111111') }),
      guest({ ...uuid('h:aaaaaaaaaaaa'), ...withAddress('h:222222222222') }),
    ),
    'same',
  );
});

test('without root the network addresses of real interfaces tell twins apart', (t) => {
  const denied: Record<string, Reading> = {
    '/sys/class/dmi/id/product_uuid': { status: 'denied', reason: 'EACCES' },
  };
  const [one, other] = [withAddress('h:111111111111'), withAddress('h:222222222222')];
  t.is(sameMachine(guest({ ...denied, ...one }), guest({ ...denied, ...other })), 'different');
  t.is(sameMachine(guest({ ...denied, ...one }), guest({ ...denied, ...one })), 'same');
});

test('twins that nothing tells apart are unknown, not the same', (t) => {
  t.is(sameMachine(guest({}), guest({})), 'unknown');
});

test('identifiers that were hashed with another key are not compared', (t) => {
  const keyed = (hashKey: string, hash: string): RecordedMachine => {
    const { facts, capture } = guest({ '/sys/class/dmi/id/product_uuid': text(hash) });
    return { facts, capture: capture === null ? null : { ...capture, hashKey } };
  };
  const here = keyed('00000001', 'h:aaaaaaaaaaaa');
  t.is(sameMachine(here, keyed('00000002', 'h:bbbbbbbbbbbb')), 'uncompared');
  t.is(sameMachine(here, keyed('00000001', 'h:bbbbbbbbbbbb')), 'different');
  t.is(sameMachine(here, keyed('00000001', 'h:aaaaaaaaaaaa')), 'same');
  t.is(sameMachine(here, guest({}, 'Droplet')), 'different');
});
