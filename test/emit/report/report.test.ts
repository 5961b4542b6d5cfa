import test from 'ava';
import { type ReportInput, reportOf } from '../../../src/emit/report/report.ts';
import { concernWords, headlineOf, verdictOf } from '../../../src/emit/report/verdict.ts';
import type { HostPlan } from '../../../src/model/plan.ts';
import { Report } from '../../../src/model/report.ts';
import { exampleCapture, exampleFacts, exampleMatch, examplePlan } from '../example.ts';

function reportWith(plan: Partial<HostPlan> = {}, input: Partial<ReportInput> = {}): Report {
  return reportOf({
    plan: { ...examplePlan(), ...plan },
    facts: exampleFacts('ACME'),
    match: exampleMatch(),
    capture: exampleCapture(),
    ...input,
  });
}

function words(line: ReturnType<typeof headlineOf>): string {
  return line
    .map((part) => (typeof part === 'string' ? part : 'code' in part ? part.code : part.strong))
    .join('');
}

const { layout } = examplePlan();
const gap = (code: string, subject: string, text = 'Unseen.') => ({ code, subject, text });

test('a report is plain data of its schema', (t) => {
  const report = reportWith();
  t.deepEqual(Report.parse(JSON.parse(JSON.stringify(report))), report);
});

test('the headline says what goes, and an unseen disk is no empty one', (t) => {
  const losses = layout.losses.map((loss) => ({ ...loss, alsoOn: [] }));
  const calm = { ...layout, losses: [] };
  const unseen = gap('layout.contents-unknown', 'disks[nvme0n1].holds');
  t.regex(words(headlineOf(reportWith())), /what of it lies on nvme1n1, which is left alone/);
  t.is(
    words(headlineOf(reportWith({ layout: { ...layout, losses } }))),
    'An install destroys what nvme0n1 holds today.',
  );
  t.is(
    words(headlineOf(reportWith({ layout: calm, gaps: [unseen] }))),
    'What nvme0n1 holds was not seen: an install destroys it unlooked at.',
  );
  t.is(
    words(headlineOf(reportWith({ layout: calm }))),
    'An install destroys nothing that was seen.',
  );
});

test('concerns stand by weight: data that goes, doubt, warnings, gaps', (t) => {
  const { profile } = examplePlan();
  const warning = (code: string) => ({ code, text: code, facts: [] });
  const { concerns } = reportWith({
    profile: { ...profile, confidence: 'medium' },
    warnings: ['gpu.prime', 'layout.destroys', 'layout.shared-filesystem'].map(warning),
    gaps: [gap('provider.unknown', 'virtualisation.provider')],
  });
  t.deepEqual(
    concerns.slice(0, 5).map(({ level, code }) => [level, code]),
    [
      ['loss', 'layout.shared-filesystem'],
      ['loss', 'layout.destroys'],
      ['doubt', 'profile.confidence'],
      ['warning', 'gpu.prime'],
      ['unknown', 'provider.unknown'],
    ],
  );
});

test('a profile that a person gave against the match is a doubt that names what was given up', (t) => {
  const { profile } = examplePlan();
  const { concerns } = reportWith({ profile: { ...profile, confidence: 'answered' } });
  const [doubt] = concerns.filter(({ level }) => level === 'doubt');
  t.is(doubt?.code, 'profile.answered');
  t.regex(doubt?.text ?? '', /It has -10 points, yoga has 10\./);
});

test('gaps of one code about one fact are one concern with all that is said', (t) => {
  const gaps = [gap('keyboard.unseen', 'input', 'One.'), gap('keyboard.unseen', 'input', 'Two.')];
  const { concerns } = reportWith({ gaps, warnings: [] }, { facts: null });
  t.deepEqual(
    concerns.map(({ text }) => text),
    ['One. Two.'],
  );
});

test('what is not known of a part stands beside it', (t) => {
  const facts = exampleFacts('ACME');
  const report = reportWith(
    {},
    { facts: { ...facts, firmware: { ...facts.firmware, tpm: null } } },
  );
  t.true(report.hardware.find(({ what }) => what === 'Firmware')?.unknown.includes('TPM'));
});

test('it counts where hashes stand for identifiers, each identifier once', (t) => {
  const capture = exampleCapture();
  const reading = (data: string) => ({ status: 'ok', kind: 'text', data }) as const;
  const readings = {
    ...capture.readings,
    '/a': reading('h:0123456789ab h:0123456789ab'),
    '/b': reading('h:0123456789ab and h:ba9876543210'),
    '/c': reading('rh:0123456789ab h:short'),
  };
  const facts = exampleFacts('ACME');
  const disks = facts.disks.map((disk) => ({ ...disk, serial: 'h:0123456789ab' }));
  const { redacted } = reportWith(
    {},
    { capture: { ...capture, readings }, facts: { ...facts, disks } },
  );
  t.is(redacted?.identifiers, 2);
  t.deepEqual(redacted?.readings, [
    { what: '/a', count: 1 },
    { what: '/b', count: 2 },
  ]);
  t.deepEqual(redacted?.facts, [{ what: 'disks[].serial', count: disks.length }]);
});

test('the verdict counts what a person has to look at', (t) => {
  const terms = verdictOf(reportWith()).map(({ term }) => term);
  t.deepEqual(terms, [
    'Machine',
    'Taken for',
    'Destroyed',
    'Left alone',
    'Afterwards',
    'For a person',
  ]);
  t.is(concernWords({ concerns: [] }), 'Nothing needs a look.');
});
