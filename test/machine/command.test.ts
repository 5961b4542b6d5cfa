import { execFileSync } from 'node:child_process';
import { chmod, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { runCommand } from '../../src/machine/command.ts';
import { runTogether } from '../../src/machine/command-group.ts';
import type { CommandResult, CommandWish, Outcome } from '../../src/machine/machine.ts';
import { requireTool } from '../tools.ts';
import { folder, program } from './folder.ts';

type Run = (wish: CommandWish) => Promise<Outcome<CommandResult>>;

/** What stands beside the program in question, and must not notice what becomes of it. */
const BESIDE = 'sleep 0.2; echo other; echo said >&2';
const BESIDE_ENDED = { status: 'ok', data: { output: 'other\n', exitCode: 0 } } as const;

function beside(words: CommandWish['words']): CommandWish {
  return { words, timeoutMs: 20_000, maxBytes: 1000 };
}

/** Runs a program between two others that one shell starts with it. */
function among(t: ExecutionContext, shell?: string): Run {
  return async (wish) => {
    const before = beside(['sh', '-c', BESIDE]);
    const after = beside(['true']);
    const [first, answer, last] = await Promise.all(runTogether([before, wish, after], shell));
    t.deepEqual(first, BESIDE_ENDED);
    t.deepEqual(last, { status: 'ok', data: { output: '', exitCode: 0 } });
    return answer as Outcome<CommandResult>;
  };
}

/** A folder in which the shell goes by the name that every system gives to its own. */
async function shellNamed(t: ExecutionContext, tool: string): Promise<string | null> {
  if (!requireTool(t, tool)) return null;
  const place = execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
  const shell = join(await folder(t, {}), 'sh');
  await symlink(place, shell);
  return shell;
}

const WAYS: Record<string, (t: ExecutionContext) => Promise<Run | null>> = {
  'by itself': async () => runCommand,
  'among others': async (t) => among(t),
  'among others, started by bash': (t) => amongBy(t, 'bash'),
  'among others, started by busybox': (t) => amongBy(t, 'busybox'),
  'among others, started by zsh': (t) => amongBy(t, 'zsh'),
  'among others, where there is no shell': async (t) => among(t, '/nothing/here/sh'),
};

async function amongBy(t: ExecutionContext, tool: string): Promise<Run | null> {
  const shell = await shellNamed(t, tool);
  return shell === null ? null : among(t, shell);
}

for (const [way, runOf] of Object.entries(WAYS)) {
  test(`a command ${way} gives its output and exit code, in English`, async (t) => {
    const run = await runOf(t);
    if (run === null) return;
    const root = await folder(t, {});
    await program(
      join(root, 'a tool'),
      'printf "%s\\n" "$LC_ALL" "$@"; cat; echo noise >&2; exit 3',
    );
    const words = [join(root, 'a tool'), "two words; $(id) 'x", '%s\\n'] as const;
    t.deepEqual(await run({ words, timeoutMs: 20_000, maxBytes: 1000 }), {
      status: 'ok',
      data: { output: "C\ntwo words; $(id) 'x\n%s\\n\n", exitCode: 3 },
    });
  });

  test(`a command ${way} keeps every byte of a long output`, async (t) => {
    const run = await runOf(t);
    if (run === null) return;
    const words = ['sh', '-c', 'seq 100000; printf "\\001\\t%s" end'] as const;
    const answer = await run({ words, timeoutMs: 20_000, maxBytes: 2_000_000 });
    const numbers = Array.from({ length: 100_000 }, (_, index) => `${index + 1}\n`).join('');
    t.is(answer.status === 'ok' && answer.data.output, `${numbers}\u0001\tend`);
  });

  test(`a command ${way} that is not there is absent, and one that must not run is denied`, async (t) => {
    const run = await runOf(t);
    if (run === null) return;
    const root = await folder(t, { 'not-a-program': 'text' });
    await chmod(join(root, 'not-a-program'), 0o644);
    const limits = { timeoutMs: 20_000, maxBytes: 10 };
    t.deepEqual(await run({ words: ['panther-no-such-program'], ...limits }), {
      status: 'absent',
      reason: 'ENOENT',
    });
    t.deepEqual(await run({ words: [join(root, 'not-a-program')], ...limits }), {
      status: 'denied',
      reason: 'EACCES',
    });
  });

  test(`a command ${way} that needs root and says so is denied`, async (t) => {
    const run = await runOf(t);
    if (run === null) return;
    const root = await folder(t, {});
    await program(join(root, 'tool'), 'echo "/dev/mem: Permission denied" >&2; exit 1');
    const words = [join(root, 'tool')] as const;
    t.deepEqual(await run({ words, timeoutMs: 20_000, maxBytes: 1000 }), {
      status: 'denied',
      reason: 'needs root (exit code 1)',
    });
  });

  test(`a command ${way} that a signal ended has failed`, async (t) => {
    const run = await runOf(t);
    if (run === null) return;
    const words = ['sh', '-c', 'kill -TERM $$'] as const;
    t.deepEqual(await run({ words, timeoutMs: 20_000, maxBytes: 1000 }), {
      status: 'failed',
      reason: 'ended by SIGTERM',
    });
  });

  test(`a command ${way} that hangs ends at the time limit, and its children with it`, async (t) => {
    const run = await runOf(t);
    if (run === null) return;
    const root = await folder(t, {});
    await program(join(root, 'tool'), `sleep 60 & echo $! > ${join(root, 'child')}; wait`);
    const start = performance.now();
    const words = [join(root, 'tool')] as const;
    t.deepEqual(await run({ words, timeoutMs: 1000, maxBytes: 1000 }), {
      status: 'failed',
      reason: 'timed out',
    });
    t.true(performance.now() - start < 10_000);
    const child = (await readFile(join(root, 'child'), 'utf8')).trim();
    t.true(await hasEnded(child));
  });

  test(`a command ${way} that never stops talking is ended`, async (t) => {
    const run = await runOf(t);
    if (run === null) return;
    const root = await folder(t, {});
    await program(join(root, 'tool'), `echo $$ > ${join(root, 'own')}; while :; do echo yes; done`);
    const words = [join(root, 'tool')] as const;
    t.deepEqual(await run({ words, timeoutMs: 20_000, maxBytes: 10_000 }), {
      status: 'failed',
      reason: 'more than 10000 bytes',
    });
    t.true(await hasEnded((await readFile(join(root, 'own'), 'utf8')).trim()));
  });

  test(`a command ${way} may complain without end`, async (t) => {
    const run = await runOf(t);
    if (run === null) return;
    const words = ['sh', '-c', 'seq 200000 >&2; echo done; exit 4'] as const;
    t.deepEqual(await run({ words, timeoutMs: 20_000, maxBytes: 1000 }), {
      status: 'ok',
      data: { output: 'done\n', exitCode: 4 },
    });
  });
}

test('more commands than one shell can hold run all the same', async (t) => {
  const wishes = Array.from({ length: 12 }, (_, index) => beside(['echo', String(index)]));
  const answers = await Promise.all(runTogether(wishes));
  t.deepEqual(
    answers.map((answer) => answer.status === 'ok' && answer.data.output),
    wishes.map((_, index) => `${index}\n`),
  );
});

/** Ended, or a zombie that nobody has waited for yet. */
async function hasEnded(pid: string): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (stat === '' || / Z /.test(stat)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
