import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { EXAMPLES, exampleChanges } from '../../scripts/example-changes.ts';
import { type ChangeInput, renderChange } from '../../src/emit/openspec/change.ts';
import { requirementBlocks } from '../../src/emit/openspec/requirement.ts';
import { renewedChange } from '../../src/emit/openspec/seal.ts';
import { isValid, openspec } from '../openspec-cli.ts';
import { exampleFacts, examplePlan, setting } from './example.ts';
import { hostileStrings } from './hostile.ts';

function input(changes: Partial<ChangeInput> = {}): ChangeInput {
  return {
    id: 'add-host-laptop',
    plan: examplePlan(),
    facts: exampleFacts('ACME'),
    kept: [{ path: '/persist', why: 'What must outlive the reset of the root.' }],
    isNew: true,
    standing: null,
    causes: [],
    hardware: [],
    waiting: null,
    picture: '┌──┐\n└──┘\n',
    ...changes,
  };
}

/** A plan in which every text that a machine can have a say in is the given one. */
function hostileInput(text: string): ChangeInput {
  const plan = examplePlan();
  const loss = { disk: text, partition: text, type: text, mounts: [text], alsoOn: [text] };
  return input({
    facts: exampleFacts(text),
    picture: text,
    hardware: [
      {
        change: 'added',
        scope: 'hardware',
        part: { kind: 'disk', name: text, ids: text, sizeBytes: 1, place: text },
        count: 1,
        functions: 0,
      },
    ],
    causes: Array.from({ length: 9 }, () => text),
    kept: [{ path: text, why: text }],
    plan: {
      ...plan,
      profile: {
        ...plan.profile,
        id: text,
        confidence: text,
        traits: [text],
        evidence: [{ signal: text, weight: 1, text, facts: [text] }],
      },
      settings: [
        setting({ option: ['services', text], value: text, part: 'hardware', reason: text }),
        setting({ option: ['services', text, 'host'], value: [text], reason: text }),
      ].slice(0, 1),
      layout: {
        ...plan.layout,
        losses: [loss],
        untouched: [{ name: text, reason: text }],
        choices: [{ row: 'A', about: text, choice: text, reason: text }],
      },
      warnings: [{ code: text, text, facts: [] }],
      gaps: [{ code: text, subject: text, text }],
    },
  });
}

function folder(): { root: string; remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'panther-changes-'));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

function write(root: string, id: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    const place = join(root, 'openspec/changes', id, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
}

const examples = await exampleChanges('zephyrus');
for (const [path, text] of Object.entries(examples)) {
  test(`${path} is what comes out today (npm run golden)`, (t) => {
    t.is(readFileSync(join(EXAMPLES, path), 'utf8'), text);
  });
}

test('a requirement that holds no more tells what goes and what comes', (t) => {
  const proposal = examples['change-host-zephyrus/proposal.md'] ?? '';
  t.regex(proposal, /no more: `hardware\.nvidia\.prime\.intelBusId`/);
  t.regex(proposal, /now: `panther\.filesystems\.encryption\.tpm2`/);
});

test('whatever a machine says, the structure of a change is that of any other', (t) => {
  const heads = (text = '') => text.match(/^(#+ .*|- \[.\] [0-9.]+|- \*\*(WHEN|THEN)\*\*)/gm);
  const plain = renderChange(hostileInput('plain')) ?? {};
  t.true(Object.keys(plain).length === 4);
  for (const text of hostileStrings) {
    const hostile = renderChange(hostileInput(text)) ?? {};
    t.deepEqual(Object.keys(hostile), Object.keys(plain));
    for (const path of Object.keys(plain)) t.deepEqual(heads(hostile[path]), heads(plain[path]));
  }
});

test('OpenSpec’s strictest check takes a change of a machine that tries to break it', async (t) => {
  const { root, remove } = folder();
  t.teardown(remove);
  cpSync('src/emit/repository/openspec', join(root, 'openspec'), { recursive: true });
  hostileStrings.forEach((text, index) => {
    write(root, `add-host-h${index}`, renderChange(hostileInput(text)) ?? {});
  });
  await isValid(t, root);
});

test('OpenSpec’s strictest check takes a change of a host whose machine tries to break it', async (t) => {
  const { root, remove } = folder();
  t.teardown(remove);
  const first = renderChange(input()) ?? {};
  const standing = (first['specs/machine-laptop/spec.md'] ?? '').replace('## ADDED', '##');
  const place = join(root, 'openspec/specs/machine-laptop');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'spec.md'), `# machine-laptop Specification\n\n${standing}`);
  const heads = (text = '') => text.match(/^(#+ .*|- \[.\] [0-9.]+|- \*\*)/gm);
  const change = (text: string) =>
    renderChange({ ...hostileInput(text), standing, isNew: false, id: 'change-host-laptop' }) ?? {};
  const plain = change('plain');
  t.regex(plain['proposal.md'] ?? '', /Disk added: plain/);
  hostileStrings.forEach((text, index) => {
    const files = change(text);
    for (const path of Object.keys(plain)) t.deepEqual(heads(files[path]), heads(plain[path]));
    write(root, `change-${index}-host-laptop`, files);
  });
  await isValid(t, root);
});

test('OpenSpec’s strictest check does fail where a change is broken', async (t) => {
  const { root, remove } = folder();
  t.teardown(remove);
  const files = renderChange(input()) ?? {};
  const spec = 'specs/machine-laptop/spec.md';
  write(root, 'add-host-laptop', {
    ...files,
    [spec]: (files[spec] ?? '').replaceAll(' SHALL ', ' does '),
  });
  const ran = await openspec(t, root, ['validate', '--all', '--strict', '--no-interactive']);
  t.not(ran.status, 0);
});

test('nothing is proposed where the specification says it all', (t) => {
  const first = renderChange(input()) ?? {};
  const standing = first['specs/machine-laptop/spec.md'] ?? '';
  t.is(renderChange(input({ standing, isNew: false })), null);
});

test('what stands in a fenced block is no requirement', (t) => {
  const spec =
    '## Requirements\n\n```md\n### Requirement: Shown\n```\n\n### Requirement: Real\n\nIt SHALL.\n';
  t.deepEqual(
    requirementBlocks(spec).map(({ name }) => name),
    ['Real'],
  );
});

test('a change is completed after a run that was cut short, and is nobody’s own by that', (t) => {
  const wanted = renderChange(input()) ?? {};
  const whole = renewedChange('laptop', wanted, () => null, false).files;
  const there = (path: string) =>
    path === '.panther-discover.json' ? (whole[path] ?? null) : null;
  t.deepEqual(
    Object.keys(renewedChange('laptop', wanted, there, false).files),
    Object.keys(wanted),
  );
  t.deepEqual(renewedChange('laptop', wanted, there, true).files, {}, 'somebody removed them');
});

test('a text that was edited is stale only once the tool would write it otherwise', (t) => {
  const wanted = { 'proposal.md': 'one\n' };
  const { files } = renewedChange('laptop', wanted, () => null, false);
  const there = (path: string) => (path === 'proposal.md' ? 'mine\n' : (files[path] ?? null));
  t.deepEqual(renewedChange('laptop', wanted, there, true), { files: {}, stale: [] });
  const other = { 'proposal.md': 'two\n' };
  t.deepEqual(renewedChange('laptop', other, there, true), { files: {}, stale: ['proposal.md'] });
});
