import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { type Committed, committedRepository, git } from './git.ts';
import { bundle, failsInOneLine, NOBODY, type Ran, run } from './run.ts';

interface Document {
  results: { name: string; causes: { code: string; text: string }[] }[];
  removed: string[];
}

const check = (where: Committed, ...flags: string[]): Promise<Ran> =>
  run(where, ['check', '--json', '--base', 'HEAD', '--out', where.root, ...flags]);

test('a host that lost its default.nix is drift, and an upgrade leaves it', async (t) => {
  const where = await committedRepository(t);
  const { root } = where;
  await rm(join(root, 'hosts/yoga/default.nix'));
  const ran = await check(where);
  t.is(ran.code, 1);
  const { results, removed } = JSON.parse(ran.stdout) as Document;
  const yoga = results.find(({ name }) => name === 'yoga');
  t.deepEqual(yoga?.causes, [{ code: 'missing', text: 'missing: hosts/yoga/default.nix' }]);
  t.deepEqual(removed, []);

  const upgrade = await run(where, ['upgrade', '--out', root]);
  t.is(upgrade.code, 1, upgrade.stderr);
  t.regex(`${upgrade.stdout}${upgrade.stderr}`, /hosts\/yoga\/default\.nix is not there/);
});

test('a host of which but one part is left is drift', async (t) => {
  const where = await committedRepository(t);
  const { root } = where;
  const lost: Record<string, string[]> = {
    'the recording alone': ['hosts/yoga'],
    'its local.nix alone': [
      'hardware-discovery/yoga',
      ...['default.nix', 'hardware.nix', 'disko.nix', 'answers.yaml'].map(
        (one) => `hosts/yoga/${one}`,
      ),
    ],
  };
  for (const [left, paths] of Object.entries(lost)) {
    await writeFile(join(root, 'hosts/yoga/local.nix'), '{ }\n');
    for (const path of paths) await rm(join(root, path), { recursive: true });
    const ran = await check(where);
    t.is(ran.code, 1, left);
    const { results } = JSON.parse(ran.stdout) as Document;
    t.true(
      results.some(({ name, causes }) => name === 'yoga' && causes.length > 0),
      left,
    );
    git(root, 'checkout', '-q', '--', '.');
  }
});

test('a host that was removed whole is none, and the base says that it is gone', async (t) => {
  const where = await committedRepository(t);
  await rm(join(where.root, 'hosts/yoga'), { recursive: true });
  await rm(join(where.root, 'hardware-discovery/yoga'), { recursive: true });
  await mkdir(join(where.root, 'hosts/common'));
  await writeFile(join(where.root, 'hosts/common/users.nix'), '{ }\n');
  const ran = await check(where);
  t.is(ran.code, 0, ran.stderr);
  const { results, removed } = JSON.parse(ran.stdout) as Document;
  t.deepEqual(
    results.map(({ name }) => name),
    ['zephyrus'],
  );
  t.deepEqual(removed, ['yoga']);
});

const asRoot = process.geteuid?.() === 0 ? test : test.skip;
asRoot('what nobody may read is an error and no absence', async (t) => {
  const where = await committedRepository(t, ['zephyrus']);
  const { root } = where;
  for (const folder of [join(where.work, '..'), join(bundle(), '../..')])
    await chmod(folder, 0o755);
  const asNobody = () => run(where, ['check', '--out', root], { uid: NOBODY });
  for (const path of [
    'hosts',
    'hosts/zephyrus',
    'hardware-discovery',
    'hosts/zephyrus/default.nix',
  ]) {
    await chmod(join(root, path), 0o000);
    failsInOneLine(t, await asNobody(), 2, 'EACCES');
    await chmod(join(root, path), 0o755);
  }
});
