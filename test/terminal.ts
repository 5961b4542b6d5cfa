import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';

export interface TerminalOptions {
  columns?: number;
  rows?: number;
  cwd: string;
  env: Record<string, string>;
}

/** A real terminal: tmux, with a program in it that a test types to and whose screen it reads. */
export interface Terminal {
  /** Types characters as they are. */
  type(text: string): void;
  /** Presses keys by tmux's names, such as Tab or C-c. */
  press(...keys: readonly string[]): void;
  /** The lines of the screen, without what is empty at its end. */
  screen(): string[];
  /** The same, with each line that the terminal had to go on with below joined again. */
  joined(): string[];
  /** The screen with the escape sequences of its colours. */
  painted(): string;
  /** Waits until the screen is as wanted, or fails with what it shows. */
  until(wanted: (lines: string[]) => boolean, what: string): Promise<string[]>;
}

/** For what should come within seconds, on a machine with much else to do. */
const PATIENCE_MS = 240_000;

/** Opens a terminal that goes away after the test; the words are the program and its arguments. */
export function openTerminal(
  t: ExecutionContext,
  words: readonly string[],
  { columns = 100, rows = 40, cwd, env }: TerminalOptions,
): Terminal {
  const folder = mkdtempSync(join(tmpdir(), 'panther-tmux-'));
  const socket = join(folder, 'socket');
  const settings = {
    cwd,
    env: { ...env, HOME: folder, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' },
  };
  const tmux = (...args: readonly string[]): string =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], {
      ...settings,
      encoding: 'utf8',
    });
  const size = ['-x', String(columns), '-y', String(rows)];
  tmux(
    'start-server',
    ';',
    'set-option',
    '-g',
    'remain-on-exit',
    'on',
    ';',
    'new-session',
    '-d',
    ...size,
    ...words,
  );
  t.teardown(() => {
    spawnSync('tmux', ['-S', socket, 'kill-server'], settings);
    rmSync(folder, { recursive: true, force: true });
  });
  const screen = (): string[] => tmux('capture-pane', '-p').trimEnd().split('\n');
  return {
    type: (text) => void tmux('send-keys', '-l', text),
    press: (...keys) => void tmux('send-keys', ...keys),
    screen,
    joined: () => tmux('capture-pane', '-p', '-J').trimEnd().split('\n'),
    painted: () => tmux('capture-pane', '-p', '-e'),
    async until(wanted, what) {
      const end = Date.now() + PATIENCE_MS;
      for (;;) {
        const lines = screen();
        if (wanted(lines)) return lines;
        if (Date.now() > end) throw new Error(`${what}; the screen shows\n${lines.join('\n')}`);
        await setTimeout(100);
      }
    },
  };
}
