import test from 'ava';
import { crossCheck, type Witness } from '../../src/discover/cross-check.ts';
import { blankObservation } from '../../src/discover/observation.ts';
import type { Facts } from '../../src/model/facts.ts';

const blank: Facts = {
  schema: 'panther.facts/1',
  ...blankObservation(),
  gpus: [],
  controllers: [],
  cameras: [],
  fingerprintReaders: [],
  bluetooth: [],
  audio: [],
  gaps: [],
};
const facts: Facts = {
  ...blank,
  identity: { ...blank.identity, vendor: 'ACME', product: 'Anvil' },
  cpu: { ...blank.cpu, vendor: 'GenuineIntel', logical: 8 },
  memory: { ...blank.memory, totalBytes: 1000 },
};

/** Answers with these; every other question fails. */
function witness(answers: Readonly<Record<string, unknown>>): Witness {
  return new Proxy({} as Witness, {
    get: (_target, name) => async () => {
      if (typeof name === 'string' && name in answers) return answers[name];
      throw new Error('not installed');
    },
  });
}

test('a witness that agrees, or knows nothing, leaves nothing to say', async (t) => {
  const said = {
    system: { manufacturer: 'ACME', model: '', version: '-', virtual: false },
    cpu: { vendor: 'Intel', cores: 8, family: '', model: '' },
    mem: { total: 1005 },
  };
  const told = await crossCheck(facts, witness(said));
  t.deepEqual(
    told.filter(({ subject }) => subject !== 'virtualisation.kind'),
    [],
  );
  t.deepEqual(await crossCheck(facts, witness({})), []);
});

test('each disagreement names the fact and both sides', async (t) => {
  const said = {
    system: { manufacturer: 'Other', model: 'Anvil', version: '', virtual: true },
    mem: { total: 2000 },
    blockDevices: [
      { name: 'sda', type: 'disk', size: 5 },
      { name: 'zram0', type: 'disk', size: 5 },
    ],
    graphics: { controllers: [{ busAddress: '01:00.0' }] },
    networkInterfaces: [
      { iface: 'lo', internal: true, virtual: false },
      { iface: 'eth0', internal: false, virtual: false },
    ],
  };
  t.deepEqual(await crossCheck(facts, witness(said)), [
    { subject: 'identity.vendor', ours: 'ACME', theirs: 'Other' },
    { subject: 'virtualisation.kind', ours: 'unknown', theirs: 'virtual' },
    { subject: 'memory.totalBytes', ours: '1000', theirs: '2000' },
    { subject: 'gpus', ours: 'unknown', theirs: '0000:01:00.0' },
    { subject: 'disks', ours: 'unknown', theirs: 'sda' },
    { subject: 'network', ours: 'unknown', theirs: 'eth0' },
  ]);
});
