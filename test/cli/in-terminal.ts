import type { ExecutionContext } from 'ava';
import { openTerminal, type Terminal } from '../terminal.ts';
import { bundle, environment, place } from './run.ts';

export interface On {
  columns: number;
  env?: Record<string, string>;
}

/** Runs the tool in a terminal of its own; it is over when the last line says with which code. */
export async function inTerminal(
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
