import test from 'ava';
import type { Answers } from '../../src/model/answers.ts';
import { answerDifferences } from '../../src/plan/answers/differences.ts';

const settled: Answers = {
  schema: 'panther.answers/1',
  host: 'laptop',
  profile: 'workstation',
  user: 'panther',
  sshKeys: [],
  timeZone: 'UTC',
  locale: 'en_US.UTF-8',
  keyMap: 'us',
  stateVersion: '26.05',
  encryption: 'luks',
  hibernation: false,
  publicDiskIds: false,
  disk: '/dev/disk/by-path/pci-0000:01:00.0-nvme-1',
  disks: {},
  layout: { espSize: '1G', swapSize: null, label: 'laptop' },
  partitionUuids: { esp: '00000000-0000-4000-8000-000000000001' },
  rules: 1,
};

test('answers on file that are the same differ in nothing, whatever rules they were made with', (t) => {
  t.deepEqual(answerDifferences({ ...settled, rules: 7 }, settled), { changed: [], missing: [] });
});

test('an answer given otherwise now is a change, by its name on the command line', (t) => {
  const stored = {
    ...settled,
    timeZone: 'Europe/Berlin',
    layout: { espSize: '2G', swapSize: null, label: 'laptop' },
  };
  t.deepEqual(answerDifferences(stored, settled).changed, ['layout.espSize', 'timeZone']);
});

test('a file that a person began lacks what was settled since', (t) => {
  const { missing, changed } = answerDifferences(
    { user: 'panther', layout: { espSize: '1G' } },
    settled,
  );
  t.deepEqual(changed, []);
  t.true(
    missing.includes('disk') &&
      missing.includes('partitionUuids.esp') &&
      missing.includes('layout.label'),
  );
  t.false(missing.includes('user'));
});
