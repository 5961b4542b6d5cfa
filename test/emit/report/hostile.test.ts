import { readFileSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { summary } from '../../../src/commands/summary.ts';
import { processConsole } from '../../../src/console.ts';
import { reportPage } from '../../../src/emit/html/report.ts';
import { indexOf } from '../../../src/emit/report/index/index.ts';
import { indexMarkdown } from '../../../src/emit/report/index/markdown.ts';
import { printMarkdown } from '../../../src/emit/report/markdown.ts';
import { type ReportInput, reportOf } from '../../../src/emit/report/report.ts';
import { documentOf } from '../../../src/emit/report/sections.ts';
import { evidenceSvg } from '../../../src/emit/svg/evidence.ts';
import { layoutSvg, layoutTitle } from '../../../src/emit/svg/layout.ts';
import { plainText } from '../../../src/emit/terminal.ts';
import { Facts } from '../../../src/model/facts.ts';
import { exampleCapture, exampleMatch, examplePlan } from '../example.ts';
import { hostileStrings } from '../hostile.ts';
import { stringPaths, withStrings } from './hostile-values.ts';

/** Facts of real machines, with a value wherever a machine can have one. */
const machines = ['zephyrus', 'yoga', 'hetzner-vps'].map((host) =>
  Facts.parse(JSON.parse(readFileSync(`hardware-discovery/${host}/facts.json`, 'utf8'))),
);

interface Printed {
  markdown: string;
  html: string;
  layout: string;
  evidence: string;
  /** What the main job says; it may be wrapped in another way. */
  terminal: string;
}

function inputOf(facts: Facts): ReportInput {
  return { plan: examplePlan(), facts, match: exampleMatch(), capture: exampleCapture() };
}

function print(input: ReportInput): Printed {
  const report = reportOf(input);
  const words = layoutTitle(input.plan.layout, input.plan.host);
  return {
    markdown: printMarkdown(documentOf(report, words), { pictures: true }),
    html: reportPage(report),
    layout: layoutSvg(input.plan.layout, input.plan.host),
    evidence: evidenceSvg(report),
    terminal: spoken(input),
  };
}

function spoken({ facts, match, plan, capture }: ReportInput): string {
  if (facts === null || match === null) return '';
  const out = processConsole({ quiet: false, verbose: false, json: false, color: false });
  const known = { facts, recorded: facts, match, capture };
  return summary({ known, plan }, [], 'pantheros', out);
}

/** Headings, rows with their number of cells, items, and other lines: what a reader makes of the text. */
function shapeOfMarkdown(text: string): string[] {
  return text.split('\n').map((line) => {
    if (line.startsWith('|')) return `row ${line.replace(/\\[\s\S]/g, '').split('|').length}`;
    return /^(?:#+ |- |!\[)/.exec(line)?.[0] ?? (line === '' ? '' : 'text');
  });
}

/** The tags of a page or a picture in order, read strictly: throws for anything that is not one of ours. */
function shapeOfMarkup(text: string): string[] {
  const own = text.replace(/<style>[\s\S]*?<\/style>/g, '').replace(/^<!doctype html>/, '');
  return (own.match(/<[^>]*>|[^<]+/g) ?? []).flatMap((token) => {
    if (!token.startsWith('<')) {
      if (/&(?!(?:amp|lt|gt|quot|apos);)/.test(token)) throw new Error(`text ${token}`);
      return [];
    }
    const tag = /^<\/?([a-z0-9]+)((?: [a-zA-Z:-]+(?:="[^"<>]*")?)*)\/?>$/.exec(token);
    if (tag === null) throw new Error(`not a tag: ${token.slice(0, 80)}`);
    const names = (tag[2] ?? '').replace(/="[^"]*"/g, '');
    return tag[1] === 'wbr' ? [] : [`${token.startsWith('</') ? '/' : ''}${tag[1]}${names}`];
  });
}

/** Nothing that a terminal acts on or that hides from a reader. */
const ACTING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass.
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\u3164\ufeff\uffa0]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]|\p{M}{4}/u;

/** Markdown without its code: what may still be markup, and what a reader sees of it. */
function read(text: string): { plain: string; rendered: string } {
  const tokens = /\\([!-/:-@[-`{-~])|(`+)(?!`)[^\n]*?(?<!`)\2(?!`)/g;
  return { plain: text.replace(tokens, ''), rendered: text.replace(tokens, '$1') };
}

function isInert(t: ExecutionContext, printed: Printed, calm: Printed, where: string): void {
  t.deepEqual(shapeOfMarkdown(printed.markdown), shapeOfMarkdown(calm.markdown), where);
  t.deepEqual(shapeOfMarkup(printed.html), shapeOfMarkup(calm.html), where);
  t.deepEqual(shapeOfMarkup(printed.evidence), shapeOfMarkup(calm.evidence), where);
  for (const text of Object.values(printed)) t.notRegex(text, ACTING, where);
  const { plain: inside, rendered } = read(printed.markdown);
  t.notRegex(inside, /<|\]\((?!(?:layout|evidence)\.svg\))|https?:\/\//, where);
  // A mention is looked for in what was rendered: no backslash stands before it there.
  t.notRegex(rendered, /@|#[0-9]/, where);
}

test('whatever one field of the facts holds, it is text in Markdown, HTML, SVG and on a terminal', (t) => {
  let tried = 0;
  for (const facts of machines) {
    const paths = stringPaths(facts).filter(([first]) => first !== 'sources' && first !== 'schema');
    const calm = new Map<string, Printed>();
    for (const [index, path] of paths.entries()) {
      const at = path.join('.');
      // Lists of flags and modules hold hundreds of strings that are shown in one and the same way.
      if (
        /^(?:cpu\.flags|loadedModules)\.(?!0$)/.test(at) ||
        /^(?:pci|usb)\.[0-9]*[1-9]\./.test(at)
      ) {
        continue;
      }
      const withText = (text: string) =>
        print(inputOf(withStrings(facts, (other) => (other.join('.') === at ? text : null))));
      const hostile = hostileStrings[index % hostileStrings.length] ?? '';
      // Whether there is a text decides what is not known; which text must decide nothing.
      const kind = plainText(hostile).trim() === '' ? hostile : 'calm';
      const wanted = withText(kind);
      calm.set(at, wanted);
      isInert(t, withText(hostile), wanted, `${at}: ${JSON.stringify(hostile.slice(0, 40))}`);
      tried += 1;
    }
  }
  t.true(tried > 200, String(tried));
});

test('whatever all fields of facts, match and capture hold at once, it is text', (t) => {
  const facts = machines[0] as Facts;
  const fill = (text: string): ReportInput => {
    const every = (path: readonly string[]) =>
      ['sources', 'schema'].includes(path[0] ?? '') ? null : text;
    return {
      plan: examplePlan(),
      facts: withStrings(facts, every),
      match: withStrings(exampleMatch(), every),
      capture: withStrings(exampleCapture(), (path) =>
        path.at(-1) === 'reason' || path.at(-1) === 'data' ? text : null,
      ),
    };
  };
  const calm = print(fill('calm'));
  const text = fc
    .oneof(fc.constantFrom(...hostileStrings), fc.string({ unit: 'binary', minLength: 1 }))
    .filter((one) => plainText(one).trim() !== '');
  fc.assert(
    fc.property(text, (hostile) => {
      isInert(t, print(fill(hostile)), calm, JSON.stringify(hostile.slice(0, 60)));
    }),
    { numRuns: 60 },
  );
});

test('whatever a plan from a file says in its own words, it is text', (t) => {
  const plan = examplePlan();
  const words = new Set(['text', 'reason', 'code', 'subject', 'rule', 'module', 'confidence']);
  const fill = (text: string): ReportInput => ({
    ...inputOf(machines[1] as Facts),
    plan: withStrings(plan, (path) =>
      words.has(path.at(-1) ?? '') || ['traits', 'facts'].includes(path.at(-2) ?? '') ? text : null,
    ),
  });
  for (const hostile of hostileStrings.filter((one) => plainText(one).trim() !== '')) {
    isInert(t, print(fill(hostile)), print(fill('calm')), JSON.stringify(hostile.slice(0, 40)));
  }
});

test('a hostile text is shown, not swallowed', (t) => {
  const [facts] = machines as [Facts];
  const product = '</td><script>alert(1)</script> | *b* `c` [d](e) & "f"';
  const { markdown, html } = print(inputOf({ ...facts, identity: { ...facts.identity, product } }));
  t.true(
    html
      .replaceAll('<wbr>', '')
      .includes(
        '&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt; | *b* `c` [d](e) &amp; &quot;f&quot;',
      ),
  );
  t.true(
    markdown.includes(
      String.raw`\</td\>\<script\>alert(1)\</script\> \| \*b\* \`c\` \[d\](e) &amp; "f"`,
    ),
  );
});

test('the list of hosts takes what a machine is called as text too', (t) => {
  const shape = (text: string) => {
    const facts = machines.map((each) =>
      withStrings(each, (path) => (path[0] === 'identity' ? text : null)),
    );
    const reports = facts.map((each) => reportOf(inputOf(each)));
    return shapeOfMarkdown(
      indexMarkdown(indexOf({ reports, broken: [{ host: text, reason: text }] })),
    );
  };
  for (const hostile of hostileStrings)
    t.deepEqual(shape(hostile), shape('calm'), hostile.slice(0, 40));
});

test('a name without end leaves the decision where it is seen', (t) => {
  const [facts] = machines as [Facts];
  const long = 'x'.repeat(4000);
  const named = withStrings(facts, ([first, , last]) =>
    first === 'identity' || (first === 'disks' && last === 'model') ? long : null,
  );
  const { markdown } = print(inputOf(named));
  const verdict = markdown.slice(0, markdown.indexOf('## What needs a person'));
  t.true(verdict.length < 2000, String(verdict.length));
  t.true(markdown.includes(long), 'the table has all of it');
});
