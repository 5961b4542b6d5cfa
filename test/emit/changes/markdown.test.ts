import test from 'ava';
import { type CheckedHost, checkMarkdown } from '../../../src/emit/changes/check-markdown.ts';
import { comparisonMarkdown } from '../../../src/emit/changes/markdown.ts';
import type { HardwareChange, Part } from '../../../src/model/hardware-change.ts';
import { hostile } from '../../cli/canary.ts';

function part(name: string): Part {
  return { kind: 'disk', name, ids: null, sizeBytes: 2 ** 40, place: name };
}

function changesOf(name: string): HardwareChange[] {
  const about = { scope: 'hardware', part: part(name) } as const;
  return [
    { change: 'added', ...about, count: 1, functions: 0 },
    { change: 'moved', ...about, from: name, to: name },
    { change: 'replaced', scope: 'hardware', before: part(name), after: part(name), certain: true },
    { change: 'value', ...about, fact: 'disks.model', before: name, after: name },
    { change: 'members', ...about, fact: 'disks.holds', added: [name], removed: [name] },
  ];
}

function host(name: string, texts: readonly string[]): CheckedHost {
  const settings = texts.map((text) => ({
    file: 'hardware.nix',
    option: text,
    before: text,
    after: text,
    reason: text,
  }));
  return {
    name,
    causes: texts.map((text) => ({ code: 'edited', text })),
    drift: texts.map((path) => ({ path })),
    identifiers: texts.map((text) => ({ path: text, place: text, what: text })),
    differences: {
      hardware: {
        identifiers: 'compared',
        machine: 'same',
        changes: texts.flatMap(changesOf),
      },
      settings,
      losses: {
        added: texts.map((text) => ({
          disk: text,
          partition: null,
          type: text,
          mounts: [text],
          alsoOn: [],
        })),
        removed: [],
      },
      warnings: { added: [...texts], removed: [...texts] },
      notes: [...texts],
    },
    since: null,
  };
}

/** What stands outside of code, with what is escaped taken away. */
function active(markdown: string): string {
  return markdown
    .replace(/(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
    .replace(/\\[!-/:-@[-`{-~]/g, '');
}

test('hostile strings are text in a comparison and in a summary, whatever field they stand in', (t) => {
  const comparison = comparisonMarkdown({
    identifiers: 'compared',
    machine: 'same',
    changes: hostile.flatMap(changesOf),
  });
  const summary = checkMarkdown({ hosts: [host('zephyrus', hostile)], base: 'x`<b>', removed: [] });
  for (const text of [comparison, summary]) {
    t.notRegex(active(text), /<\w|\]\(|!\[|^#{5,}|https?:\/\/|@/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
    t.notRegex(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    t.is(active(text).match(/^```/m), null);
  }
  const headings = summary.match(/^#+ .*/gm) ?? [];
  t.is(headings.length, 2, headings.join('\n'));
  for (const row of active(summary).match(/^\|.*/gm) ?? []) t.is(row.match(/\|/g)?.length, 5, row);
});

test('a summary of a thousand hosts fits into one comment, and every host of the first is told', (t) => {
  const many = Array.from({ length: 1000 }, (_, at) => host(`host-${at}`, hostile));
  const summary = checkMarkdown({ hosts: many, base: null, removed: [] });
  t.true(summary.length < 65_536, String(summary.length));
  t.regex(summary, /^### panther-discover: 1000 of 1000 hosts are not/);
  t.true(summary.includes('#### `host-0`'));
  t.regex(summary, /\*\*9[0-9]{2} more hosts\*\*/);
});

test('nothing to tell is one sentence', (t) => {
  const calm = { ...host('a', []), differences: null };
  t.is(
    checkMarkdown({ hosts: [calm, calm], base: null, removed: [] }),
    '### panther-discover: all 2 hosts hold\n',
  );
  const none = { identifiers: 'compared', machine: 'same', changes: [] } as const;
  t.is(comparisonMarkdown({ ...none, changes: [] }), 'No change of the hardware.\n');
});
