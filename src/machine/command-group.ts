import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { commandEnvironment, endedCommand, endGroup, runCommand } from './command.ts';
import { type CommandResult, type CommandWish, missing, type Outcome } from './machine.ts';
import { shellWord } from './shell-word.ts';

const SHELL = '/bin/sh';
/** 0 is empty, 1 tells how each program ended, 2 goes nowhere; every shell knows those of one digit. */
const FIRST_OUTPUT = 3;
const MOST_TOGETHER = 7;
/** Bytes of what a program complained; a write of that size arrives in one piece. */
const COMPLAINT_KEPT = 2000;

/**
 * How a program ended: its exit code, 128 and more for a signal, and what it said on standard error. Null
 * where the shell ended first.
 */
type End = Promise<{ code: number; complaint: string } | null>;

type Answer = Promise<Outcome<CommandResult>>;

/**
 * Runs programs side by side, each without input and in the C locale, and answers for each when it has
 * ended. What cannot be run is absent or denied; nothing is thrown.
 *
 * One shell starts them all: a process as large as this one takes several milliseconds to fork, and
 * longer in a virtual machine, where a shell takes one.
 */
export function runTogether(wishes: readonly CommandWish[], shell = SHELL): readonly Answer[] {
  const environment = commandEnvironment(process.env);
  const places = wishes.map(({ words }) => placeOf(words[0], environment['PATH'] ?? ''));
  const present = wishes.flatMap(({ words, ...limits }, index): CommandWish[] => {
    const place = places[index];
    return place?.status === 'ok' ? [{ words: [place.data, ...words.slice(1)], ...limits }] : [];
  });
  const started = startTogether(present, shell, environment);
  return places.map((place) =>
    place.status === 'ok' ? (started.shift() as Answer) : Promise.resolve(place),
  );
}

function startTogether(
  wishes: readonly CommandWish[],
  program: string,
  environment: NodeJS.ProcessEnv,
): Answer[] {
  if (wishes.length < 2 || wishes.length > MOST_TOGETHER) return wishes.map(runCommand);
  let shell: ChildProcess;
  try {
    shell = spawn(program, ['-c', scriptFor(wishes)], {
      stdio: ['ignore', 'pipe', 'ignore', ...wishes.map(() => 'pipe' as const)],
      // It leads a group, so that all that it started can be ended with it.
      detached: true,
      env: environment,
    });
  } catch {
    return wishes.map(runCommand);
  }
  const ends = endsTold(shell, wishes.length);
  let isLate = false;
  const answers = wishes.map(async (wish, index) => {
    const output = shell.stdio?.[FIRST_OUTPUT + index];
    const answer =
      output instanceof Readable ? await answerOf(output, ends[index] as End, wish) : null;
    // Where there is no such shell, each program is started by itself.
    if (answer === null) return runCommand(wish);
    isLate ||= answer.status === 'failed';
    return answer;
  });
  void Promise.all(answers).then(() => {
    if (isLate && shell.exitCode === null && shell.signalCode === null) endGroup(shell);
  });
  return answers;
}

/** Where execvp(3) finds a program, or the reason why it finds none. */
function placeOf(program: string, path: string): Outcome<string> {
  const folders = program.includes('/') ? ['.'] : path.split(':');
  let reason: unknown = { code: 'ENOENT' };
  for (const folder of folders) {
    // Absolute, so that a shell takes it for nothing but a program.
    const place = resolve(folder, program);
    try {
      if (statSync(place, { throwIfNoEntry: false })?.isFile() !== true) continue;
      accessSync(place, constants.X_OK);
      return { status: 'ok', data: place };
    } catch (error) {
      reason = error;
    }
  }
  return missing(reason);
}

/**
 * Starts each program in the background with an output of its own. A subshell waits for it, keeps what it
 * complains, and tells how it ended. Nobody holds the output of another, or that would seem to go on.
 */
function scriptFor(wishes: readonly CommandWish[]): string {
  const outputs = wishes.map((_wish, index) => FIRST_OUTPUT + index);
  const closed = (kept?: number) =>
    outputs.flatMap((output) => (output === kept ? [] : [`${output}>&-`])).join(' ');
  const lines = wishes.map(({ words }, index) => {
    const output = outputs[index] as number;
    const program = `${words.map(shellWord).join(' ')} 2>&1 >&${output} ${output}>&-`;
    const told = `printf '%s %s %.${COMPLAINT_KEPT}s\\0' ${index} "$?" "$said"`;
    return `{ said=$(${program}); ${told}; } ${closed(output)} &`;
  });
  return [...lines, `exec ${closed()}`, 'wait'].join('\n');
}

/** What the shell tells of each program. */
function endsTold(shell: ChildProcess, count: number): readonly End[] {
  const settlers: ((end: Awaited<End>) => void)[] = [];
  const ends = Array.from({ length: count }, (): End => {
    return new Promise((resolve) => settlers.push(resolve));
  });
  let text = '';
  shell.stdout?.setEncoding('latin1').on('data', (chunk: string) => {
    const records = `${text}${chunk}`.split('\0');
    text = records.pop() ?? '';
    for (const record of records) {
      const [, index, code, complaint = ''] = /^(\d+) (\d+) (.*)$/s.exec(record) ?? [];
      settlers[Number(index)]?.({ code: Number(code), complaint });
    }
  });
  const endAll = () => {
    for (const settle of settlers) settle(null);
  };
  shell.on('error', endAll);
  shell.on('close', endAll);
  return ends;
}

/** What a program answered by its end or its limit; null where nobody knows whether it ran. */
function answerOf(
  output: Readable,
  ended: End,
  { timeoutMs, maxBytes }: CommandWish,
): Promise<Outcome<CommandResult> | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (answer: Outcome<CommandResult> | null) => {
      clearTimeout(timer);
      output.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => settle({ status: 'failed', reason: 'timed out' }), timeoutMs);
    output.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) settle({ status: 'failed', reason: `more than ${maxBytes} bytes` });
    });
    const closed = new Promise((told) => output.on('close', told));
    void Promise.all([ended, closed]).then(([end]) => {
      if (end === null) return settle(null);
      settle(endedCommand(Buffer.concat(chunks).toString('utf8'), end.complaint, end.code));
    });
  });
}
