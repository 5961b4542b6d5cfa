import { readFileSync } from 'node:fs';
import test from 'ava';
import { EXIT } from '../../src/exit.ts';
import { place, run } from './run.ts';

for (const command of ['', 'capture', 'match', 'explain', 'layout', 'report', 'lint', 'check']) {
  test(`--help of ${command || 'the main job'} has an example`, async (t) => {
    const { code, stdout, stderr } = await run(
      await place(t),
      [command, '--help'].filter((word) => word !== ''),
    );
    t.is(code, 0);
    t.is(stderr, '');
    t.regex(stdout, /\nExamples:\n +panther-discover/);
    t.true(stdout.split('\n').every((line) => line.length <= 110));
  });
}

test('the help lists every exit code', async (t) => {
  const { stdout } = await run(await place(t), ['--help']);
  const [, table = ''] = stdout.split('Exit codes:\n');
  const codes = [...table.matchAll(/^ +([0-9]+) {2}\S/gm)].map(([, code]) => Number(code));
  t.deepEqual(
    codes,
    [...Object.values(EXIT)].sort((a, b) => a - b),
  );
});

test('--version prints the version alone', async (t) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  t.deepEqual(await run(await place(t), ['--version']), {
    code: 0,
    stdout: `${version}\n`,
    stderr: '',
  });
});
