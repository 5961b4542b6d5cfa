import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { modulePages } from '../scripts/module-page.ts';
import { COMMAND_PROBES, FILE_PROBES } from '../src/discover/manifest.ts';
import { ODD_RULES } from '../src/emit/report/index/odd.ts';
import { EXIT } from '../src/exit.ts';
import { Answers } from '../src/model/answers.ts';
import { hasNix } from './emit/nix-instantiate.ts';

const KINDS = { text: 'text', binary: 'bytes', link: 'link', list: 'names' };

function read(path: string): string {
  return readFileSync(path, 'utf8');
}

function pages(): string[] {
  const guides = ['docs', 'docs/modules'].flatMap((folder) =>
    readdirSync(folder).map((name) => join(folder, name)),
  );
  return ['ARCHITECTURE.md', 'CONTRIBUTING.md', ...guides].filter((path) => path.endsWith('.md'));
}

function rowsOf(path: string): string[][] {
  return read(path)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '));
}

/** As `.ci/run` demands: there a missing tool is a failure and not a reason to skip. */
const withNix = hasNix || process.env['PANTHER_REQUIRE_TOOLS'] === '1' ? test : test.skip;

withNix('the pages of the modules are what the modules say (npm run docs)', (t) => {
  const pages = modulePages();
  const there = readdirSync('docs/modules').map((name) => `docs/modules/${name}`);
  t.deepEqual(['docs/modules.md', ...there].sort(), Object.keys(pages).sort());
  for (const [path, text] of Object.entries(pages)) t.is(read(path), text);
});

test('every reading of the manifest is in the page of captures, and no other', (t) => {
  const privacyOf = ({ privacy, privilege }: { privacy: string; privilege: string }): string =>
    privilege === 'root' ? `${privacy}, root` : privacy;
  const wanted = [
    ...FILE_PROBES.map((probe) => [`\`${probe.glob}\``, KINDS[probe.kind], privacyOf(probe)]),
    ...COMMAND_PROBES.map((probe) => [
      `\`command:${probe.name}\``,
      `\`${probe.command.join(' ')}\``,
      privacyOf(probe),
    ]),
  ];
  const found = rowsOf('docs/facts-and-captures.md')
    .filter((cells) => cells.length === 4 && /^`(\/|command:)/.test(cells[0] ?? ''))
    .map((cells) => cells.slice(0, 3));
  t.deepEqual(found, wanted);
});

test('every exit code has its row', (t) => {
  const codes = rowsOf('docs/command-line.md').flatMap(([code = '']) =>
    /^[0-9]+$/.test(code) ? [Number(code)] : [],
  );
  t.deepEqual(codes, Object.values(EXIT));
});

test('every answer has its row, with its default', (t) => {
  const page = read('docs/command-line.md');
  const { layout, disks, ...plain } = Answers.shape;
  const keys = [...Object.keys(plain), ...Object.keys(layout.shape).map((key) => `layout.${key}`)];
  t.true(keys.length > 12 && disks !== undefined);
  for (const key of keys.filter((name) => name !== 'schema'))
    t.true(page.includes(`\`${key}\``), key);
});

test('every flag of the command line is described', (t) => {
  const wiring = readdirSync('src/cli').map((file) => read(join('src/cli', file)));
  const flags = [...wiring.join('').matchAll(/\.option\('([a-z-]+)'/g)].map(([, name]) => name);
  t.true(flags.length > 10);
  const page = read('docs/command-line.md');
  for (const flag of flags) t.true(page.includes(`\`--${flag}`), flag);
});

test('the page of reports says what odd means as the list of hosts does', (t) => {
  const page = read('docs/report.md').replace(/\s+/g, ' ').toLowerCase();
  for (const rule of ODD_RULES) t.true(page.includes(rule), rule);
});

test('links between pages lead somewhere', (t) => {
  for (const page of pages()) {
    for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      t.true(existsSync(join(dirname(page), target)), `${page} → ${target}`);
    }
  }
});

test('paths that the architecture names are there', (t) => {
  const rooms = ['src', 'test', 'scripts', 'modules', 'data', 'docs', 'lib', 'schemas'];
  const named = [...read('ARCHITECTURE.md').matchAll(/`([a-z]+\/[A-Za-z0-9/._-]*)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => rooms.includes(path.split('/')[0] ?? ''));
  t.true(named.length > 20);
  for (const path of named) t.true(existsSync(path), path);
});

test('every specification is in OpenSpec’s form', (t) => {
  const names = readdirSync('openspec/specs');
  t.true(names.length >= 7);
  for (const name of names) {
    const text = read(`openspec/specs/${name}/spec.md`);
    t.regex(text, /^# .+ Specification\n\n## Purpose\n\n.+/, name);
    const requirements = text.split(/^### Requirement: /m).slice(1);
    t.true(requirements.length > 0, name);
    for (const requirement of requirements) {
      t.regex(requirement.split('####')[0] ?? '', /\bSHALL\b/, name);
      t.regex(requirement, /^#### Scenario: .+\n\n- \*\*WHEN\*\* .+\n- \*\*THEN\*\* /m, name);
    }
  }
});
