import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { commit, committedRepository, edit, git, SWAPPED_DISK } from './git.ts';
import { bundle, failsInOneLine, place, recorded, run, succeeds } from './run.ts';

const CAPTURE = 'hardware-discovery/zephyrus/capture.json';

test('one recording is no change of itself', async (t) => {
  const where = await place(t);
  const ran = await run(where, ['diff', recorded('yoga'), recorded('yoga', 'facts.json')]);
  succeeds(t, ran);
  t.is(ran.stdout, '');
  t.is(ran.stderr, 'no change of the hardware\n');
});

test('git’s own words name a recording of then: a revision and a path, a pipe, a difftool', async (t) => {
  const where = await committedRepository(t);
  const { root } = where;
  await edit(join(root, CAPTURE), SWAPPED_DISK);
  commit(root, 'another disk');
  const replaced =
    /^Hardware:\n {2}Disk replaced at .*: Samsung SSD 990 PRO 2TB, 1\.8 TiB in place of CT2000P310SSD8/;
  const how = { cwd: root };

  const byRevision = await run(where, ['diff', `HEAD~1:${CAPTURE}`, CAPTURE], how);
  t.is(byRevision.code, 1);
  t.regex(byRevision.stdout, replaced);
  const below = { cwd: join(root, 'hardware-discovery/zephyrus') };
  const relative = await run(where, ['diff', 'HEAD~1:./capture.json', 'capture.json'], below);
  t.is(relative.stdout, byRevision.stdout);
  const stdin = git(root, 'show', `HEAD~1:${CAPTURE}`);
  t.is((await run(where, ['diff', '-', CAPTURE], { ...how, stdin })).stdout, byRevision.stdout);

  const shown = execFileSync(
    'git',
    ['difftool', '-y', '-x', `"${process.execPath}" "${bundle()}" diff`, 'HEAD~1', '--', CAPTURE],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  t.is(shown, byRevision.stdout);

  failsInOneLine(t, await run(where, ['diff', `HEAD~9:${CAPTURE}`, CAPTURE], how), 2, 'HEAD~9');
  failsInOneLine(t, await run(where, ['diff', 'HEAD:no/such', CAPTURE], how), 2, 'no/such');
  failsInOneLine(t, await run(where, ['diff', '--output=x:y', CAPTURE], how), 2);
});

test('as JSON each change has its kind, and as Markdown it is a list', async (t) => {
  const where = await place(t);
  const changed = join(where.work, 'changed.json');
  await run(where, ['capture', '--from', recorded('zephyrus'), '-o', changed]);
  await edit(changed, SWAPPED_DISK);
  const { stdout } = await run(where, ['diff', recorded('zephyrus'), changed, '--json']);
  const { identifiers, machine, changes } = JSON.parse(stdout);
  t.is(identifiers, 'compared');
  t.is(machine, 'same');
  t.deepEqual(
    changes.map(({ change }: { change: string }) => change),
    ['replaced'],
  );
  const markdown = await run(where, ['diff', recorded('zephyrus'), changed, '--markdown']);
  t.regex(markdown.stdout, /^\*\*Hardware\*\*\n\n- Disk replaced at .*\n$/);
});

test('what only a plan tells is no machine, and one pipe is not two', async (t) => {
  const where = await place(t);
  const { stdout } = await run(where, ['--from', recorded('yoga'), '--dry-run', '--json']);
  const plan = JSON.stringify(JSON.parse(stdout).plan);
  failsInOneLine(t, await run(where, ['diff', '-', recorded('yoga')], { stdin: plan }), 2, 'plan');
  failsInOneLine(t, await run(where, ['diff', '-', '-']), 2, 'standard input');
});

test('identifiers are hashed before two raw recordings are compared, and never said', async (t) => {
  const where = await place(t);
  const raw = JSON.parse(readFileSync('test/discover/facts/fixtures/laptop.json', 'utf8'));
  const stdin = JSON.stringify({ ...raw, redacted: false });
  const ran = await run(where, ['diff', '-', recorded('yoga'), '--json'], { stdin });
  t.is(ran.code, 1);
  t.notRegex(ran.stdout, /serial"|SERIAL/);
});
