import test from 'ava';
import { renderRecord } from '../../src/emit/record.ts';
import { PantherError } from '../../src/model/errors.ts';
import { exampleCapture, exampleFacts, exampleMatch, examplePlan } from './example.ts';
import { hostileStrings } from './hostile.ts';

const folder = 'hardware-discovery/laptop';

function record(text = 'ACME', picture = '┌──┐\n└──┘\n') {
  return renderRecord({
    plan: examplePlan(),
    facts: exampleFacts(text),
    match: exampleMatch(),
    capture: exampleCapture(),
    picture,
  });
}

async function report(text?: string, picture?: string): Promise<string> {
  return (await record(text, picture))[`${folder}/report.md`]?.content ?? '';
}

test('the record is the capture, the facts, the report and its picture, all owned', async (t) => {
  const tree = await record();
  t.deepEqual(Object.keys(tree), [
    `${folder}/capture.json`,
    `${folder}/facts.json`,
    `${folder}/report.md`,
    `${folder}/layout.svg`,
  ]);
  t.true(Object.values(tree).every(({ ownership }) => ownership === 'owned'));
});

test('a capture with identifiers is never recorded', async (t) => {
  const capture = { ...exampleCapture(), redacted: false };
  const input = {
    plan: examplePlan(),
    facts: exampleFacts('x'),
    match: exampleMatch(),
    picture: '',
  };
  const error = await t.throwsAsync(renderRecord({ ...input, capture }), {
    instanceOf: PantherError,
  });
  t.is(error?.failure, 'refused');
});

test('without a capture there are the facts, the report and its picture', async (t) => {
  const input = {
    plan: examplePlan(),
    facts: exampleFacts('x'),
    match: exampleMatch(),
    picture: '',
  };
  const tree = await renderRecord({ ...input, capture: null });
  t.deepEqual(Object.keys(tree), [
    `${folder}/facts.json`,
    `${folder}/report.md`,
    `${folder}/layout.svg`,
  ]);
});

test('JSON does not depend on the order in which keys were set', async (t) => {
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
    picture: '',
  };
  t.deepEqual(
    await renderRecord({ ...input, facts: turned }),
    await renderRecord({ ...input, facts }),
  );
  const text = (await record())[`${folder}/facts.json`]?.content ?? '';
  t.true(text.startsWith('{\n  "schema": "panther.facts/1",\n  "identity"'));
  t.true(text.endsWith('}\n'));
  t.deepEqual(JSON.parse(text), exampleFacts('ACME'));
});

test('the report tells profile, evidence, losses, settings, warnings and gaps', async (t) => {
  const text = await report();
  for (const part of [
    'Profile **workstation**, confidence high',
    '- +20 It has a battery.',
    '- -30 It is no guest.',
    '| yoga | 10 |',
    '| nvme0n1 | 2 | btrfs | / | nvme1n1 |',
    '`boot.initrd.availableKernelModules`',
    '`[ "nvme" "xhci_pci" ]`',
    'The disk holds data.',
    'A reading was denied.',
    '`/sys/a`: denied, EACCES',
    '1 ok, 1 absent, 1 denied, 0 failed',
  ]) {
    t.true(text.includes(part), part);
  }
});

test('no blank lines pile up and no line ends in a space', async (t) => {
  const text = await report();
  t.notRegex(text, /\n\n\n/);
  t.notRegex(text, /[ \t]\n/);
  t.regex(text, /[^\n]\n$/);
});

test('a hostile machine changes neither the structure of the report nor the terminal', async (t) => {
  const shape = (text: string): number[] => text.split('\n').map((line) => columns(line));
  const calm = shape(await report('x'));
  for (const hostile of hostileStrings) {
    const text = await report(hostile);
    t.deepEqual(shape(text), calm, JSON.stringify(hostile.slice(0, 40)));
    t.notRegex(text.replace(/`+[^`\n]+`+/g, ''), /<script>/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
    t.notRegex(text, /[\u0000-\u0009\u000b-\u001f\u007f\u0085\u202e\u2066]/);
  }
});

test('the picture cannot end its block', async (t) => {
  const text = await report('x', 'a\n```\n# not a heading\n````\u001b[m`\n');
  const [, fence] = /layout\.svg\)\n\n(`+)text\n/.exec(text) ?? [];
  t.true((fence ?? '').length > 5);
});

/** How many cells a table row has: pipes that no backslash takes away. */
function columns(line: string): number {
  return line.startsWith('|') ? line.replace(/\\[\s\S]/g, '').split('|').length : 0;
}
