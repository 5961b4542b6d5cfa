import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openTerminal, type Terminal } from '../terminal.ts';
import { requireTool } from '../tools.ts';
import { bundle, environment, failsInOneLine, type Place, place, run, succeeds } from './run.ts';

/** A working directory with two hosts and a file, and the tool under its name on the PATH. */
async function shellPlace(t: ExecutionContext): Promise<Place & { env: Record<string, string> }> {
  const where = await place(t);
  for (const host of ['yoga', 'zephyrus']) {
    cpSync(join('hosts', host), join(where.work, 'hosts', host), { recursive: true });
  }
  mkdirSync(join(where.work, '.panther'));
  writeFileSync(join(where.work, '.panther/manifest.json'), '');
  writeFileSync(join(where.work, 'mine.yaml'), '');
  mkdirSync(join(where.work, 'elsewhere'));
  const bin = join(where.state, 'bin');
  mkdirSync(bin);
  chmodSync(bundle(), 0o755);
  symlinkSync(bundle(), join(bin, 'panther-discover'));
  return { ...where, env: environment(where, { PATH: `${bin}:${process.env['PATH']}` }) };
}

/** What is typed before Tab is pressed, and the line that stands there after it. */
const LINES: readonly (readonly [string, string])[] = [
  ['panther-discover cap', 'panther-discover capture'],
  ['panther-discover check ze', 'panther-discover check zephyrus'],
  ['panther-discover check --js', 'panther-discover check --json'],
  ['panther-discover --host yo', 'panther-discover --host yoga'],
  ['panther-discover --profile=zeph', 'panther-discover --profile=zephyrus'],
  ['panther-discover --set enc', 'panther-discover --set encryption='],
  ['panther-discover --set encryption=l', 'panther-discover --set encryption=luks'],
  [
    'panther-discover explain hardware.nvidia.prime.nv',
    'panther-discover explain hardware.nvidia.prime.nvidiaBusId',
  ],
  ['panther-discover --answers mi', 'panther-discover --answers mine.yaml'],
  ['panther-discover --answers=mi', 'panther-discover --answers=mine.yaml'],
  ['panther-discover explain --out else', 'panther-discover explain --out elsewhere/'],
  ['panther-discover completion fi', 'panther-discover completion fish'],
];

const SHELLS: Record<string, { words: string[]; setUp: string }[]> = {
  bash: [
    { words: ['bash', '--norc'], setUp: "source <(panther-discover completion bash); PS1='> '" },
  ],
  zsh: [
    {
      words: ['zsh', '-f'],
      setUp:
        "autoload -U compinit; compinit -u; source <(panther-discover completion zsh); PS1='> '",
    },
    {
      words: ['zsh', '-f'],
      setUp:
        "mkdir -p ~/f; panther-discover completion zsh > ~/f/_panther-discover; fpath=(~/f $fpath); autoload -U compinit; compinit -u; PS1='> '",
    },
  ],
  fish: [
    {
      words: ['fish', '--no-config'],
      setUp:
        "set -g fish_autosuggestion_enabled 0; panther-discover completion fish | source; function fish_prompt; echo '> '; end",
    },
  ],
};

for (const [shell, ways] of Object.entries(SHELLS)) {
  for (const [index, { words, setUp }] of ways.entries()) {
    const how = ['', ' as a function that is found on the path'][index] ?? '';
    test(`${shell} completes commands, flags, hosts, profiles, answers, options and files${how}`, async (t) => {
      if (!requireTool(t, 'tmux') || !requireTool(t, shell)) return;
      const { work, env } = await shellPlace(t);
      const terminal = openTerminal(t, words, { cwd: work, env });
      await terminal.until((lines) => lines.join('').trim() !== '', 'no prompt');
      terminal.type(`${setUp}\n`);
      await prompt(terminal);
      for (const [typed, expected] of LINES) {
        terminal.type(typed);
        terminal.press('Tab');
        await terminal.until(
          (lines) => lines.some((line) => line.trimEnd() === `> ${expected}`),
          `${typed} is not completed to ${expected}`,
        );
        terminal.press('C-c');
        await prompt(terminal);
      }
      t.pass();
    });
  }
}

async function prompt(terminal: Terminal): Promise<void> {
  await terminal.until((lines) => lines.at(-1)?.trim() === '>', 'no prompt');
  terminal.type('clear\n');
  await terminal.until(
    (lines) => lines.length === 1 && lines[0]?.trim() === '>',
    'no clear screen',
  );
}

async function candidates(t: ExecutionContext, ...typed: string[]): Promise<string[]> {
  const where = await shellPlace(t);
  const ran = await run(where, ['--complete', ...typed]);
  succeeds(t, ran);
  return ran.stdout.trimEnd().split('\n');
}

test('a value is looked for where the command would look: in the repository of --out', async (t) => {
  t.deepEqual(await candidates(t, 'check', ''), ['values', 'yoga', 'zephyrus']);
  t.deepEqual(await candidates(t, 'explain', '--out', 'elsewhere', '--host', ''), ['values']);
  const ofOne = await candidates(t, 'explain', '--host', 'yoga', 'hardware.nvidia');
  t.deepEqual(ofOne, ['values']);
});

test('a flag that was given is not offered again, unless it may be repeated', async (t) => {
  const offered = await candidates(t, '--json', '--set', 'user=alice', '--');
  t.false(offered.some((line) => line.startsWith('--json')));
  t.true(offered.some((line) => line.startsWith('--set\t')));
});

test('what cannot be completed is an answer without candidates', async (t) => {
  t.deepEqual(await candidates(t, 'no-such-command', ''), ['values']);
  t.deepEqual(await candidates(t, 'check', '--no-such-flag='), ['values']);
  t.deepEqual(await candidates(t), await candidates(t, ''));
});

test('the shells’ scripts are what is installed, and another shell has none', async (t) => {
  const where = await place(t);
  for (const shell of ['bash', 'zsh', 'fish']) {
    const ran = await run(where, ['completion', shell]);
    succeeds(t, ran);
    t.true(ran.stdout.includes('--complete'));
    if (!requireTool(t, shell)) continue;
    const script = join(where.work, `script.${shell}`);
    writeFileSync(script, ran.stdout);
    const parsed = spawnSync(shell, ['-n', script], { encoding: 'utf8' });
    t.is(parsed.status, 0, parsed.stderr);
  }
  failsInOneLine(t, await run(where, ['completion', 'csh']), 2, 'csh', 'bash');
});

/** The names of the flags that a help page or the shell is offered. */
function names(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name).sort();
}

/** The commands below others that a help page names. */
function commandsIn(help: string, above: readonly string[]): string[][] {
  const start = ['panther-discover', ...above].join(' ');
  return names(help, new RegExp(`^ {2}${start} ([a-z][a-z-]*)(?: |$)`, 'gm')).map((name) => [
    ...above,
    name,
  ]);
}

test('the table of commands is the command line: same commands, same flags', async (t) => {
  const where = await place(t);
  const waiting: string[][] = [[]];
  let groups = 0;
  for (let words = waiting.shift(); words !== undefined; words = waiting.shift()) {
    const help = (await run(where, [...words, '--help'])).stdout;
    const flags = (await candidates(t, ...words, '--')).slice(1).join('\n');
    const found = names(flags, /^--([a-z0-9-]+)/gm).filter((name) => !name.startsWith('no-'));
    t.deepEqual(found, names(help, /^ {2}(?:-[a-z], )? *--([a-z0-9-]+) /gm), words.join(' '));
    const below = commandsIn(help.split('Examples:')[0] ?? '', words);
    const offered = (await candidates(t, ...words, '')).slice(1).map((line) => line.split('\t')[0]);
    for (const command of below) t.true(offered.includes(command.at(-1)), command.join(' '));
    if (words.length > 0 && below.length > 0) groups += 1;
    waiting.push(...below);
  }
  t.true(groups > 0, 'commands below a command are among them');
});

test('the man page has every command and flag, and renders without a complaint', async (t) => {
  const where = await place(t);
  const ran = await run(where, ['man-page']);
  succeeds(t, ran);
  const help = (await run(where, ['--help'])).stdout;
  for (const [command = ''] of commandsIn(help, [])) {
    const name = command.replaceAll('-', '\\-');
    const part = new RegExp(`^\\.SS ${name.replaceAll('\\', '\\\\')}( |$)`, 'm');
    t.regex(ran.stdout, part);
    const own = names(
      (await run(where, [command, '--help'])).stdout,
      /^ {2}(?:-[a-z], )? *--([a-z-]+) /gm,
    );
    for (const flag of own) t.true(ran.stdout.includes(`--${flag}`.replaceAll('-', '\\-')), flag);
  }
  if (requireTool(t, 'groff')) {
    const groff = spawnSync('groff', ['-man', '-ww', '-Tutf8'], {
      input: ran.stdout,
      encoding: 'utf8',
    });
    t.is(groff.status, 0);
    t.is(groff.stderr, '');
    t.true(groff.stdout.length > 2000);
  }
  if (requireTool(t, 'mandoc')) {
    const lint = spawnSync('mandoc', ['-T', 'lint'], { input: ran.stdout, encoding: 'utf8' });
    // No clock: the page has no date of its own.
    const complaints = lint.stdout.split('\n').filter((line) => !/missing date/.test(line));
    t.deepEqual(complaints, ['']);
  }
});
