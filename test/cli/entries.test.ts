import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { failsInOneLine, filesBelow, place, recorded, run, succeeds, VPS_ANSWERS } from './run.ts';

/** hosts/** from the capture, the facts and the plan of one machine, and from standard input. */
async function everyEntry(t: ExecutionContext, machine: string, answers: readonly string[]) {
  const where = await place(t);
  const path = (...parts: string[]): string => join(where.work, ...parts);
  const first = await run(where, ['--json', '--from', recorded(machine), ...answers]);
  succeeds(t, first);
  const { host, plan } = JSON.parse(first.stdout);
  await writeFile(path('plan.json'), JSON.stringify(plan));
  const hosts = await filesBelow(path('pantheros/hosts'));
  t.is(Object.keys(hosts).length, 5);

  const facts = path('pantheros/hardware-discovery', host, 'facts.json');
  const capture = path('pantheros/hardware-discovery', host, 'capture.json');
  for (const [out, source] of [
    ['from-capture', capture],
    ['from-facts', facts],
    ['from-plan', 'plan.json'],
  ] as const) {
    if (out !== 'from-plan') {
      await mkdir(path(out, 'hosts', host), { recursive: true });
      await copyFile(
        path('pantheros/hosts', host, 'answers.yaml'),
        path(out, 'hosts', host, 'answers.yaml'),
      );
    }
    succeeds(t, await run(where, ['--out', out, '--from', source]));
    t.deepEqual(await filesBelow(path(out, 'hosts')), hosts, out);
    const stdin = await readFile(source === 'plan.json' ? path(source) : source, 'utf8');
    const piped = await run(where, ['--out', out, '--from', '-', '--dry-run'], { stdin });
    t.deepEqual(piped, { code: 0, stdout: 'nothing would change\n', stderr: '' });
  }
}

test('a laptop comes out the same from capture, facts and plan', (t) => everyEntry(t, 'yoga', []));

test('a VPS comes out the same from capture, facts and plan', (t) =>
  everyEntry(t, 'contabo-vps', VPS_ANSWERS));

test('a recording is matched from standard input too', async (t) => {
  const stdin = await readFile(recorded('zephyrus'), 'utf8');
  const ran = await run(await place(t), ['match', '--json', '-'], { stdin });
  succeeds(t, ran);
  t.like(JSON.parse(ran.stdout), { input: '-', profile: 'zephyrus' });
});

test('a plan is not written over a host with other answers', async (t) => {
  const where = await place(t);
  const planned = await run(where, ['--json', '--dry-run', '--from', recorded('yoga')]);
  await writeFile(join(where.work, 'plan.json'), JSON.stringify(JSON.parse(planned.stdout).plan));
  succeeds(t, await run(where, ['--from', recorded('yoga')]));
  const before = await filesBelow(where.work);
  failsInOneLine(t, await run(where, ['--from', 'plan.json']), 3, 'hosts/yoga/answers.yaml');
  t.deepEqual(await filesBelow(where.work), before);
});

test('a capture that the tool made is a source like any other', async (t) => {
  const where = await place(t);
  succeeds(t, await run(where, ['capture', '--from', recorded('yoga'), '-o', 'machine.json']));
  const text = await readFile(join(where.work, 'machine.json'), 'utf8');
  t.deepEqual(JSON.parse(text), JSON.parse(await readFile(recorded('yoga'), 'utf8')));
  succeeds(t, await run(where, ['--from', 'machine.json']));
});
