import { resolve } from 'node:path';
import test from 'ava';
import { requireTool } from '../tools.ts';
import { inTerminal } from './in-terminal.ts';
import { place, recorded, run } from './run.ts';

/** Lines that the terminal had to break, but for those that are one word or a command, to be copied whole. */
function torn(joined: readonly string[], columns: number): string[] {
  return joined
    .map((line) => line.trim().replace(/^(Next +)?(read|cd) .*$/, ''))
    .filter((line) => line.length > columns && line.includes(' '));
}

const CAPTURE = ['--from', recorded('zephyrus')];
const DISK = ['--set', 'disk=/dev/disk/by-path/pci-0000:02:00.0-nvme-1'];
const HERE = ['--out', resolve('.')];
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
  diff: {
    args: ['diff', recorded('yoga'), recorded('zephyrus')],
    code: 1,
    shows: /GPU added: NVIDIA/,
  },
  'a check that holds': { args: ['check', 'yoga', ...HERE], code: 0, shows: /^yoga: holds$/m },
  'a check against another machine': {
    args: ['check', 'yoga', ...HERE, '--against', recorded('zephyrus')],
    code: 1,
    shows: /^ {2}hardware {2}/m,
  },
  scan: {
    args: ['scan', resolve('hosts/yoga/disko.nix'), ...HERE],
    code: 0,
    shows: /^one file holds no identifier$/m,
  },
  'fixture list': {
    args: ['fixture', 'list', ...HERE],
    code: 0,
    shows: /^framework-laptop\n {2}host {9}framework-laptop$|^NAME +HOST/m,
  },
  'report of a plan that needs an answer': {
    args: ['report', '--from', recorded('hetzner-vps'), '--no-ask'],
    code: 3,
    shows: /--set encryption=none$/m,
  },
  help: { args: ['--help'], code: 0, shows: /Exit codes:/ },
};
for (const [name, { args, code, shows }] of Object.entries(COMMANDS)) {
  for (const columns of [40, 60, 80]) {
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

test('NO_COLOR takes the colours from a terminal, and nothing else', async (t) => {
  if (!requireTool(t, 'tmux')) return;
  const args = ['layout', ...CAPTURE, ...DISK];
  const plain = await inTerminal(t, args, { columns: 80, env: { NO_COLOR: '1' } });
  const coloured = await inTerminal(t, args, { columns: 80 });
  t.deepEqual(await plain.over(), await coloured.over());
  t.false(plain.terminal.painted().includes('\u001b['));
  t.true(coloured.terminal.painted().includes('\u001b['));
});

test('in a pipe no line is broken for a terminal, and nothing is coloured', async (t) => {
  const where = await place(t);
  const { stdout, stderr } = await run(where, ['layout', ...CAPTURE, ...DISK]);
  t.false(`${stdout}${stderr}`.includes('\u001b'));
  t.true(stderr.split('\n').some((line) => line.length > 120));
});
