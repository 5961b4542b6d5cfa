import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import {
  bundle,
  environment,
  failsInOneLine,
  type Place,
  place,
  recorded,
  run,
  succeeds,
} from './run.ts';

const YOGA = ['--from', recorded('yoga')];
const ESCAPE = '\u001b[';

/** Commands whose data is one JSON document. */
const documents: readonly (readonly [name: string, args: string[], keys: string[]])[] = [
  ['the main job', YOGA, ['host', 'root', 'dryRun', 'changes', 'diff', 'plan']],
  ['a dry run', ['--dry-run', ...YOGA], ['host', 'root', 'dryRun', 'changes', 'diff', 'plan']],
  ['layout', ['layout', ...YOGA], ['host', 'layout', 'checks', 'warnings']],
  ['explain', ['explain', ...YOGA], ['host', 'asked', 'profile', 'settings']],
  ['report', ['report', ...YOGA], ['schema', 'host', 'concerns', 'disks']],
  ['capture', ['capture', ...YOGA], ['schema', 'readings']],
  ['capture -o', ['capture', ...YOGA, '-o', 'recording.json'], ['output']],
];

for (const [name, args, keys] of documents) {
  test(`--json of ${name} is exactly one document`, async (t) => {
    const ran = await run(await place(t), [...args, '--json']);
    succeeds(t, ran);
    const document = JSON.parse(ran.stdout);
    for (const key of keys) t.true(key in document, key);
  });
}

test('--json of match is a line for each input', async (t) => {
  const ran = await run(await place(t), [
    'match',
    '--json',
    recorded('yoga'),
    recorded('zephyrus'),
  ]);
  succeeds(t, ran);
  const lines = ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.deepEqual(
    lines.map(({ profile }) => profile),
    ['yoga', 'zephyrus'],
  );
  for (const line of lines) {
    t.deepEqual(Object.keys(line), [
      'input',
      'profile',
      'score',
      'confidence',
      'traits',
      'runnerUp',
      'evidence',
    ]);
  }
});

test('--json of check is one document, drift or not', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, YOGA));
  const held = await run(where, ['check', '--json', '--out', 'pantheros']);
  succeeds(t, held);
  t.deepEqual(JSON.parse(held.stdout).results, [
    {
      name: 'yoga',
      fixture: false,
      causes: [],
      differences: null,
      drift: [],
      identifiers: [],
      since: null,
    },
  ]);
});

test('explain of what nothing sets is a finding, as JSON too', async (t) => {
  const where = await place(t);
  failsInOneLine(t, await run(where, ['explain', 'nonesuch', ...YOGA]), 1, 'nonesuch');
  const json = await run(where, ['explain', 'nonesuch', '--json', ...YOGA]);
  t.is(json.code, 1);
  t.deepEqual(JSON.parse(json.stdout).settings, []);
});

test('a pipe has no colours, unless they are asked for', async (t) => {
  const where = await place(t);
  const colored = async (args: string[], env: Record<string, string> = {}) =>
    (await run(where, ['match', recorded('yoga'), ...args], { env })).stdout.includes(ESCAPE);
  t.false(await colored([]));
  t.true(await colored(['--color']));
  t.true(await colored([], { FORCE_COLOR: '1' }));
  t.false(await colored([], { FORCE_COLOR: '0' }));
  t.false(await colored([], { FORCE_COLOR: '1', NO_COLOR: '1' }));
  t.true(await colored(['--color'], { NO_COLOR: '1' }));
  t.false(await colored(['--no-color'], { FORCE_COLOR: '1' }));
});

test('-q leaves data and errors', async (t) => {
  const where = await place(t);
  t.deepEqual(await run(where, ['-q', ...YOGA]), { code: 0, stdout: '', stderr: '' });
  t.true((await readdir(join(where.work, 'pantheros/hosts/yoga'))).includes('default.nix'));
  const layout = await run(where, ['layout', '-q', ...YOGA]);
  t.is(layout.stderr, '');
  t.true(layout.stdout.includes('/dev/disk/by-path/'));
  failsInOneLine(t, await run(where, ['-q', '--from', 'gone.json']), 2, 'gone.json');
});

test('the summary names what to read and what to do next', async (t) => {
  const { stdout, stderr } = await run(await place(t), YOGA);
  t.is(stderr, '');
  for (const part of ['yoga is written to', 'report.md', 'git add', 'nix flake lock']) {
    t.true(stdout.includes(part), part);
  }
  t.true(stdout.split('\n').every((line) => line.length <= 100));
});

/** Runs with an output that is closed after its first byte, or that was never open. */
async function withoutReader(where: Place, args: readonly string[]): Promise<[number, string]> {
  const child = spawn(process.execPath, [bundle(), ...args], {
    cwd: where.work,
    env: environment(where, {}),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [code] = await once(child, 'close');
  return [code, stderr];
}

test('a reader that stops reading is no error', async (t) => {
  const where = await place(t);
  for (const args of [YOGA, ['capture', ...YOGA], ['explain', ...YOGA], ['--help']]) {
    t.deepEqual(await withoutReader(where, args), [0, ''], args.join(' '));
  }
  const manifest = await readFile(join(where.work, 'pantheros/.panther/manifest.json'), 'utf8');
  t.true(manifest.includes('hosts/yoga/default.nix'));
});

test('an output that cannot be written is one line and no crash', async (t) => {
  const where = await place(t);
  const words = ['-c', 'exec "$0" "$@" >/dev/full', process.execPath, bundle()];
  const child = spawn('/bin/sh', [...words, 'match', recorded('yoga')], {
    env: environment(where, {}),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  t.is(code, 2);
  t.is(stderr, 'panther-discover: standard output cannot be written (ENOSPC)\n');
});
