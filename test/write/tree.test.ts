import { chmod, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { PantherError } from '../../src/model/errors.ts';
import { RepositoryManifest } from '../../src/model/tree.ts';
import { type ChangeKind, textDiff } from '../../src/write/change.ts';
import { replaceAll } from '../../src/write/replace.ts';
import { diffTree, writeTree } from '../../src/write/tree.ts';
import { emptyFolder, filesBelow, tree } from './place.ts';

const options = { version: '0.1.0', force: false };
const forced = { ...options, force: true };

const kindOf = (changes: readonly { path: string; kind: ChangeKind }[], path: string) =>
  changes.find((change) => change.path === path)?.kind;

test('an empty place gets every file and a manifest of the owned ones', async (t) => {
  const root = join(await emptyFolder(t), 'deep', 'repository');
  const wanted = tree('laptop', 'one');
  const changes = await writeTree(root, wanted, options);
  t.true(changes.every(({ kind }) => kind === 'created'));
  const found = await filesBelow(root);
  const manifest = RepositoryManifest.parse(JSON.parse(found['.panther/manifest.json'] ?? ''));
  t.is(manifest.tool, '0.1.0');
  t.deepEqual(
    Object.keys(manifest.files),
    Object.keys(wanted)
      .filter((path) => wanted[path]?.ownership === 'owned')
      .sort(),
  );
  t.deepEqual(Object.keys(found), [...Object.keys(wanted), '.panther/manifest.json'].sort());
});

test('a second run changes nothing, not even a time stamp', async (t) => {
  const root = await emptyFolder(t);
  await writeTree(root, tree('laptop', 'one'), options);
  const before = await stat(join(root, '.panther/manifest.json'));
  const changes = await writeTree(root, tree('laptop', 'one'), options);
  t.deepEqual([...new Set(changes.map(({ kind }) => kind))].sort(), ['kept', 'unchanged']);
  t.is((await stat(join(root, '.panther/manifest.json'))).mtimeMs, before.mtimeMs);
});

test('owned files follow, the owner’s stay', async (t) => {
  const root = await emptyFolder(t);
  await writeTree(root, tree('laptop', 'one'), options);
  await writeFile(join(root, 'hosts/laptop/local.nix'), 'mine');
  const changes = await writeTree(root, tree('laptop', 'two'), options);
  t.is(kindOf(changes, 'hosts/laptop/default.nix'), 'updated');
  t.is(kindOf(changes, 'hosts/laptop/local.nix'), 'kept');
  const found = await filesBelow(root);
  t.is(found['hosts/laptop/default.nix'], 'default two\n');
  t.is(found['hosts/laptop/local.nix'], 'mine');
});

test('a second host leaves the first as it is, in the manifest too', async (t) => {
  const root = await emptyFolder(t);
  await writeTree(root, tree('laptop', 'one'), options);
  const before = await filesBelow(root);
  await writeTree(root, tree('server', 'one'), options);
  const after = await filesBelow(root);
  for (const path of Object.keys(before)) {
    if (path !== '.panther/manifest.json') t.is(after[path], before[path], path);
  }
  const manifest = RepositoryManifest.parse(JSON.parse(after['.panther/manifest.json'] ?? ''));
  t.truthy(manifest.files['hosts/laptop/disko.nix']);
  t.truthy(manifest.files['hosts/server/disko.nix']);
});

test('an edited file is refused before anything is written, and replaced when forced', async (t) => {
  const root = await emptyFolder(t);
  await writeTree(root, tree('laptop', 'one'), options);
  await writeFile(join(root, 'hosts/laptop/disko.nix'), 'edited');
  const before = await filesBelow(root);
  const error = await t.throwsAsync(writeTree(root, tree('laptop', 'two'), options), {
    instanceOf: PantherError,
    message: /hosts\/laptop\/disko\.nix \(edited by hand\).*--force/,
  });
  t.is(error?.failure, 'refused');
  t.deepEqual(await filesBelow(root), before);
  const changes = await writeTree(root, tree('laptop', 'two'), forced);
  t.is(kindOf(changes, 'hosts/laptop/disko.nix'), 'edited');
  t.is(await readFile(join(root, 'hosts/laptop/disko.nix'), 'utf8'), 'disko two\n');
});

test('a foreign file in the way is refused; one that is equal becomes ours', async (t) => {
  const root = await emptyFolder(t);
  await mkdir(join(root, 'hosts/laptop'), { recursive: true });
  await writeFile(join(root, 'hosts/laptop/disko.nix'), 'disko one\n');
  await writeFile(join(root, 'hosts/laptop/hardware.nix'), 'someone else’s');
  await t.throwsAsync(writeTree(root, tree('laptop', 'one'), options), {
    instanceOf: PantherError,
    message: /hosts\/laptop\/hardware\.nix \(not written by panther-discover\)/,
  });
  t.deepEqual(Object.keys(await filesBelow(root)).length, 2);
  await writeFile(join(root, 'hosts/laptop/hardware.nix'), 'hardware one\n');
  const changes = await writeTree(root, tree('laptop', 'one'), options);
  t.is(kindOf(changes, 'hosts/laptop/disko.nix'), 'unchanged');
  t.is(
    kindOf(await writeTree(root, tree('laptop', 'two'), options), 'hosts/laptop/disko.nix'),
    'updated',
  );
});

test('files that are not in the tree are never touched', async (t) => {
  const root = await emptyFolder(t);
  await writeFile(join(root, 'notes.txt'), 'mine');
  await writeTree(root, tree('laptop', 'one'), options);
  const { [Object.keys(tree('laptop', 'one'))[1] ?? '']: _, ...less } = tree('laptop', 'one');
  await writeTree(root, less, forced);
  const found = await filesBelow(root);
  t.is(found['notes.txt'], 'mine');
  t.deepEqual(
    Object.keys(tree('laptop', 'one')).filter((path) => found[path] === undefined),
    [],
  );
});

test('looking at the changes writes nothing', async (t) => {
  const root = await emptyFolder(t);
  t.is((await diffTree(root, tree('laptop', 'one'), '0.1.0')).length, 10);
  t.deepEqual(await filesBelow(root), {});
});

test('a link that leads out of the repository is not followed', async (t) => {
  const root = await emptyFolder(t);
  const outside = await emptyFolder(t);
  await mkdir(join(root, 'hosts'));
  await symlink(outside, join(root, 'hosts/laptop'));
  await t.throwsAsync(writeTree(root, tree('laptop', 'one'), forced), {
    instanceOf: PantherError,
    message: /symbolic link that leads out/,
  });
  t.deepEqual(await filesBelow(outside), {});
});

test('a link in a file’s place is foreign; forced, the link goes and its target stays', async (t) => {
  const root = await emptyFolder(t);
  const outside = await emptyFolder(t);
  await writeFile(join(outside, 'target'), 'disko one\n');
  await mkdir(join(root, 'hosts/laptop'), { recursive: true });
  await symlink(join(outside, 'target'), join(root, 'hosts/laptop/disko.nix'));
  await symlink(join(outside, 'nothing'), join(root, 'hosts/laptop/local.nix'));
  await t.throwsAsync(writeTree(root, tree('laptop', 'two'), options), {
    message: /disko\.nix \(not written/,
  });
  const changes = await writeTree(root, tree('laptop', 'two'), forced);
  t.is(kindOf(changes, 'hosts/laptop/local.nix'), 'kept');
  t.deepEqual(await filesBelow(outside), { target: 'disko one\n' });
  t.is(await readFile(join(root, 'hosts/laptop/disko.nix'), 'utf8'), 'disko two\n');
});

test('a directory in a file’s place and a file in a directory’s are refused, forced or not', async (t) => {
  const root = await emptyFolder(t);
  await mkdir(join(root, 'README.md'));
  await t.throwsAsync(writeTree(root, tree('laptop', 'one'), forced), {
    instanceOf: PantherError,
    message: /README\.md is in the way/,
  });
  const other = await emptyFolder(t);
  await writeFile(join(other, 'hosts'), 'a file');
  await t.throwsAsync(writeTree(other, tree('laptop', 'one'), forced), {
    instanceOf: PantherError,
    message: /hosts is in the way/,
  });
  await t.throwsAsync(writeTree(join(other, 'hosts'), tree('laptop', 'one'), forced), {
    instanceOf: PantherError,
  });
});

test('paths that could leave the repository are a bug, not a file', async (t) => {
  const root = await emptyFolder(t);
  for (const path of ['../x', '/x', 'a//b', 'a/./b', '', 'a/', '.git/hooks/x', 'a\\b']) {
    const odd = { [path]: { content: 'x', ownership: 'owned' as const } };
    await t.throwsAsync(writeTree(root, odd, forced), { message: /no path of a repository/ }, path);
  }
});

const asUser = process.getuid?.() === 0 ? test.skip : test;

asUser('a place that may not be written to is one clear line', async (t) => {
  const root = await emptyFolder(t);
  await chmod(root, 0o500);
  const error = await t.throwsAsync(writeTree(root, tree('laptop', 'one'), options), {
    instanceOf: PantherError,
    message: /^cannot write to .*: permission denied$/,
  });
  t.is(error?.failure, 'input');
});

test('a file system that cannot be written to is one clear line', async (t) => {
  // No file can be made below /proc, whoever asks.
  const error = await t.throwsAsync(writeTree('/proc/panther', tree('laptop', 'one'), options), {
    instanceOf: PantherError,
  });
  t.regex(error?.message ?? '', /^cannot write to \/proc\/panther: [^\n]+$/);
});

test('a diff shows old against new, and a new file whole', async (t) => {
  const change = { path: 'a.nix', kind: 'updated' as const, before: 'a\nb\n', after: 'a\nc\n' };
  t.is(await textDiff(change), '--- a/a.nix\n+++ b/a.nix\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n');
  const created = await textDiff({ ...change, kind: 'created', before: null });
  t.is(created, '--- /dev/null\n+++ b/a.nix\n@@ -0,0 +1,2 @@\n+a\n+c\n');
  t.is(await textDiff({ ...change, before: change.after }), '');
});

test('where a file cannot take its place, no half-made file is left, and a rerun completes', async (t) => {
  const root = await emptyFolder(t);
  const texts = new Map([
    ['first.nix', 'one'],
    ['taken', 'two'],
    ['third.nix', 'three'],
  ]);
  await mkdir(join(root, 'taken'));
  await t.throwsAsync(replaceAll(root, { texts: new Map(texts), sums: {}, manifest: '{}' }), {
    message: /a directory is in the way$/,
  });
  t.deepEqual(Object.keys(await filesBelow(root)), ['.panther/pending.json', 'first.nix']);
  await rm(join(root, 'taken'), { recursive: true });
  await replaceAll(root, { texts, sums: {}, manifest: '{}' });
  t.deepEqual(Object.keys(await filesBelow(root)), [
    '.panther/manifest.json',
    'first.nix',
    'taken',
    'third.nix',
  ]);
});
