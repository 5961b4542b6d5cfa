import { startProgress } from './console/progress.ts';
import { wrapText } from './console/wrap.ts';
import { inertJson, inertText } from './model/display.ts';

/** What a run needs to know about how it may speak. */
export interface ConsoleOptions {
  quiet: boolean;
  verbose: boolean;
  /** Standard output is for a program: nobody is shown that work goes on. */
  json: boolean;
  /** True and false are the user's word (`--color`, `--no-color`); null leaves it to the terminal. */
  color: boolean | null;
}

/** Data goes to stdout; everything else goes to stderr. */
export interface Console {
  /** Writes data to stdout, with a newline at its end. */
  data(text: string): void;
  /** Writes sentences to stdout; on a terminal, lines that are wider than it are broken at spaces. */
  prose(text: string): void;
  /** Writes a value to stdout as one line of JSON. */
  json(value: unknown): void;
  /** Tells the person something, unless `--quiet`. */
  say(text: string): void;
  /** Tells an error that does not end the run, `--quiet` or not. */
  complain(text: string): void;
  /** Tells more, with `--verbose` only. */
  detail(text: string): void;
  /**
   * Runs something that may take long: a person at a terminal sees that it goes on, and what it tells of
   * itself, on one line of stderr after a second. Nothing is shown in a pipe, with `--quiet` and with
   * `--json`.
   */
  during<T>(about: string, work: (tell: (detail: string) => void) => Promise<T>): Promise<T>;
  /**
   * Tells of something that is drawn in place on standard error: `hide` is called before anything else is
   * written. Returns how to take that back; null where nothing can be drawn (a pipe, `--quiet`, a dumb terminal).
   */
  drawing(hide: () => void): (() => void) | null;
  /** Columns of the terminal that stdout is; null where it is none. */
  columns: number | null;
  /** Whether colours are wanted. */
  color: boolean;
  /** Emphasises text where colours are wanted, else returns it as it is. */
  strong(text: string): string;
  warn(text: string): string;
}

/**
 * The policy for colours: `--color`/`--no-color` first, then NO_COLOR and FORCE_COLOR
 * (https://no-color.org), then whether stdout is a terminal.
 */
export function wantsColor(
  options: ConsoleOptions,
  env: NodeJS.ProcessEnv,
  isTerminal: boolean,
): boolean {
  if (options.color !== null) return options.color;
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return true;
  return isTerminal;
}

/** Columns of the terminal that a stream is; null where it is none, or one that does not know its size. */
function columnsOf(stream: NodeJS.WriteStream): number | null {
  return stream.isTTY && stream.columns > 0 ? stream.columns : null;
}

/** A text for a stream: broken into lines where that is a terminal. */
function wrapped(text: string, stream: NodeJS.WriteStream): string {
  const columns = columnsOf(stream);
  return columns === null ? text : wrapText(text, columns);
}

/** An error as it is told: nothing in it acts on a terminal. */
export function complaint(text: string): string {
  return wrapped(`panther-discover: ${inertText(text)}`, process.stderr);
}

/** Whether a line can be drawn again in place. */
function drawsLines({ quiet, json }: ConsoleOptions, env: NodeJS.ProcessEnv): boolean {
  return !quiet && !json && process.stderr.isTTY === true && env['TERM'] !== 'dumb';
}

/** Writes what it is given where something is drawn in place. */
type Aside = (writing: () => void) => void;

/** A console over the process's own streams. */
export function processConsole(options: ConsoleOptions): Console {
  const color = wantsColor(options, process.env, process.stdout.isTTY === true);
  const paint = (code: string, text: string): string =>
    color ? `\u001b[${code}m${text}\u001b[0m` : text;
  const shown = new Set<Aside>();
  const write = (stream: NodeJS.WriteStream, text: string): void => {
    let writing = (): void => void stream.write(text);
    for (const aside of shown) {
      const inner = writing;
      writing = () => aside(inner);
    }
    writing();
  };
  const { stdout, stderr } = process;
  return {
    color,
    columns: columnsOf(stdout),
    prose: (text) => write(stdout, `${wrapped(text.replace(/\n$/, ''), stdout)}\n`),
    data: (text) => write(stdout, text.endsWith('\n') ? text : `${text}\n`),
    json: (value) => write(stdout, `${inertJson(JSON.stringify(value))}\n`),
    say: (text) => void (options.quiet || write(stderr, `${wrapped(text, stderr)}\n`)),
    complain: (text) => write(stderr, `${complaint(text)}\n`),
    detail: (text) => void (options.verbose && write(stderr, `${wrapped(text, stderr)}\n`)),
    strong: (text) => paint('1', text),
    warn: (text) => paint('33', text),
    async during(about, work) {
      if (!drawsLines(options, process.env)) return work(() => undefined);
      const progress = startProgress(about, stderr);
      shown.add(progress.aside);
      try {
        return await work(progress.tell);
      } finally {
        shown.delete(progress.aside);
        progress.end();
      }
    },
    drawing(hide) {
      if (!drawsLines(options, process.env)) return null;
      const aside: Aside = (writing) => {
        hide();
        writing();
      };
      shown.add(aside);
      return () => void shown.delete(aside);
    },
  };
}
