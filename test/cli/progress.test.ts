import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openTerminal } from '../terminal.ts';
import { requireTool } from '../tools.ts';
import { inTerminal } from './in-terminal.ts';
import { bundle, environment, place, recorded, run } from './run.ts';

const REPOSITORY_PIPE = 'hardware-discovery/yoga/capture.json';

/** Commands that wait for a pipe in place of a file: `PIPE`, or the recording of a repository `ROOT`. */
const WAITING: Record<string, { args: readonly string[]; shows: RegExp; code: number }> = {
  'the main job': { args: ['--from', 'PIPE'], shows: /^reading \S+ [1-9] s$/, code: 0 },
  layout: { args: ['layout', '--from', 'PIPE'], shows: /^reading \S+ [1-9] s$/, code: 0 },
  'match of several': {
    args: ['match', recorded('yoga'), 'PIPE'],
    shows: /^matching: 2, \S+ [1-9] s$/,
    code: 0,
  },
  diff: { args: ['diff', recorded('yoga'), 'PIPE'], shows: /^reading \S+ [1-9] s$/, code: 0 },
  scan: { args: ['scan', 'PIPE'], shows: /^scanning [1-9] s$/, code: 0 },
  lint: { args: ['lint', 'PIPE'], shows: /^linting: \S+ [1-9] s$/, code: 2 },
  check: {
    args: ['check', '--out', 'ROOT'],
    shows: /^checking: 1 of 1, yoga [1-9] s$/,
    code: 0,
  },
  'check against a source': {
    args: ['check', 'yoga', '--out', 'ROOT', '--against', recorded('yoga')],
    shows: /^looking for its host: 1 of 1, yoga [1-9] s$/,
    code: 0,
  },
  'report --index': {
    args: ['report', '--index', '--out', 'ROOT'],
    shows: /^deriving: 1 of 1, yoga [1-9] s$/,
    code: 0,
  },
};

interface Waiting {
  words: string[];
  /** Lets whatever waits for the pipe go on. */
  fill: () => Promise<void>;
}

/** A pipe, and a repository whose one recording is one too; a waiting command reads either. */
async function waitingFor(t: ExecutionContext, args: readonly string[]): Promise<Waiting> {
  const { work } = await place(t);
  const root = join(work, 'root');
  for (const folder of ['hosts/yoga', 'hardware-discovery/yoga']) {
    cpSync(resolve(folder), join(root, folder), { recursive: true });
  }
  rmSync(join(root, REPOSITORY_PIPE));
  const isOfRepository = args.includes('ROOT');
  const pipe = isOfRepository ? join(root, REPOSITORY_PIPE) : join(work, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const whole = readFileSync(recorded('yoga'));
  return {
    words: args.map((word) => ({ PIPE: pipe, ROOT: root })[word] ?? word),
    async fill() {
      // Whoever looks at it once more finds a file; a process of its own may wait for a reader.
      const file = `${pipe}.whole`;
      await writeFile(file, whole);
      const script = 'exec 3<> "$1"; mv "$2" "$1"; cat "$1" >&3';
      const writer = spawn('sh', ['-c', script, 'sh', pipe, file], { stdio: 'ignore' });
      t.teardown(() => writer.kill('SIGKILL'));
    },
  };
}

for (const [name, { args, shows, code }] of Object.entries(WAITING)) {
  test.serial(
    `${name}: a terminal shows one line, which is gone afterwards, and a pipe none`,
    async (t) => {
      const where = await place(t);
      const piped = await waitingFor(t, args);
      const ran = run(where, piped.words);
      if (requireTool(t, 'tmux')) {
        const { words, fill } = await waitingFor(t, args);
        const { terminal, over } = await inTerminal(t, words, { columns: 100 });
        const lines = await terminal.until((seen) => shows.test(seen.at(-1) ?? ''), 'no progress');
        await fill();
        const after = (await over()).join('\n');
        t.true(after.endsWith(`code ${code}`), after);
        t.false(after.includes(lines.at(-1)?.replace(/ \d+ s$/, '') ?? ''), after);
      }
      await piped.fill();
      const { stderr, stdout } = await ran;
      for (const mark of ['\r', '\u001b']) t.false(`${stdout}${stderr}`.includes(mark), stderr);
    },
  );
}

test.serial('fixture update: what it says stands above the line of progress', async (t) => {
  if (!requireTool(t, 'tmux')) return;
  const { work } = await place(t);
  const fixtures = join(work, 'fixtures');
  const [first = ''] = readdirSync('fixtures');
  for (let index = 100; index < 350; index += 1) {
    cpSync(join('fixtures', first), join(fixtures, `case-${index}`), { recursive: true });
  }
  const { terminal, over } = await inTerminal(
    t,
    ['fixture', 'update', '--dry-run', '--out', work],
    {
      columns: 60,
    },
  );
  const shows = /^deriving: \d+ of 250, case-\d+ [1-9] s$/;
  const lines = await terminal.until((seen) => shows.test(seen.at(-1) ?? ''), 'no progress');
  t.true(
    lines.slice(0, -1).every((line) => /^case-\d+: holds$/.test(line)),
    lines.join('\n'),
  );
  const after = await over();
  t.is(after.at(-1), 'code 0');
  t.true(
    after.slice(0, -1).every((line) => /^case-\d+: holds$/.test(line)),
    after.join('\n'),
  );
});

/** A way to a machine that takes its time: two lines of it are enough to see what happens meanwhile. */
function slowSsh(work: string): Record<string, string> {
  const bin = join(work, 'bin');
  mkdirSync(bin, { recursive: true });
  const gate = join(work, 'gate');
  const script = `#!/bin/sh\nuntil [ -e '${gate}' ]; do sleep 0.2; done\necho 'ssh: connect to host slow port 22: Connection refused' >&2\nexit 255\n`;
  writeFileSync(join(bin, 'ssh'), script);
  chmodSync(join(bin, 'ssh'), 0o755);
  return { PATH: `${bin}:${process.env['PATH']}` };
}

test.serial(
  'while a machine is asked, a terminal shows one line, which is gone afterwards',
  async (t) => {
    if (!requireTool(t, 'tmux')) return;
    const { work } = await place(t);
    const env = slowSsh(work);
    const { terminal, over } = await inTerminal(
      t,
      ['capture', '--from', 'ssh://root@slow-machine.example.org'],
      {
        columns: 40,
        env,
      },
    );
    const shown = await terminal.until(
      (lines) => / [2-9] s$/.test(lines.join('\n').trimEnd()),
      'no progress',
    );
    t.is(shown.length, 1, 'it never wraps');
    t.regex(shown[0] ?? '', /^asking ssh:\/\/root@slow-machine/);
    writeFileSync(join(work, 'gate'), '');
    const lines = await over();
    t.is(lines.at(-1), 'code 2');
    t.false(lines.join('\n').includes('asking'));
  },
);

test.serial('interrupted, it leaves no half of a line', async (t) => {
  if (!requireTool(t, 'tmux')) return;
  const { work } = await place(t);
  const { terminal, over } = await inTerminal(t, ['capture', '--from', 'ssh://root@slow'], {
    columns: 60,
    env: slowSsh(work),
  });
  await terminal.until((lines) => lines.join('').includes('asking'), 'no progress');
  terminal.press('C-c');
  const lines = await over();
  t.is(lines.at(-1), 'code 130');
  t.false(lines.join('\n').includes('asking'), lines.join('\n'));
});

for (const [how, words] of [
  ['with -q', ['-q']],
  ['with --json', ['--json']],
  ['on a terminal that cannot draw', []],
] as const) {
  test.serial(`${how} nothing shows that a machine is asked`, async (t) => {
    if (!requireTool(t, 'tmux')) return;
    const { work } = await place(t);
    const env = slowSsh(work);
    const dumb = words.length === 0 ? ['env', 'TERM=dumb'] : [];
    const where = await place(t);
    const args = [...dumb, process.execPath, bundle(), 'capture', ...words, '--from', 'ssh://slow'];
    const line = args.map((word) => `'${word}'`).join(' ');
    const terminal = openTerminal(
      t,
      [
        'sh',
        '-c',
        `${line} & sleep 4; echo waited; touch '${work}/gate'; wait $!; printf '%s' "code $?"; sleep 600`,
      ],
      {
        cwd: where.work,
        env: environment(where, env),
      },
    );
    const lines = await terminal.until((shown) => /^code /.test(shown.at(-1) ?? ''), 'no end');
    t.is(lines[0], 'waited');
    t.false(lines.join('\n').includes('asking'));
  });
}
