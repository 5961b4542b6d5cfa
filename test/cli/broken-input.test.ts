import { chmod, mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { failsInOneLine, NOBODY, place, placeOfNobody, recorded, run } from './run.ts';

/** The broken file under its name is refused by each command that takes a source. */
async function refused(
  t: ExecutionContext,
  name: string,
  content: string | Uint8Array,
  ...named: readonly string[]
): Promise<void> {
  const where = await place(t);
  await writeFile(join(where.work, name), content);
  for (const args of [[], ['capture'], ['layout'], ['explain']]) {
    failsInOneLine(t, await run(where, [...args, '--from', name]), 2, name, ...named);
  }
  failsInOneLine(t, await run(where, ['match', name]), 2, name, ...named);
  t.deepEqual(await readdir(where.work), [name], 'nothing is written');
  t.deepEqual(await readdir(where.state), [], 'no state is written');
}

test('an empty file', (t) => refused(t, 'empty.json', '', 'empty'));

test('JSON that was cut off', (t) =>
  refused(t, 'cut.json', '{"version":1,"hardware":{"cpu":[{', 'cut off'));

test('a nixos-facter report of another version', (t) =>
  refused(t, 'facter.json', '{"version":7,"system":"x86_64-linux","hardware":{}}', 'version 7'));

test('a capture of a newer schema', (t) =>
  refused(t, 'capture.json', '{"schema":"panther.capture/9"}', 'panther.capture/9', 'newer'));

test('a capture with a reading that is none', (t) =>
  refused(
    t,
    'capture.json',
    '{"schema":"panther.capture/1","recordedBy":"x","origin":"local","redacted":true,"readings":{"/x":7}}',
    'schema',
  ));

test('a file of bytes', (t) =>
  refused(t, 'disk.img', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 0xff, 0xfe]), 'not text'));

test('text that is no JSON', (t) => refused(t, 'notes.txt', 'a machine\n'));

test('JSON that is nothing of ours', async (t) => {
  await refused(t, 'list.json', '[]');
  await refused(t, 'null.json', 'null');
  await refused(t, 'object.json', '{"a":1}');
});

test('a file that is not there', async (t) => {
  const where = await place(t);
  failsInOneLine(t, await run(where, ['--from', 'gone.json']), 2, 'gone.json', 'no such file');
  t.deepEqual(await readdir(where.work), []);
});

test('a directory without a recorded sys/', async (t) => {
  const where = await place(t);
  await mkdir(join(where.work, 'machine/etc'), { recursive: true });
  failsInOneLine(t, await run(where, ['--from', 'machine']), 2, 'machine', 'sys/');
});

test('a file over the limit is refused by its size, unread', async (t) => {
  const where = await place(t);
  const file = await open(join(where.work, 'huge.json'), 'w');
  await file.truncate(200 * 2 ** 20);
  await file.close();
  failsInOneLine(t, await run(where, ['--from', 'huge.json']), 2, 'huge.json', '200 MiB');
});

test('a stream that never ends is refused at the limit', async (t) => {
  failsInOneLine(t, await run(await place(t), ['--from', '/dev/zero']), 2, '/dev/zero');
});

test('standard input without anything on it', async (t) => {
  failsInOneLine(t, await run(await place(t), ['--from', '-']), 2, 'standard input');
});

test('a file that may not be read', async (t) => {
  const where = await placeOfNobody(t);
  await writeFile(join(where.work, 'secret.json'), '{}');
  await chmod(join(where.work, 'secret.json'), 0o000);
  const how = process.geteuid?.() === 0 ? { uid: NOBODY } : {};
  failsInOneLine(
    t,
    await run(where, ['--from', 'secret.json'], how),
    2,
    'secret.json',
    'permission',
  );
});

test('an address, which no source has', async (t) => {
  failsInOneLine(
    t,
    await run(await place(t), ['--from', 'https://example.org/x']),
    2,
    'example.org',
  );
});

test('a name that would write to the terminal is shown escaped', async (t) => {
  const ran = await run(await place(t), ['--from', 'a\nb\u001b[31m\u202e.json']);
  failsInOneLine(t, ran, 2, '"a\\nb\\u001b[31m\\u202e.json"');
});

test('match goes on after a bad input, says which it was, and ends with 2', async (t) => {
  const where = await place(t);
  await writeFile(join(where.work, 'empty.json'), '');
  const inputs = ['empty.json', recorded('yoga'), 'gone.json'];
  const plain = await run(where, ['match', '-q', ...inputs]);
  t.is(plain.code, 2);
  t.regex(plain.stdout, /^[^\n]*capture\.json: yoga,/);
  t.regex(plain.stderr, /empty\.json: .*\n.*gone\.json: .*\n.*2 of 3 inputs could not be read\n$/);
  const json = await run(where, ['match', '--json', ...inputs]);
  t.is(json.code, 2);
  const lines = json.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.deepEqual(
    lines.map(({ input, profile, error }) => [input, profile ?? typeof error]),
    [
      ['empty.json', 'string'],
      [recorded('yoga'), 'yoga'],
      ['gone.json', 'string'],
    ],
  );
});
