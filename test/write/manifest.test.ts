import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { PantherError } from '../../src/model/errors.ts';
import { readManifest } from '../../src/write/manifest.ts';
import { writeTree } from '../../src/write/tree.ts';
import { compareVersions } from '../../src/write/version.ts';
import { emptyFolder, tree } from './place.ts';

test('where the tool never wrote there is no manifest', async (t) => {
  t.is(await readManifest(join(await emptyFolder(t), 'nothing')), null);
});

test('a damaged manifest is one clear line', async (t) => {
  const root = await emptyFolder(t);
  await mkdir(join(root, '.panther'));
  for (const text of [
    '',
    '{',
    '[]',
    'null',
    '{"schema":"panther.manifest/1"}',
    '{"schema":"x/9"}',
  ]) {
    await writeFile(join(root, '.panther/manifest.json'), text);
    const error = await t.throwsAsync(readManifest(root), {
      instanceOf: PantherError,
      message: /^[^\n]*manifest\.json is damaged[^\n]*$/,
    });
    t.is(error?.failure, 'input', text);
  }
});

test('a manifest of a newer tool or schema is refused', async (t) => {
  const root = await emptyFolder(t);
  await mkdir(join(root, '.panther'));
  const manifests = [
    { schema: 'panther.manifest/1', tool: '99.0.0', files: {} },
    { schema: 'panther.manifest/2', tool: '0.0.1', something: 'else' },
  ];
  for (const manifest of manifests) {
    await writeFile(join(root, '.panther/manifest.json'), JSON.stringify(manifest));
    const error = await t.throwsAsync(readManifest(root), { instanceOf: PantherError });
    t.is(error?.failure, 'refused');
    await t.throwsAsync(writeTree(root, tree('laptop', 'one'), { version: '0.1.0', force: true }), {
      instanceOf: PantherError,
      message: /newer panther-discover/,
    });
  }
});

test('a repository of an older tool is not upgraded by the way', async (t) => {
  const root = await emptyFolder(t);
  await mkdir(join(root, '.panther'));
  const manifest = { schema: 'panther.manifest/1', tool: '0.0.9', files: {} };
  await writeFile(join(root, '.panther/manifest.json'), JSON.stringify(manifest));
  for (const force of [false, true]) {
    const error = await t.throwsAsync(
      writeTree(root, tree('laptop', 'one'), { version: '0.1.0', force }),
      { instanceOf: PantherError, message: /panther-discover 0\.0\.9.*upgrade/ },
    );
    t.is(error?.failure, 'refused');
  }
});

test('versions are ordered by number, pre-releases before releases', (t) => {
  const ordered = ['0.1.0-rc.1', '0.1.0-rc.2', '0.1.0-rc.10', '0.1.0', '0.9.0', '0.10.0', '1.0.0'];
  for (let index = 1; index < ordered.length; index++) {
    const [low = '', high = ''] = ordered.slice(index - 1, index + 1);
    t.true(compareVersions(low, high) < 0, `${low} < ${high}`);
    t.true(compareVersions(high, low) > 0);
  }
  t.is(compareVersions('1.2.3+a', '1.2.3+b'), 0);
});
