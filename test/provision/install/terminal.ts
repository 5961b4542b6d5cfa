import { spawnSync } from 'node:child_process';
import type { ExecutionContext } from 'ava';

/** A real terminal: a program runs in it, keys are pressed, and the screen is read. */
export interface Screen {
  /** Waits until the screen shows a text; ends the test with the screen where it does not. */
  shows(text: string): Promise<string>;
  /** Types a line. */
  type(line: string): void;
  /** Presses a key by tmux's name of it: C-c, Enter, BSpace. */
  press(key: string): void;
  /** What is on the screen now. */
  read(): string;
}

const WAIT_MS = 60_000;

/** Opens a terminal of 100 columns in which the words run. */
export function terminal(t: ExecutionContext, name: string, words: readonly string[]): Screen {
  const tmux = (...args: string[]) =>
    spawnSync('tmux', ['-L', name, '-f', '/dev/null', ...args], { encoding: 'utf8' });
  const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const script = `${quoted}; echo "ended with $?"; sleep 600`;
  tmux('new-session', '-d', '-x', '100', '-y', '150', script);
  t.teardown(() => tmux('kill-server'));
  const read = () => tmux('capture-pane', '-p', '-S', '-').stdout.trimEnd();
  return {
    read,
    type: (line) => {
      tmux('send-keys', '-l', '--', line);
      tmux('send-keys', 'Enter');
    },
    press: (key) => void tmux('send-keys', key),
    async shows(text) {
      const end = Date.now() + WAIT_MS;
      while (Date.now() < end) {
        const screen = read();
        if (screen.includes(text)) return screen;
        await new Promise((wake) => setTimeout(wake, 100));
      }
      throw new Error(`the screen never showed ${JSON.stringify(text)}:\n${read()}`);
    },
  };
}
