import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readLimited } from '../../../src/discover/source/limited.ts';

function pipe(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'panther-pipe-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

test('a pipe that nobody writes into ends, and says so', async (t) => {
  const path = pipe(t);
  await t.throwsAsync(readLimited(path, 100), {
    message: `${path}: nobody writes into this pipe; start what fills it, or give a file`,
  });
});

test('a pipe is read to its end: one that is filled late, in pieces, and more than it holds', async (t) => {
  const path = pipe(t);
  const text = 'a line of a report\n'.repeat(20_000);
  writeFileSync(`${path}.txt`, text);
  const half = Math.floor(text.length / 2);
  const filling = `sleep 0.2; { head -c ${half} ${path}.txt; sleep 0.2; tail -c +${half + 1} ${path}.txt; } >${path}`;
  spawn('sh', ['-c', filling], { stdio: 'ignore' });
  t.is(Buffer.from(await readLimited(path)).toString('utf8'), text);
});

test("a pipe of the shell's own may be empty, and is read at once", async (t) => {
  const program = `import { readLimited } from '${new URL('../../../src/discover/source/limited.js', import.meta.url).href}';
    process.stdout.write(String((await readLimited(process.argv[1])).length));`;
  const node = [process.execPath, '--input-type=module', '--eval', program];
  const read = (of: string) =>
    execFileSync('bash', ['-c', `"$@" <(${of})`, 'bash', ...node], { encoding: 'utf8' });
  t.is(read('true'), '0');
  t.is(read('sleep 0.2; printf four'), '4');
});
