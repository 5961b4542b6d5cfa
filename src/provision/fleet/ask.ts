import { randomBytes } from 'node:crypto';
import type { CommandResult, Outcome } from '../../machine/machine.ts';
import { shellWord } from '../../machine/shell-word.ts';
import { type Connection, type RemoteEnd, runRemote } from './remote.ts';

/** A program that is run on a target, and the name that its answer is found by. */
export interface Asked<Name extends string> {
  name: Name;
  command: readonly string[];
}

export type Answers<Name extends string> = Map<Name, Outcome<CommandResult>>;

/**
 * Runs programs on a target, as root, one after the other in one connection, without input. Whatever
 * each answers is hostile text; `failed` is a conversation that broke.
 */
export async function askRemote<Name extends string>(
  connection: Connection,
  questions: readonly Asked<Name>[],
  timeoutMs: number,
): Promise<{ status: 'ok'; answers: Answers<Name> } | Extract<RemoteEnd, { status: 'failed' }>> {
  const nonce = randomBytes(16).toString('hex');
  const end = await runRemote(connection, scriptOf(questions, nonce), timeoutMs);
  if (end.status === 'failed') return end;
  return { status: 'ok', answers: answersIn(questions, end.output, nonce) };
}

function scriptOf(questions: readonly Asked<string>[], nonce: string): string {
  const lines = questions.flatMap(({ command }, index) => [
    `printf '%s ask %s\\n' ${nonce} ${index}`,
    `${command.map(shellWord).join(' ')} 2>/dev/null`,
    `printf '\\n%s end %s\\n' ${nonce} $?`,
  ]);
  return lines.join('\n');
}

function answersIn<Name extends string>(
  questions: readonly Asked<Name>[],
  output: string,
  nonce: string,
): Answers<Name> {
  const answers: Answers<Name> = new Map();
  for (const [index, { name }] of questions.entries()) {
    const open = `${nonce} ask ${index}\n`;
    const start = output.indexOf(open);
    const close = output.indexOf(`\n${nonce} end `, start);
    const code = /^[0-9]{1,3}/.exec(output.slice(close + nonce.length + 6))?.[0];
    if (start === -1 || close === -1 || code === undefined) {
      answers.set(name, { status: 'failed', reason: 'not told' });
    } else if (code === '127') {
      answers.set(name, { status: 'absent', reason: 'ENOENT' });
    } else {
      const data = { output: output.slice(start + open.length, close), exitCode: Number(code) };
      answers.set(name, { status: 'ok', data });
    }
  }
  return answers;
}
