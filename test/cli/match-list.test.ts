import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { place, recorded, run } from './run.ts';

const DUMP =
  '# dmidecode 3.5\n\nHandle 0x0001, DMI type 1, 27 bytes\nSystem Information\n\tManufacturer: LENOVO\n\tProduct Name: 83JR\n\tVersion: Yoga 7 2-in-1 14AKP10\n\n';

test('a list names the inputs, one a line or parted by NUL, and they are told in its order', async (t) => {
  const where = await place(t);
  await writeFile(join(where.work, 'a b.txt'), DUMP);
  await writeFile(join(where.work, 'broken.txt'), 'nothing\n');
  const inputs = ['a b.txt', 'broken.txt', recorded('zephyrus'), 'a b.txt'];
  for (const [separator, end] of [
    ['\n', '\n'],
    ['\r\n', ''],
    ['\0', '\0'],
  ] as const) {
    await writeFile(join(where.work, 'list'), inputs.join(separator) + end);
    const { code, stdout, stderr } = await run(where, ['match', '--json', '--inputs-from', 'list']);
    t.is(code, 2, stderr);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    t.deepEqual(
      rows.map(({ input }) => input),
      inputs,
    );
    t.deepEqual(
      rows.map(({ profile }) => profile),
      ['yoga', undefined, 'zephyrus', 'yoga'],
    );
    t.regex(rows[1].error, /broken\.txt/);
    t.regex(stderr, /1 of 4 inputs could not be read/);
  }
});

test('thousands of inputs are told in order, and a list that is none is refused', async (t) => {
  const where = await place(t);
  await mkdir(join(where.work, 'dumps'));
  const names = Array.from({ length: 2000 }, (_, number) => `dumps/${number % 7}.txt`);
  for (let number = 0; number < 7; number += 1) {
    await writeFile(join(where.work, `dumps/${number}.txt`), DUMP);
  }
  await writeFile(join(where.work, 'list'), names.join('\n'));
  const { code, stdout } = await run(where, ['match', '--json', '--inputs-from', 'list']);
  t.is(code, 0);
  const told = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).input);
  t.deepEqual(told, names);
  await writeFile(join(where.work, 'list'), 'x'.repeat(10_000));
  const refused = await run(where, ['match', '--inputs-from', 'list']);
  t.is(refused.code, 2);
  t.regex(refused.stderr, /is no list of paths/);
  t.is((await run(where, ['match', '--inputs-from', 'absent'])).code, 2);
});
