import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { FleetEvent } from '../../src/model/fleet.ts';
import { openTerminal } from '../terminal.ts';
import { requireTool } from '../tools.ts';
import { type Fakes, fakeMachines, start, startProgram, writeHosts } from './fleet-machines.ts';
import { bundle, environment, filesBelow, type Place, place, run } from './run.ts';

const ESCAPE = '\u001b';

interface Scene {
  where: Place;
  fakes: Fakes;
  discover: string[];
}

async function scene(t: ExecutionContext, hosts: readonly string[]): Promise<Scene> {
  const where = await place(t);
  const fakes = await fakeMachines(where);
  const inventory = writeHosts(where, hosts);
  const discover = ['fleet', 'discover', inventory, '--run', 'test', '--accept-new-host-keys'];
  return { where, fakes, discover };
}

interface Status {
  hosts: { host: string; status: string; done: string | null; reason: string | null }[];
}

async function statusOf({ where, fakes }: Scene): Promise<Status['hosts']> {
  const { stdout } = await run(where, ['fleet', 'status', '--json'], { env: fakes.env });
  return (JSON.parse(stdout) as Status).hosts;
}

function events(stdout: string): FleetEvent[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as FleetEvent);
}

test('in a pipe a line says what matters; escape sequences are for terminals alone', async (t) => {
  const here = await scene(t, ['ant', 'bee']);
  here.fakes.silent('bee');
  const { code, stdout, stderr } = await run(here.where, here.discover, { env: here.fakes.env });
  t.is(code, 6, stderr);
  t.is(stdout, '');
  t.false(stderr.includes(ESCAPE));
  t.regex(stderr, /^bee: reached: the connection was refused.*; again$/m);
  t.regex(stderr, /^run test: 1 of 2 hosts recorded$/m);
  t.regex(stderr, /^panther-discover: 1 of 2 hosts failed\n {2}bee: reached: /m);
});

test('--json: each line is an event with run, time and host; the last one sums up', async (t) => {
  const here = await scene(t, ['ant']);
  const words = [...here.discover, '--json', '--quiet'];
  const { code, stdout, stderr } = await run(here.where, words, { env: here.fakes.env });
  t.is(code, 0, stderr);
  t.is(stderr, '');
  const told = events(stdout);
  t.deepEqual(
    told.map(({ event, step, phase, status }) => [event, step ?? status, phase].join(' ').trim()),
    [
      'batch',
      'step reached begin',
      'step reached done',
      'step captured begin',
      'step captured done',
      'host open',
      'run',
    ],
  );
  for (const { run: name, at, event } of told.slice(0, -1)) {
    t.is(name, 'test');
    t.true(event === 'run' || at === new Date(at).toISOString());
  }
  t.like(told.at(-1), { hosts: 1, recorded: 1, failed: 0, stopped: null });
});

test.serial(
  'a listener of the web-hook hears what --json tells, and no address, key or secret',
  async (t) => {
    const here = await scene(t, ['ant']);
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => bodies.push(chunk.toString('utf8')));
      request.on('end', () => response.end());
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    t.teardown(() => server.close());
    const url = `http://ops:hunter2@127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const words = [...here.discover, '--json', '--web-hook', url];
    const { code, stdout, stderr } = await run(here.where, words, { env: here.fakes.env });
    t.is(code, 0, stderr);
    const told = events(stdout).filter(({ event }) => event !== 'run');
    t.deepEqual(
      bodies.map((body) => JSON.parse(body) as FleetEvent),
      told,
    );
    t.notRegex(bodies.join(), /198\.51\.100|AAAA|hunter2/);
    const kept = Object.values(await filesBelow(here.where.state)).join('\n');
    t.false(kept.includes('hunter2'), 'nothing keeps the password of the listener');
  },
);

test.serial('a listener that hangs changes nothing but a line at the end', async (t) => {
  const here = await scene(t, ['ant', 'bee']);
  const server = createServer(() => undefined);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const begin = performance.now();
  const alone = await run(here.where, here.discover, { env: here.fakes.env });
  const usual = performance.now() - begin;
  const words = [...here.discover, '--again', '--web-hook', url];
  const from = performance.now();
  const { code, stderr } = await run(here.where, words, { env: here.fakes.env });
  t.is(code, 0, stderr);
  t.is(alone.code, 0);
  t.regex(stderr, /11 events were not delivered to the web-hook/);
  t.true(performance.now() - from < usual + 5000 + 5000, 'it waits five seconds and no longer');
});

test('a reader that goes away ends nothing: the run goes on, and its exit code is its own', async (t) => {
  const here = await scene(t, ['ant', 'bee', 'cat']);
  here.fakes.silent('cat');
  const tool = start(here.where, [...here.discover, '--json'], here.fakes.env);
  await tool.until(() => tool.stdout().includes('\n'));
  tool.child.stdout?.destroy();
  t.is(await tool.ended, 6, tool.stderr());
  t.deepEqual(
    (await statusOf(here)).map(({ host, done }) => `${host} ${done}`),
    ['cat null', 'ant captured', 'bee captured'],
  );
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal}: what is at work comes to its end, nothing more begins, and the same command goes on`, async (t) => {
    const here = await scene(t, ['ant', 'bee', 'cat']);
    here.fakes.hold(['ant', 'bee', 'cat']);
    const words = [...here.discover, '--json', '--parallel', '1'];
    const tool = start(here.where, words, here.fakes.env);
    await tool.until(() => tool.stdout().includes('"begin"'));
    tool.child.kill(signal);
    // A terminal that is closed tells its programs more than once.
    if (signal === 'SIGHUP') tool.child.kill(signal);
    else await tool.until(() => tool.stderr().includes('once more'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    here.fakes.letGo();
    t.is(await tool.ended, 130, tool.stderr());
    t.like(tool.events().at(-1), { event: 'run', recorded: 0, failed: 0 });
    t.like(tool.events().at(-2), { event: 'host', host: 'ant', status: 'open' });
    t.regex(tool.stderr(), /interrupted/);
    const begun = (await statusOf(here)).filter(({ done }) => done !== null);
    t.deepEqual(
      begun.map(({ host, done, status }) => [host, done, status]),
      [['ant', 'reached', 'open']],
    );
    const again = await run(here.where, here.discover, { env: here.fakes.env });
    t.is(again.code, 0, again.stderr);
  });
}

test.serial(
  'a second Ctrl-C ends it at once, and what was under way has failed and not been done',
  async (t) => {
    const here = await scene(t, ['ant']);
    here.fakes.is('ant', 'sleep 30');
    const tool = start(here.where, [...here.discover, '--json'], here.fakes.env);
    await tool.until(() => tool.stdout().includes('"begin"'));
    tool.child.kill('SIGINT');
    await tool.until(() => /once more ends it now/.test(tool.stderr()));
    const from = performance.now();
    tool.child.kill('SIGINT');
    t.is(await tool.ended, 130);
    t.true(performance.now() - from < 5000);
    const [ant] = await statusOf(here);
    t.like(ant, { status: 'failed', done: null });
    t.regex(ant?.reason ?? '', /the controller ended in the middle of it/);
  },
);

test.serial(
  '--deadline: a host that does not answer is left, and the others are not',
  async (t) => {
    const here = await scene(t, ['ant', 'bee']);
    here.fakes.is('ant', 'sleep 60');
    // Long enough for one that answers, on a slow machine too.
    const words = [...here.discover, '--deadline', '6s'];
    const tool = start(here.where, [...words, '--json'], here.fakes.env);
    await tool.until(() => /"not done after 6 s"/.test(tool.stdout()));
    tool.child.kill('SIGINT');
    await tool.until(() => tool.stderr().includes('once more'));
    tool.child.kill('SIGINT');
    await tool.ended;
    const bee = (await statusOf(here)).find(({ host }) => host === 'bee');
    t.is(bee?.done, 'captured');
  },
);

test('few files may be open: hosts wait for their turn, and none is called a bug', async (t) => {
  const names = Array.from({ length: 40 }, (_, at) => `h${at}`);
  const here = await scene(t, names);
  for (const name of names) here.fakes.is(name, 'sleep 1');
  const words = [...here.discover, '--parallel', '40', '--json'].map((word) => `'${word}'`);
  const script = `ulimit -n 70; exec '${process.execPath}' '${bundle()}' ${words.join(' ')}`;
  const tool = startProgram('/bin/sh', ['-c', script], here.where, here.fakes.env);
  const code = await tool.ended;
  t.true(code === 0 || code === 6, tool.stderr());
  t.notRegex(tool.stdout() + tool.stderr(), /a bug|there is no ssh/);
  t.regex(tool.stdout(), /EMFILE.*smaller --parallel/);
  const again = await run(here.where, here.discover, { env: here.fakes.env });
  t.is(again.code, 0, again.stderr);
});

test('a report tells what happened to each host, and nothing of it acts as Markdown', async (t) => {
  const here = await scene(t, ['ant', 'bee']);
  here.fakes.is('bee', "echo 'sudo: | <b>*bold*</b> `x`' >&2; exit 1");
  await run(here.where, here.discover, { env: here.fakes.env });
  const { stdout, code } = await run(here.where, ['fleet', 'report'], { env: here.fakes.env });
  t.is(code, 0);
  t.regex(stdout, /^# Run test\n\n1 failed, 1 open\n\n\| host \| status \|/);
  t.regex(stdout, /^\| bee \| failed \| {2}\| .* \| 0 \| {2}\| reached: .*\|$/m);
  const cells = stdout.split('\n').filter((line) => line.startsWith('| '));
  for (const line of cells) t.is(line.replaceAll('\\|', '').split('|').length, 9, line);
  const only = ['fleet', 'report', '--only', 'ant', '--json'];
  const json = await run(here.where, only, { env: here.fakes.env });
  const { hosts, counts } = JSON.parse(json.stdout) as {
    hosts: { host: string }[];
    counts: object;
  };
  t.deepEqual(
    hosts.map(({ host }) => host),
    ['ant'],
  );
  t.deepEqual(counts, { open: 1 });
});

test('an inventory that was changed under a run leads nobody to another machine', async (t) => {
  const here = await scene(t, ['ant']);
  await run(here.where, here.discover, { env: here.fakes.env });
  const path = join(here.where.state, 'panther-discover/fleet/test/inventory.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('198.51.100.1', '198.51.100.9'));
  for (const words of [['plan'], ['status'], ['export', 'ssh-config'], ['resume']]) {
    const { code, stderr, stdout } = await run(here.where, ['fleet', ...words], {
      env: here.fakes.env,
    });
    t.is(code, 4, words.join());
    t.regex(stderr, /inventory\.json: is not what the run began with/);
    t.is(stdout, '');
  }
});

test('a clock that was set back makes no step take less than nothing', async (t) => {
  const here = await scene(t, ['ant']);
  await run(here.where, here.discover, { env: here.fakes.env });
  const path = join(here.where.state, 'panther-discover/fleet/test/ledger.jsonl');
  const { lineText, GENESIS } = await import('../../src/provision/ledger/chain.ts');
  let before = GENESIS;
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  const texts = lines.map((line, n) => {
    const { entry } = JSON.parse(line) as { entry: never };
    const next = lineText(n, Date.UTC(2026, 0, 1) - n * 3_600_000, entry, before);
    before = next.hash;
    return next.text;
  });
  writeFileSync(path, `${texts.join('\n')}\n`);
  const { stdout, code } = await run(here.where, ['fleet', 'report', '--json'], {
    env: here.fakes.env,
  });
  t.is(code, 0);
  t.notRegex(stdout, /-[0-9]+(\.[0-9])?[,}]/);
});

for (const columns of [40, 80, 200]) {
  test(`on a terminal of ${columns} columns a table follows the hosts, and messages stand above it`, async (t) => {
    if (!requireTool(t, 'tmux')) return;
    const names = ['ant', 'bee', `web-${'x'.repeat(40)}-001`];
    const here = await scene(t, names);
    here.fakes.hold(names);
    here.fakes.silent('bee');
    const words = [process.execPath, bundle(), ...here.discover];
    const terminal = openTerminal(t, words, {
      columns,
      rows: 20,
      cwd: here.where.work,
      env: environment(here.where, { ...here.fakes.env, NO_COLOR: '1' }),
    });
    await terminal.until((lines) => lines.some((line) => /^ant .*at work/.test(line)), 'at work');
    await terminal.until((lines) => lines.some((line) => /^bee .*failed/.test(line)), 'failed');
    terminal.press('C-c');
    await terminal.until(isAnswered, 'the answer to Ctrl-C');
    // Longer than the table takes to be drawn again.
    await new Promise((resolve) => setTimeout(resolve, 500));
    t.true(isAnswered(terminal.screen()), 'the answer to Ctrl-C stays on the screen');
    here.fakes.letGo();
    const lines = await terminal.until(
      (screen) => screen.some((line) => line.startsWith('run test:')),
      'the end',
    );
    t.is(lines.filter((line) => /^ant /.test(line)).length, 1, lines.join('\n'));
    t.is(lines.filter((line) => line.startsWith('bee ')).length, 1, lines.join('\n'));
    t.true(lines.some((line) => /^web-x+~x*-001 /.test(line)));
  });
}

/** What Ctrl-C is answered with, however the terminal has broken it into lines. */
function isAnswered(lines: readonly string[]): boolean {
  return /it ends once what is at work has come to a safe point/.test(
    lines.map((line) => line.trim()).join(' '),
  );
}

test('a terminal that can draw nothing, and --quiet, get no table', async (t) => {
  if (!requireTool(t, 'tmux')) return;
  const here = await scene(t, ['ant']);
  const command = [process.execPath, bundle(), ...here.discover].map((word) => `'${word}'`);
  const terminal = openTerminal(t, ['/bin/sh', '-c', `TERM=dumb exec ${command.join(' ')}`], {
    cwd: here.where.work,
    env: environment(here.where, here.fakes.env),
  });
  const lines = await terminal.until(
    (screen) => screen.some((line) => line.startsWith('run test:')),
    'the end',
  );
  t.false(lines.some((line) => /[#.]{13}/.test(line)));
});
