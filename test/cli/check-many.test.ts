import { cp, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { commit, committedRepository, edit } from './git.ts';
import { run } from './run.ts';

/** So many that each of two threads has enough to do. */
const MANY = 60;

interface Results {
  results: { name: string; causes: { code: string }[] }[];
}

/** A repository of a few hosts and many fixtures, some of which are not as they should be. */
async function manyCases(t: ExecutionContext) {
  const where = await committedRepository(t);
  const names = Array.from({ length: MANY }, (_, at) => `tower-${String(at).padStart(2, '0')}`);
  const folder = (name = '') => join(where.root, 'fixtures', name);
  for (const name of names) {
    await cp('fixtures/tower-workstation', folder(name), { recursive: true });
  }
  commit(where.root, 'many machines');
  const report = 'expected/hardware-discovery/tower-workstation/report.md';
  await edit(join(folder('tower-07'), report), { '# ': '# Edited ' });
  await rm(join(folder('tower-21'), report));
  await edit(join(folder('tower-40'), 'capture.json'), { '"panther.capture/1"': '"of yesterday"' });
  return { ...where, names };
}

test('many cases, checked in threads, come out as few do, and in their order', async (t) => {
  if (availableParallelism() === 1) t.log('this machine has one processor, so no thread was tried');
  const where = await manyCases(t);
  const check = (...words: string[]) => run(where, ['check', '--out', where.root, ...words]);
  const whole = await check('--json');
  t.is(whole.code, 1, whole.stderr);
  const { results } = JSON.parse(whole.stdout) as Results;
  t.deepEqual(
    results.filter(({ causes }) => causes.length > 0).map(({ name }) => name),
    ['tower-07', 'tower-21', 'tower-40'],
  );
  const half = where.names.length / 2;
  const halves = [where.names.slice(0, half), where.names.slice(half)];
  const parts = await Promise.all(halves.map((names) => check('--json', ...names)));
  const inParts = parts.flatMap(({ stdout }) => (JSON.parse(stdout) as Results).results);
  t.deepEqual(
    results.filter(({ name }) => name.startsWith('tower-')),
    inParts,
  );

  const told = await check();
  const names = [...told.stderr.matchAll(/^([a-z0-9-]+): (?:holds|a f|[0-9]+ f)/gm)];
  t.deepEqual(
    names.map(([, name]) => name),
    results.map(({ name }) => name),
  );
});

test('what a revision is compared with is known to every thread', async (t) => {
  const where = await manyCases(t);
  const { stdout } = await run(where, ['check', '--json', '--base', 'HEAD~1', '--out', where.root]);
  const { results } = JSON.parse(stdout) as { results: { name: string; since: unknown }[] };
  const fresh = results.filter(({ since }) => since !== null);
  t.deepEqual(
    fresh.map(({ name }) => name),
    where.names,
  );
});
