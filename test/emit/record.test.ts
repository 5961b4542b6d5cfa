import test from 'ava';
import { renderRecord } from '../../src/emit/record.ts';
import { PantherError } from '../../src/model/errors.ts';
import { exampleCapture, exampleFacts, exampleMatch, examplePlan } from './example.ts';
import { hostileStrings } from './hostile.ts';

const folder = 'hardware-discovery/laptop';

function record(text = 'ACME') {
  return renderRecord({
    plan: examplePlan(),
    facts: exampleFacts(text),
    match: exampleMatch(),
    capture: exampleCapture(),
  });
}

function report(text?: string): string {
  return record(text)[`${folder}/report.md`]?.content ?? '';
}

test('the record is the capture, the facts, the report and its pictures, all owned', (t) => {
  const tree = record();
  t.deepEqual(Object.keys(tree), [
    `${folder}/capture.json`,
    `${folder}/facts.json`,
    `${folder}/report.md`,
    `${folder}/evidence.svg`,
    `${folder}/layout.svg`,
  ]);
  t.true(Object.values(tree).every(({ ownership }) => ownership === 'owned'));
});

test('a capture with identifiers is never recorded', (t) => {
  const capture = { ...exampleCapture(), redacted: false };
  const input = {
    plan: examplePlan(),
    facts: exampleFacts('x'),
    match: exampleMatch(),
  };
  const error = t.throws(() => renderRecord({ ...input, capture }), {
    instanceOf: PantherError,
  });
  t.is(error?.failure, 'refused');
});

test('without a capture there are the facts, the report and its pictures', (t) => {
  const input = {
    plan: examplePlan(),
    facts: exampleFacts('x'),
    match: exampleMatch(),
  };
  const tree = renderRecord({ ...input, capture: null });
  t.deepEqual(Object.keys(tree), [
    `${folder}/facts.json`,
    `${folder}/report.md`,
    `${folder}/evidence.svg`,
    `${folder}/layout.svg`,
  ]);
});

test('JSON does not depend on the order in which keys were set', (t) => {
  const facts = exampleFacts('x');
  const turned = Object.fromEntries(Object.entries(facts).reverse()) as typeof facts;
  turned.sources = Object.fromEntries(Object.entries(facts.sources).reverse());
  turned.identity = Object.fromEntries(
    Object.entries(facts.identity).reverse(),
  ) as typeof facts.identity;
  const input = {
    plan: examplePlan(),
    match: exampleMatch(),
    capture: exampleCapture(),
  };
  t.deepEqual(renderRecord({ ...input, facts: turned }), renderRecord({ ...input, facts }));
  const text = record()[`${folder}/facts.json`]?.content ?? '';
  t.true(text.startsWith('{\n  "schema": "panther.facts/1",\n  "identity"'));
  t.true(text.endsWith('}\n'));
  t.deepEqual(JSON.parse(text), exampleFacts('ACME'));
});

test('the report tells what goes first, then profile, disks, settings and gaps', (t) => {
  const text = report();
  const parts = [
    '**An install destroys what `nvme0n1` holds, and what of it lies on `nvme1n1`, which is left alone.**',
    '**workstation** with high confidence: -10 points, yoga comes next with 10.',
    '**btrfs** on partition 2, mounted at /, **and its part on nvme1n1**',
    '## What needs a person',
    'The disk holds data.',
    'A reading was denied.',
    '| +20 | It has a battery. | `power.batteries` |',
    '| -30 | It is no guest. | `virtualisation.kind` |',
    '| 10 | yoga |',
    '| partition 2 | – | btrfs | / | **nvme1n1** |',
    '`boot.initrd.availableKernelModules`',
    '`[ "nvme" "xhci_pci" ]`',
    '1 ok, 1 absent, 1 denied, 0 failed',
    '`/sys/a`: denied, EACCES',
  ];
  t.deepEqual(
    parts.filter((part) => !text.includes(part)),
    [],
  );
  const places = parts.map((part) => text.indexOf(part));
  t.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
});

test('no blank lines pile up and no line ends in a space', (t) => {
  const text = report();
  t.notRegex(text, /\n\n\n/);
  t.notRegex(text, /[ \t]\n/);
  t.regex(text, /[^\n]\n$/);
});

test('a hostile machine changes neither the structure of the report nor the terminal', (t) => {
  const shape = (text: string): number[] => text.split('\n').map((line) => columns(line));
  const calm = shape(report('x'));
  for (const hostile of hostileStrings) {
    const text = report(hostile);
    t.deepEqual(shape(text), calm, JSON.stringify(hostile.slice(0, 40)));
    t.notRegex(text.replace(/`+[^`\n]+`+/g, ''), /<script>/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
    t.notRegex(text, /[\u0000-\u0009\u000b-\u001f\u007f\u0085\u202e\u2066]/);
  }
});

/** How many cells a table row has: pipes that no backslash takes away. */
function columns(line: string): number {
  return line.startsWith('|') ? line.replace(/\\[\s\S]/g, '').split('|').length : 0;
}
