import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { failsInOneLine, place, recorded, run } from './run.ts';

/** What is typed, and what the one line must name. */
const mistakes: readonly (readonly [args: string[], ...named: string[]])[] = [
  [['--nonesuch'], 'nonesuch'],
  [['frobnicate'], 'frobnicate'],
  [['layout', 'frobnicate'], 'frobnicate'],
  [['explain', 'one', 'two'], 'two'],
  [['--set', 'nonesuch=1'], 'nonesuch', 'sshKeys'],
  [['--set', 'encryption'], 'encryption', 'key=value'],
  [['--set', '=luks'], 'key=value'],
  [['--set', 'encryption=rot13'], 'encryption', 'luks', 'none'],
  [['--set', 'hibernation=perhaps'], 'hibernation', 'true or false'],
  [['--set', 'sshKeys=notakey'], 'sshKeys'],
  [['--set', 'user=root;reboot'], 'user'],
  [['--set', 'host=../../etc'], 'host'],
  [['--set', 'timeZone="; x'], 'timeZone'],
  [['--set', 'profile=mainframe'], 'profile', 'yoga, zephyrus'],
  [['--set', 'profile=../../etc'], 'profile', 'yoga, zephyrus'],
  [['--set', 'layout.espSize=big'], 'layout.espSize'],
  [['--set', '__proto__=x'], '__proto__'],
  [['--host', 'Not A Host'], '--host', 'a-z'],
  [['--host', '../../etc'], '--host', 'a-z'],
  [['--host', 'Not A Host', '--from', 'gone.json'], '--host'],
  [['--set', 'nonesuch=1', '--from', 'gone.json'], 'nonesuch'],
  [['--host', ''], '--host'],
  [['--out', ''], '--out'],
  [['--from', ''], 'empty source'],
  [['--profiel', 'yoga'], 'profiel'],
  [['--set'], 'set'],
  [['--from'], 'from'],
  [['--host'], 'host'],
  [['--out'], 'out'],
  [['--answers'], 'answers'],
  [['capture', '--output'], 'output'],
  [['--out', 'a', '--out', 'b'], '--out', 'twice'],
  [['--host', 'a', '--host', 'b'], '--host', 'twice'],
  [['--answers', 'a', '--answers', 'b'], '--answers', 'twice'],
  [['capture', '-o', 'a', '-o', 'b'], 'twice'],
  [['--answers', 'gone.yaml'], 'gone.yaml'],
  [['--answers', '.'], '.'],
  [['capture', '-o', 'gone/x.json'], 'gone/x.json'],
  [['check'], 'hosts/'],
  [['check', 'nonesuch'], 'nonesuch'],
  [['check', '--out', 'nonesuch'], 'nonesuch'],
  [['-'], '-'],
];

for (const [args, ...named] of mistakes) {
  test(`${JSON.stringify(args.join(' '))} is one line and exit code 2`, async (t) => {
    const where = await place(t);
    failsInOneLine(t, await run(where, args), 2, ...named);
    t.deepEqual(await readdir(where.work), []);
  });
}

test('a plan is neither united with another source nor changed by answers', async (t) => {
  const where = await place(t);
  const planned = await run(where, ['--from', recorded('yoga'), '--dry-run', '--json']);
  await writeFile(join(where.work, 'plan.json'), JSON.stringify(JSON.parse(planned.stdout).plan));
  const from = ['--from', 'plan.json'];
  for (const more of [
    ['--from', 'plan.json'],
    ['--from', recorded('yoga')],
    ['--set', 'user=somebody'],
    ['--host', 'other'],
  ]) {
    failsInOneLine(t, await run(where, [...from, ...more]), 2, 'plan');
  }
  failsInOneLine(t, await run(where, ['capture', ...from]), 2, 'plan.json');
  failsInOneLine(t, await run(where, ['match', 'plan.json']), 2, 'plan.json');
  t.deepEqual(await readdir(where.work), ['plan.json']);
});
