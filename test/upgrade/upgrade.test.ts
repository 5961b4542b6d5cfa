import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { bundle, environment, failsInOneLine, filesBelow, run, succeeds } from '../cli/run.ts';
import { isValid } from '../openspec-cli.ts';
import { edit, notWrittenThen, olderRepository, put, writtenThen } from './older.ts';

const BASE = 'modules/nixos/core/base.nix';
const DISKO = 'hosts/vps/disko.nix';

test('the main job refuses an older repository and names the upgrade, after which it works', async (t) => {
  const where = await olderRepository(t);
  const again = ['--from', 'hardware-discovery/vps/capture.json', '--host', 'vps'];
  const refused = await run(where, again, { cwd: where.root });
  failsInOneLine(t, refused, 4, '0.1.0', 'panther-discover upgrade');
  succeeds(t, await run(where, ['upgrade'], { cwd: where.root }));
  succeeds(t, await run(where, again, { cwd: where.root }));
});

test('upgraded, a repository is what a new one with the same answers would be', async (t) => {
  const where = await olderRepository(t);
  await writtenThen(where.root, BASE, '{ }\n');
  await notWrittenThen(where.root, 'modules/nixos/services/podman.nix');
  succeeds(t, await run(where, ['upgrade'], { cwd: where.root }));
  const fresh = join(where.work, 'fresh');
  const answers = join(where.root, 'hosts/vps/answers.yaml');
  const from = join(where.root, 'hardware-discovery/vps/capture.json');
  succeeds(t, await run(where, ['--from', from, '--answers', answers, '--out', fresh]));
  // A host that stood already, and still comes out as it stands, is proposed to nobody.
  const users =
    /^(?:README\.md|\.gitignore|home\/.*|hosts\/vps\/local\.nix|openspec\/changes\/.*)$/;
  const upgraded = await filesBelow(where.root);
  for (const [path, text] of Object.entries(await filesBelow(fresh))) {
    if (!users.test(path)) t.is(upgraded[path], text, path);
  }
  succeeds(t, await run(where, ['check'], { cwd: where.root }));
});

test('a host that an upgrade makes otherwise comes with a change that OpenSpec accepts', async (t) => {
  const where = await olderRepository(t);
  await writtenThen(where.root, 'hosts/vps/hardware.nix', '{ }\n');
  succeeds(t, await run(where, ['upgrade'], { cwd: where.root }));
  const files = await filesBelow(join(where.root, 'openspec/changes'));
  t.true(Object.keys(files).every((path) => path.startsWith('change-host-vps/')));
  t.regex(files['change-host-vps/specs/machine-vps/spec.md'] ?? '', /^## ADDED Requirements$/m);
  await isValid(t, where.root);
  const before = await filesBelow(where.root);
  succeeds(t, await run(where, ['upgrade'], { cwd: where.root }));
  t.deepEqual(await filesBelow(where.root), before);
});

test('the diff is shown, and with --dry-run nothing is written', async (t) => {
  const where = await olderRepository(t);
  await writtenThen(where.root, BASE, '{ }\n');
  const before = await filesBelow(where.root);
  const dry = await run(where, ['upgrade', '--dry-run'], { cwd: where.root });
  succeeds(t, dry);
  t.regex(dry.stdout, /--- a\/modules\/nixos\/core\/base\.nix/);
  t.deepEqual(await filesBelow(where.root), before);
  const done = await run(where, ['upgrade', '--json'], { cwd: where.root });
  const said = JSON.parse(done.stdout);
  t.is(said.from, '0.1.0');
  t.deepEqual(said.findings, []);
  t.like(
    said.changes.find(({ path }: { path: string }) => path === BASE),
    { kind: 'updated' },
  );
});

test('a file that was edited stays, and stays known as edited, until it is forced', async (t) => {
  const where = await olderRepository(t);
  const mine = await edit(where.root, BASE, '{', '# mine\n{');
  for (const _ of [1, 2]) {
    const { code, stderr } = await run(where, ['upgrade'], { cwd: where.root });
    t.is(code, 0, stderr);
    t.regex(stderr, /base\.nix was edited by hand/);
    t.is(await readFile(join(where.root, BASE), 'utf8'), mine);
  }
  succeeds(t, await run(where, ['upgrade', '--force'], { cwd: where.root }));
  t.is(await readFile(join(where.root, BASE), 'utf8'), await readFile(BASE, 'utf8'));
});

test('a file that was dropped goes; one that was edited, or is not ours, stays', async (t) => {
  const where = await olderRepository(t);
  await writtenThen(where.root, 'modules/nixos/core/gone.nix', '{ }\n');
  await writtenThen(where.root, 'modules/nixos/core/edited.nix', '{ }\n');
  await put(where.root, 'modules/nixos/core/edited.nix', '{ a = 1; }\n');
  await put(where.root, 'modules/nixos/core/mine.nix', '{ }\n');
  const done = await run(where, ['upgrade'], { cwd: where.root });
  succeeds(t, done);
  t.regex(done.stdout, /\+\+\+ \/dev\/null/);
  const left = Object.keys(await filesBelow(join(where.root, 'modules/nixos/core')));
  t.false(left.includes('gone.nix'));
  t.true(left.includes('edited.nix') && left.includes('mine.nix'));
});

test('a file of the user in the place of a new one is refused, and nothing is written', async (t) => {
  const where = await olderRepository(t);
  await notWrittenThen(where.root, 'docs/recovery.md');
  await put(where.root, 'docs/recovery.md', 'my own notes\n');
  await writtenThen(where.root, BASE, '{ }\n');
  const before = await filesBelow(where.root);
  const { code, stderr } = await run(where, ['upgrade', '-q'], { cwd: where.root });
  t.is(code, 4, stderr);
  t.regex(stderr, /docs\/recovery\.md \(not written by panther-discover\)/);
  t.deepEqual(await filesBelow(where.root), before);
});

test('the layout of a host is never rewritten: its files stay, and that is a finding', async (t) => {
  const where = await olderRepository(t);
  const disko = await edit(where.root, DISKO, 'size = "1G"', 'size = "2G"');
  await writtenThen(where.root, DISKO, disko);
  await writtenThen(where.root, 'hosts/vps/hardware.nix', '{ }\n');
  await writtenThen(where.root, BASE, '{ }\n');
  const before = await filesBelow(where.root);
  const { code, stderr } = await run(where, ['upgrade'], { cwd: where.root });
  t.is(code, 1, stderr);
  t.regex(stderr, /hosts\/vps\/disko\.nix would describe other disks/);
  const after = await filesBelow(where.root);
  for (const path of Object.keys(before).filter((name) => /^hosts\/|^hardware-/.test(name))) {
    t.is(after[path], before[path], path);
  }
  t.not(after[BASE], before[BASE], 'the rest is upgraded');
});

test('a comment alone is no other layout', async (t) => {
  const where = await olderRepository(t);
  const text = await readFile(join(where.root, DISKO), 'utf8');
  await writtenThen(where.root, DISKO, `# an older remark\n${text}`);
  succeeds(t, await run(where, ['upgrade'], { cwd: where.root }));
  t.false((await readFile(join(where.root, DISKO), 'utf8')).includes('older remark'));
});

test('answers are completed, and what a person wrote beside them stays', async (t) => {
  const where = await olderRepository(t);
  const path = 'hosts/vps/answers.yaml';
  await edit(where.root, path, 'keyMap: us\n', '');
  await edit(where.root, path, 'rules: 1', 'rules: 0');
  await edit(where.root, path, 'timeZone: UTC', '# where it stands\ntimeZone: UTC');
  succeeds(t, await run(where, ['upgrade'], { cwd: where.root }));
  const answers = await readFile(join(where.root, path), 'utf8');
  t.regex(answers, /# where it stands\ntimeZone: UTC\n/);
  t.regex(answers, /^keyMap: us$/m);
  t.notRegex(answers, /^rules: 0$/m);
  succeeds(t, await run(where, ['upgrade'], { cwd: where.root }));
  t.is(await readFile(join(where.root, path), 'utf8'), answers);
});

test('config/panther.yaml is renewed where nobody wrote into it, and read where somebody did', async (t) => {
  const where = await olderRepository(t);
  succeeds(t, await run(where, ['upgrade'], { cwd: where.root }));
  const config = await readFile(join(where.root, 'config/panther.yaml'), 'utf8');
  t.is(config, await readFile('src/emit/repository/config/panther.yaml', 'utf8'));

  const edited = await olderRepository(t);
  await put(
    edited.root,
    'config/panther.yaml',
    'schema: panther.answers/1\ntimeZone: Europe/Rome\n',
  );
  const said = await run(edited, ['upgrade', '--dry-run', '--json'], { cwd: edited.root });
  t.regex(JSON.parse(said.stdout).notes.join(), /it may now hold .*layout\.espSize/);

  await put(edited.root, 'config/panther.yaml', 'user: me\ntimezone: UTC\n');
  const broken = await run(edited, ['upgrade'], { cwd: edited.root });
  failsInOneLine(t, broken, 2, 'config/panther.yaml:2', 'timezone');
});

test('a host that now needs an answer is named, and nothing is written', async (t) => {
  const where = await olderRepository(t);
  await edit(where.root, 'hosts/vps/answers.yaml', 'encryption: none\n', '');
  await writtenThen(where.root, BASE, '{ }\n');
  const before = await filesBelow(where.root);
  const { code, stderr } = await run(where, ['upgrade'], { cwd: where.root });
  t.is(code, 3, stderr);
  t.regex(stderr, /hosts\/vps\/answers\.yaml: .*encryption/);
  t.deepEqual(await filesBelow(where.root), before);
});

test('a host without a recording stays as it is', async (t) => {
  const where = await olderRepository(t);
  await notWrittenThen(where.root, 'hardware-discovery/vps/capture.json');
  const before = (await filesBelow(where.root))['hosts/vps/default.nix'];
  const { code, stderr } = await run(where, ['upgrade', '-q'], { cwd: where.root });
  failsInOneLine(t, { code, stderr, stdout: '' }, 1, 'vps');
  t.is((await filesBelow(where.root))['hosts/vps/default.nix'], before);
});

test('of a host that was put aside, or taken away, every file that is left stays', async (t) => {
  const where = await olderRepository(t);
  await rename(
    join(where.root, 'hosts/vps/default.nix'),
    join(where.root, 'hosts/vps/default.nix.off'),
  );
  const before = await filesBelow(where.root);
  const { code, stderr } = await run(where, ['upgrade', '-q'], { cwd: where.root });
  t.is(code, 1, stderr);
  t.regex(stderr, /need a person's look: vps/);
  const after = await filesBelow(where.root);
  for (const path of Object.keys(before).filter((name) => /^hosts\/|^hardware-/.test(name))) {
    t.is(after[path], before[path], path);
  }
});

test('what the manifest names outside the repository is never touched', async (t) => {
  const where = await olderRepository(t);
  await writtenThen(where.root, '../outside.nix', '{ }\n');
  const { code, stderr } = await run(where, ['upgrade'], { cwd: where.root });
  t.is(code, 2, stderr);
  t.is(await readFile(join(where.work, 'outside.nix'), 'utf8'), '{ }\n');
});

test('a folder that no panther-discover wrote is refused', async (t) => {
  const where = await olderRepository(t);
  const { code, stderr, stdout } = await run(where, ['upgrade']);
  failsInOneLine(t, { code, stderr, stdout }, 4, 'never wrote this repository');
});

test('killed at any moment, a second upgrade completes it', async (t) => {
  const calm = await olderRepository(t);
  await writtenThen(calm.root, BASE, '{ }\n');
  succeeds(t, await run(calm, ['upgrade'], { cwd: calm.root }));
  const wanted = await filesBelow(calm.root);
  for (const milliseconds of [300, 400, 500, 600, 700]) {
    const where = await olderRepository(t);
    await writtenThen(where.root, BASE, '{ }\n');
    const child = spawn(process.execPath, [bundle(), 'upgrade'], {
      cwd: where.root,
      env: environment(where, {}),
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    await sleep(milliseconds);
    child.kill('SIGKILL');
    await ended;
    succeeds(t, await run(where, ['upgrade'], { cwd: where.root }));
    t.deepEqual(await filesBelow(where.root), wanted);
  }
});
