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
