import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openTerminal, type Terminal } from '../terminal.ts';
import { requireTool } from '../tools.ts';
import { bundle, environment, place, recorded, run } from './run.ts';

interface On {
  columns: number;
  env?: Record<string, string>;
}

/** Runs the tool in a terminal of its own; it is over when the last line says with which code. */
async function inTerminal(
  t: ExecutionContext,
  args: readonly string[],
  { columns, env = {} }: On,
): Promise<{ terminal: Terminal; work: string; over: () => Promise<string[]> }> {
  const where = await place(t);
  const line = [process.execPath, bundle(), ...args].map((word) => `'${word}'`).join(' ');
  const terminal = openTerminal(
    t,
    ['sh', '-c', `trap : INT; ${line}; printf '%s' "code $?"; sleep 600`],
    {
      columns,
      rows: 200,
      cwd: where.work,
      env: environment(where, env),
    },
  );
  const over = () => terminal.until((lines) => /^code \d+$/.test(lines.at(-1) ?? ''), 'no end');
  return { terminal, work: where.work, over };
}

/** Lines that the terminal had to break, but for those that are one word or a command, to be copied whole. */
function torn(joined: readonly string[], columns: number): string[] {
  return joined
    .map((line) => line.trim().replace(/^(Next +)?(read|cd) .*$/, ''))
    .filter((line) => line.length > columns && line.includes(' '));
}

const CAPTURE = ['--from', recorded('zephyrus')];
const DISK = ['--set', 'disk=/dev/disk/by-path/pci-0000:02:00.0-nvme-1'];
const COMMANDS: Record<string, { args: readonly string[]; code: number; shows: RegExp }> = {
  'the main job': { args: [...CAPTURE, ...DISK], code: 0, shows: /^Profile {3}zephyrus, high/m },
  'a question that nobody answers': {
    args: ['--from', recorded('hetzner-vps'), '--no-ask'],
    code: 3,
    shows: /--set encryption=none$/m,
  },
  match: { args: ['match', recorded('yoga')], code: 0, shows: /runner-up/ },
  explain: {
    args: ['explain', 'hardware.cpu', ...CAPTURE, ...DISK],
    code: 0,
    shows: /Processor fixes/,
  },
  layout: { args: ['layout', ...CAPTURE, ...DISK], code: 0, shows: /^warning: /m },
  help: { args: ['--help'], code: 0, shows: /Exit codes:/ },
};
for (const [name, { args, code, shows }] of Object.entries(COMMANDS)) {
  for (const columns of [40, 80]) {
    test(`${name} tears no word on ${columns} columns`, async (t) => {
      if (!requireTool(t, 'tmux')) return;
      const { terminal, over } = await inTerminal(t, args, { columns });
      const lines = await over();
      t.is(lines.at(-1), `code ${code}`);
      t.regex(lines.join('\n'), shows);
      t.deepEqual(torn(terminal.joined(), columns), []);
    });
  }
}

test('in a pipe no line is broken for a terminal, and nothing is coloured', async (t) => {
  const where = await place(t);
  const { stdout, stderr } = await run(where, ['layout', ...CAPTURE, ...DISK]);
  t.false(`${stdout}${stderr}`.includes('\u001b'));
  t.true(stderr.split('\n').some((line) => line.length > 120));
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

test('while a machine is asked, a terminal shows one line, which is gone afterwards', async (t) => {
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
});

test('interrupted, it leaves no half of a line', async (t) => {
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
  ['on a terminal that cannot draw', []],
] as const) {
  test(`${how} nothing shows that a machine is asked`, async (t) => {
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
