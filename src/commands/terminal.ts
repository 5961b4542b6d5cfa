import { inertText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';

/** A person at the terminal, who types lines that are seen or not. */
export interface Terminal {
  line(prompt: string): Promise<string>;
  secret(prompt: string): Promise<Buffer>;
  show(text: string): void;
  clear(): void;
  /** Gives the terminal back as it was. */
  leave(): void;
}

const ENTER = new Set([0x0a, 0x0d]);
const BACKSPACE = new Set([0x08, 0x7f]);
const CTRL_C = 0x03;
const CTRL_D = 0x04;
const CTRL_U = 0x15;
const ESCAPE = 0x1b;

/**
 * The terminal behind standard input. It is read key by key, so that a secret never shows and a Ctrl-C at
 * a question is heard; questions go to standard error. `signal` ends a question that waits.
 */
export function terminal(signal: AbortSignal): Terminal {
  const { stdin, stderr } = process;
  let typedAhead = Buffer.alloc(0);

  const ask = (prompt: string, isSeen: boolean): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      stderr.write(inertText(prompt));
      // Keys that were pressed before the question was there are no answer to it.
      if (!isSeen) typedAhead = Buffer.alloc(0);
      let line: number[] = [];
      const finish = (end: () => void) => {
        stdin.off('data', onData);
        signal.removeEventListener('abort', onAbort);
        stdin.setRawMode(false);
        stdin.pause();
        stderr.write('\n');
        end();
      };
      const interrupted = () => new PantherError('interrupted', 'interrupted');
      const onAbort = () => finish(() => reject(interrupted()));
      const onData = (chunk: Buffer) => {
        const keys = Buffer.concat([typedAhead, chunk]);
        typedAhead = Buffer.alloc(0);
        for (let at = 0; at < keys.length; at++) {
          const key = keys[at] as number;
          if (ENTER.has(key)) {
            typedAhead = Buffer.from(keys.subarray(at + 1));
            const answer = Buffer.from(line);
            line.fill(0);
            return finish(() => resolve(answer));
          }
          if (key === CTRL_C || (key === CTRL_D && line.length === 0)) {
            return finish(() => reject(interrupted()));
          }
          if (key === ESCAPE) {
            at = endOfSequence(keys, at);
            continue;
          }
          const before = line.length;
          if (BACKSPACE.has(key)) line = withoutLast(line);
          else if (key === CTRL_U) line = [];
          else if (key >= 0x20) line.push(key);
          if (isSeen) echo(line, before);
        }
      };
      const echo = (now: readonly number[], before: number) => {
        const last = now.at(-1);
        if (now.length > before && last !== undefined) stderr.write(Buffer.from([last]));
        else if (now.length < before) {
          stderr.write(`\r\u001b[K${inertText(prompt)}`);
          stderr.write(Buffer.from(now));
        }
      };
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      stdin.setRawMode(true);
      stdin.resume();
      stdin.on('data', onData);
      if (typedAhead.length > 0) onData(Buffer.alloc(0));
    });

  return {
    line: async (prompt) => (await ask(prompt, true)).toString('utf8'),
    secret: (prompt) => ask(prompt, false),
    show: (text) => void stderr.write(`${inertText(text)}\n`),
    // The screen and what was scrolled off it.
    clear: () => void stderr.write('\u001b[2J\u001b[3J\u001b[H'),
    leave() {
      if (stdin.isTTY) stdin.setRawMode(false);
      stdin.pause();
    },
  };
}

/** The last character, which may be of several bytes. */
function withoutLast(line: readonly number[]): number[] {
  let end = line.length - 1;
  while (end > 0 && ((line[end] as number) & 0xc0) === 0x80) end -= 1;
  return line.slice(0, Math.max(end, 0));
}

/** The last byte of an arrow key or another key that sends several. */
function endOfSequence(keys: Uint8Array, start: number): number {
  let at = start + 1;
  if (keys[at] !== 0x5b && keys[at] !== 0x4f) return start;
  at += 1;
  while (at < keys.length && !((keys[at] as number) >= 0x40 && (keys[at] as number) <= 0x7e))
    at += 1;
  return at;
}
