import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { type Committed, committedRepository, edit, git } from './git.ts';
import { bundle, environment, place, recorded, run, succeeds } from './run.ts';

const CAPTURE = 'hardware-discovery/zephyrus/capture.json';

/** `git commit` with the hook switched on, as the repository's docs say. */
function tryCommit(
  where: Committed,
  tool: Record<string, string>,
): { code: number | null; said: string } {
  const words = ['-C', where.root, '-c', 'core.hooksPath=.githooks'];
  const { status, stderr } = spawnSync('git', [...words, 'commit', '-q', '-m', 'x'], {
    encoding: 'utf8',
    env: {
      ...environment(where, {}),
      HOME: where.state,
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.org',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.org',
      ...tool,
    },
  });
  return { code: status, said: stderr };
}

/** A program of that name, whose folder has a space. */
async function toolOf(where: Committed): Promise<Record<string, string>> {
  const folder = join(where.work, 'a tool');
  await mkdir(folder, { recursive: true });
  const program = join(folder, 'panther-discover');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${bundle()}" "$@"\n`, {
    mode: 0o755,
  });
  return { PANTHER_DISCOVER: program };
}

test('the hook lets hosts through and stops an unredacted recording, whatever its name', async (t) => {
  const where = await committedRepository(t);
  const tool = await toolOf(where);
  t.truthy(statSync(join(where.root, '.githooks/pre-commit')).mode & 0o100);
  writeFileSync(join(where.root, 'notes.txt'), 'The router is at 192.168.1.1.\n');
  git(where.root, 'add', '-A');
  t.deepEqual(tryCommit(where, tool), { code: 0, said: '' });

  const raw = { ...JSON.parse(readFileSync(recorded('yoga'), 'utf8')), redacted: false };
  await mkdir(join(where.root, 'from my desk'));
  writeFileSync(join(where.root, 'from my desk/the "new" laptop'), JSON.stringify(raw));
  git(where.root, 'add', '-A');
  const { code, said } = tryCommit(where, tool);
  t.is(code, 1);
  t.regex(said, /from my desk\/the "new" laptop: redacted: false/);
});

test('the hook looks at what is staged, and not at what lies there', async (t) => {
  const where = await committedRepository(t);
  const tool = await toolOf(where);
  const file = join(where.root, CAPTURE);
  const clean = readFileSync(file, 'utf8');
  await edit(file, { 'h:1229a998d593': 'S64DNX0R123456' });
  git(where.root, 'add', '-A');
  writeFileSync(file, clean);
  const stopped = tryCommit(where, tool);
  t.is(stopped.code, 1);
  t.regex(stopped.said, /capture\.json: import:nixos-facter, hardware\.disk\[0\]\.serial: serial/);
  t.false(stopped.said.includes('S64DNX0R123456'));

  git(where.root, 'add', '-A');
  await edit(file, { 'h:1229a998d593': 'S64DNX0R123456' });
  writeFileSync(join(where.root, 'notes.txt'), 'x\n');
  git(where.root, 'add', 'notes.txt');
  t.is(tryCommit(where, tool).code, 0);
});

test('without the tool what may hold a recording waits, and anything else goes through', async (t) => {
  const where = await committedRepository(t);
  const none = { PANTHER_DISCOVER: '/no/such/tool' };
  writeFileSync(join(where.root, 'notes.md'), 'x\n');
  git(where.root, 'add', '-A');
  t.is(tryCommit(where, none).code, 0);
  await edit(join(where.root, 'hosts/yoga/answers.yaml'), { UTC: 'Asia/Tokyo' });
  git(where.root, 'add', '-A');
  const { code, said } = tryCommit(where, none);
  t.is(code, 1);
  t.regex(said, /panther-discover is not here/);
});

test('scan names what stands in files that somebody gives it', async (t) => {
  const where = await committedRepository(t);
  const clean = await run(where, ['scan', CAPTURE, 'hosts/zephyrus/disko.nix'], {
    cwd: where.root,
  });
  t.is(clean.code, 0, clean.stderr);
  writeFileSync(join(where.root, 'lshw.txt'), 'serial: S64DNX0R123456\n');
  const found = await run(where, ['scan', 'lshw.txt'], { cwd: where.root });
  t.is(found.code, 1);
  t.is(found.stdout, 'lshw.txt: line 1: serial\n');
  t.is((await run(where, ['scan'])).code, 2);
});

test('a scan looks at all that is staged, from whatever folder', async (t) => {
  const where = await committedRepository(t);
  writeFileSync(join(where.root, 'hosts/zephyrus/notes'), 'serial: S64DNX0R123456\n');
  git(where.root, 'add', '-A');
  for (const cwd of [where.root, join(where.root, 'hosts'), join(where.root, 'docs')]) {
    const { code, stdout } = await run(where, ['scan', '--staged'], { cwd });
    t.is(code, 1);
    t.is(stdout, 'hosts/zephyrus/notes: line 1: serial\n');
  }
  const named = await run(where, ['scan', 'zephyrus/disko.nix'], {
    cwd: join(where.root, 'hosts'),
  });
  t.is(named.code, 0, named.stdout);
});

test('a PantherOS repository may be a folder of a larger one, whose own files are not of machines', async (t) => {
  const where = await place(t);
  const top = join(where.work, 'all');
  await mkdir(join(top, 'hosts/web'), { recursive: true });
  writeFileSync(join(top, 'hosts/web/default.nix'), '{ address = "83.220.17.94"; }\n');
  const answers = join(process.cwd(), 'hosts/zephyrus/answers.yaml');
  const made = ['--from', recorded('zephyrus'), '--answers', answers, '--host', 'zephyrus'];
  succeeds(t, await run(where, [...made, '--out', join(top, 'machines')]));
  git(top, 'init', '-q', '-b', 'main');
  git(top, 'add', '-A');
  const clean = await run(where, ['scan', '--staged', '--json'], { cwd: top });
  t.is(clean.code, 0, clean.stdout);
  const { files, others } = JSON.parse(clean.stdout);
  t.true(files > 5 && others > 5);

  writeFileSync(join(top, 'machines/hosts/zephyrus/notes'), 'serial: S64DNX0R123456\n');
  git(top, 'add', '-A');
  for (const cwd of [top, join(top, 'machines')]) {
    const { code, stdout } = await run(where, ['scan', '--staged'], { cwd });
    t.is(code, 1);
    t.is(stdout, 'machines/hosts/zephyrus/notes: line 1: serial\n');
  }
});

test('what cannot be looked at stops a commit by its name, and pictures do not', async (t) => {
  const where = await committedRepository(t, ['yoga']);
  const tool = await toolOf(where);
  writeFileSync(join(where.root, 'background.png'), Buffer.from('89504e470d0a1a0a00', 'hex'));
  git(where.root, 'add', '-A');
  t.deepEqual(tryCommit(where, tool), { code: 0, said: '' });

  writeFileSync(join(where.root, 'hw.info.txz'), Buffer.from('fd377a585a0000', 'hex'));
  writeFileSync(join(where.root, 'long.json'), Buffer.alloc(64 * 2 ** 20 + 1, ' '));
  git(where.root, 'add', '-A');
  const { code, said } = tryCommit(where, tool);
  t.is(code, 1);
  t.is((await run(where, ['scan', '--staged'], { cwd: where.root })).code, 2);
  t.regex(said, /hw\.info\.txz: not looked at, for it is packed \(xz\)/);
  t.regex(said, /long\.json: not looked at, for it is longer than 64 MiB/);
});
