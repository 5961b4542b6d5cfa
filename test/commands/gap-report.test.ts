import test from 'ava';
import { gapLines } from '../../src/commands/gap-report.ts';
import { explain } from '../../src/main.ts';
import type { HostPlan } from '../../src/model/plan.ts';
import { machine } from '../plan/rules/machines.ts';

/** A plan of which nothing but its gaps is looked at. */
function planWith(gaps: HostPlan['gaps']): HostPlan {
  const { answers, layout } = machine('contabo');
  return {
    schema: 'panther.plan/1',
    host: answers.host,
    profile: { id: 'vps', confidence: 'high', evidence: [], traits: [] },
    answers,
    modules: [],
    imports: [],
    settings: [],
    layout,
    warnings: [],
    gaps,
  };
}

function block(gaps: HostPlan['gaps']): string[] {
  return gapLines(explain(planWith(gaps), machine('contabo').facts, 'gaps'), null);
}

test('a device without a driver is reported with its ids, whatever field of it the gap is about', (t) => {
  for (const subject of ['pci[0000:00:05.0]', 'pci[0000:00:05.0].driver']) {
    const [begin, line, end] = block([{ code: 'pci.driver', subject, text: 'No driver ran it.' }]);
    t.is(begin, '--- panther-discover gaps ---');
    t.is(
      line,
      `- no driver: ${subject} (vendor 1af4 device 1004 class 0100): No driver ran it. [pci.driver]`,
    );
    t.is(end, '--- end ---');
  }
});

test('firmware, rules and what was not seen are told apart', (t) => {
  const gaps = ['firmware.missing', 'fingerprint.unknown', 'keyboard.unseen'].map((code) => ({
    code,
    subject: 'usb',
    text: 'So it is.',
  }));
  t.deepEqual(
    block(gaps).map((line) => line.split(':')[0]),
    ['--- panther-discover gaps ---', '- no firmware', '- no rule', '- not known', '--- end ---'],
  );
});

test('without gaps there is nothing to report', (t) => {
  const lines = block([]);
  t.is(lines.length, 1);
  t.regex(lines[0] ?? '', /^No gaps/);
});
