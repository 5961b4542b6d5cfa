import test from 'ava';
import { indexOf } from '../../../src/emit/report/index/index.ts';
import { siblingDifferences } from '../../../src/emit/report/index/siblings.ts';
import { reportOf } from '../../../src/emit/report/report.ts';
import type { Report } from '../../../src/model/report.ts';
import { exampleCapture, exampleFacts, exampleMatch, examplePlan } from '../example.ts';

const example = reportOf({
  plan: examplePlan(),
  facts: exampleFacts('ACME'),
  match: exampleMatch(),
  capture: exampleCapture(),
});

/** A host that nothing is wrong with. */
function calm(host: string, changes: Partial<Report> = {}): Report {
  const { disks, readings } = example;
  return {
    ...example,
    host,
    concerns: [],
    disks: {
      ...disks,
      taken: disks.taken.map((disk) => ({ ...disk, today: 'empty', losses: [] })),
    },
    readings: readings === null ? null : { ...readings, denied: 0 },
    ...changes,
  };
}

const group = ['a', 'b', 'c', 'd'].map((host) => calm(host));

test('a host that is like its siblings is not odd, and they stand by name', (t) => {
  const entries = indexOf({ reports: [...group].reverse(), broken: [] });
  t.deepEqual(
    entries.map(({ host, points, odd, why }) => ({ host, points, odd, why })),
    ['a', 'b', 'c', 'd'].map((host) => ({ host, points: 0, odd: false, why: [] })),
  );
});

test('each thing that is odd weighs, and the heaviest host comes first', (t) => {
  const [warning] = example.concerns.filter(({ level }) => level === 'warning');
  if (warning === undefined) throw new Error('the example has a warning');
  const reports = [
    calm('calm'),
    calm('warned', { concerns: [warning] }),
    calm('unsure', { profile: { ...example.profile, confidence: 'low' } }),
    calm('answered', { profile: { ...example.profile, confidence: 'answered' } }),
    calm('lossy', { disks: example.disks }),
  ];
  const entries = indexOf({ reports, broken: [{ host: 'broken', reason: 'no capture' }] });
  t.deepEqual(
    entries.map(({ host, points, odd }) => [host, points, odd]),
    [
      ['broken', 100, true],
      ['lossy', 23, true],
      ['unsure', 20, true],
      ['answered', 10, true],
      ['warned', 4, false],
      ['calm', 0, false],
    ],
  );
});

test('what three of four hosts of a profile share is usual, and a fourth that has it otherwise differs', (t) => {
  const [first, ...rest] = group as [Report, ...Report[]];
  const modules = first.modules.slice(1);
  const machine = first.machine === null ? null : { ...first.machine, memoryBytes: 4 * 1024 ** 3 };
  const odd = { ...first, modules, machine };
  const [differences, ...others] = siblingDifferences([odd, ...rest]);
  t.deepEqual(others, [[], [], []]);
  t.deepEqual(
    differences?.map(({ what, own }) => [what, own]),
    [
      ['memory', '4 GiB'],
      ['module core/base', 'not set'],
    ],
  );
});

test('what one host has and no sibling has is a difference as well', (t) => {
  const [first, ...rest] = group as [Report, ...Report[]];
  const [setting] = first.settings;
  if (setting === undefined) throw new Error('the example has settings');
  const extra = { ...setting, option: 'services.extra.enable', value: 'true' };
  const [differences] = siblingDifferences([
    { ...first, settings: [...first.settings, extra] },
    ...rest,
  ]);
  t.deepEqual(differences, [{ what: 'services.extra.enable', own: 'true', usual: 'not set' }]);
});

test('what each host has for itself differs from nobody, and three hosts are no siblings', (t) => {
  const named = group.map((report) => ({
    ...report,
    answers: [{ key: 'user', value: report.host }],
  }));
  t.deepEqual(siblingDifferences(named), [[], [], [], []]);
  const [first, ...rest] = group.slice(1) as [Report, ...Report[]];
  t.deepEqual(siblingDifferences([{ ...first, modules: [] }, ...rest]), [[], [], []]);
});

test('hosts of another profile do not count', (t) => {
  const other = { ...calm('e'), profile: { ...example.profile, id: 'vps' }, modules: [] };
  t.deepEqual(siblingDifferences([...group, other]).at(-1), []);
});
