import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Report } from '../../src/model/report.ts';
import { failsInOneLine, filesBelow, place, recorded, run, succeeds } from './run.ts';

const YOGA = ['report', '--from', recorded('yoga')];

test('report says the decision first, as Markdown that needs no picture beside it', async (t) => {
  const ran = await run(await place(t), YOGA);
  succeeds(t, ran);
  t.regex(ran.stdout, /^# yoga\n\n\*\*An install destroys what `nvme0n1` holds today\.\*\*\n/);
  t.false(ran.stdout.includes(']('));
});

test('the Markdown, the page and the JSON of a report tell the same', async (t) => {
  const where = await place(t);
  const [markdown, page, json] = await Promise.all([
    run(where, YOGA),
    run(where, [...YOGA, '--html']),
    run(where, [...YOGA, '--json']),
  ]);
  for (const ran of [markdown, page, json]) succeeds(t, ran);
  const report = Report.parse(JSON.parse(json.stdout));
  t.deepEqual(report, JSON.parse(json.stdout));
  const said = [
    ...report.concerns.map(({ text }) => text),
    ...report.modules.map(({ reason }) => reason),
    ...report.settings.map(({ reason }) => reason),
    ...report.profile.evidence.map(({ text }) => text),
    ...report.hardware.flatMap(({ unknown }) => unknown),
    ...report.disks.checks.map(({ text }) => text),
  ];
  t.true(said.length > 50);
  for (const text of said) {
    // In Markdown some marks have a backslash before them, on a page an entity in their place.
    t.true(markdown.stdout.replace(/\\(?=[!-/:-@[-`{-~])/g, '').includes(text), text);
    t.true(page.stdout.replaceAll('&apos;', "'").replaceAll('&quot;', '"').includes(text), text);
  }
});

test('the same recording gives the same page, to the byte', async (t) => {
  const where = await place(t);
  const first = await run(where, [...YOGA, '--html']);
  const second = await run(where, [...YOGA, '--html', '-o', 'yoga.html']);
  succeeds(t, second);
  t.is(second.stdout, '');
  t.is(await readFile(join(where.work, 'yoga.html'), 'utf8'), first.stdout);
});

test('a plan from a file is reported, without the machine that it does not know', async (t) => {
  const where = await place(t);
  const made = await run(where, ['--json', '--dry-run', '--from', recorded('yoga')]);
  await writeFile(join(where.work, 'plan.json'), JSON.stringify(JSON.parse(made.stdout).plan));
  const ran = await run(where, ['report', '--from', 'plan.json']);
  succeeds(t, ran);
  t.true(ran.stdout.includes('This run began with a plan, which does not tell of the machine.'));
});

/** A repository of three hosts. */
async function repository(work: string): Promise<void> {
  for (const host of ['yoga', 'zephyrus', 'ovh-vps']) {
    for (const folder of ['hosts', 'hardware-discovery']) {
      await cp(`${folder}/${host}`, join(work, folder, host), { recursive: true });
    }
  }
}

test('in a repository a host is named, and all are listed with the odd ones first', async (t) => {
  const where = await place(t);
  await repository(where.work);
  const one = await run(where, ['report', 'zephyrus', '--json']);
  succeeds(t, one);
  t.is(JSON.parse(one.stdout).host, 'zephyrus');
  const list = await run(where, ['report', '--index', '--json']);
  succeeds(t, list);
  const { hosts } = JSON.parse(list.stdout);
  t.deepEqual(
    hosts.map(({ host }: { host: string }) => host),
    ['zephyrus', 'ovh-vps', 'yoga'],
  );
  const text = await run(where, ['report', '--index']);
  succeeds(t, text);
  t.regex(text.stdout, /^# Hosts\n\n3 hosts, 2 of them odd/);
  const pages = await run(where, ['report', '--index', '--html', '-o', 'pages/new', '--json']);
  succeeds(t, pages);
  t.deepEqual(JSON.parse(pages.stdout), { output: 'pages/new' });
  t.deepEqual(Object.keys(await filesBelow(join(where.work, 'pages/new'))), [
    'hosts/ovh-vps.html',
    'hosts/yoga.html',
    'hosts/zephyrus.html',
    'index.html',
  ]);
});

test('a host whose recording is damaged stands in the list with its reason, and the exit code says so', async (t) => {
  const where = await place(t);
  await repository(where.work);
  await writeFile(join(where.work, 'hardware-discovery/yoga/capture.json'), '{"');
  const ran = await run(where, ['report', '--index', '--json']);
  t.is(ran.code, 6, ran.stderr);
  const [first, ...others] = JSON.parse(ran.stdout).hosts;
  t.is(first.host, 'yoga');
  t.regex(first.why[0].text, /^cannot be derived: .*hardware-discovery\/yoga\/capture\.json/);
  t.false(ran.stdout.includes(where.work), "where the repository lies is nobody's business");
  t.is(others.length, 2);
  t.regex(ran.stderr, /these could not be derived: yoga/);
});

test('what does not go together is refused before anything is read or written', async (t) => {
  const where = await place(t);
  await repository(where.work);
  await mkdir(join(where.work, 'there'));
  const before = await filesBelow(where.work);
  for (const [words, named] of [
    [['report', 'yoga', '--html', '--json'], '--json'],
    [['report', 'yoga', 'zephyrus'], '--index'],
    [['report', '--index', '--html'], '-o DIR'],
    [['report', 'yoga', '--from', 'capture.json'], '--from'],
    [['report', 'nobody'], 'nobody'],
    [['report', 'yoga', '-o', 'there'], 'there'],
  ] as const) {
    failsInOneLine(t, await run(where, words), 2, named);
  }
  t.deepEqual(await filesBelow(where.work), before);
});
