import { inertJson, inertText } from './model/display.ts';

/** What a run needs to know about how it may speak. */
export interface ConsoleOptions {
  quiet: boolean;
  verbose: boolean;
  /** True and false are the user's word (`--color`, `--no-color`); null leaves it to the terminal. */
  color: boolean | null;
}

/** Data goes to stdout; everything else goes to stderr. */
export interface Console {
  /** Writes data to stdout, with a newline at its end. */
  data(text: string): void;
  /** Writes a value to stdout as one line of JSON. */
  json(value: unknown): void;
  /** Tells the person something, unless `--quiet`. */
  say(text: string): void;
  /** Tells an error that does not end the run, `--quiet` or not. */
  complain(text: string): void;
  /** Tells more, with `--verbose` only. */
  detail(text: string): void;
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

/** A console over the process's own streams. */
export function processConsole(options: ConsoleOptions): Console {
  const color = wantsColor(options, process.env, process.stdout.isTTY === true);
  const paint = (code: string, text: string): string =>
    color ? `\u001b[${code}m${text}\u001b[0m` : text;
  return {
    color,
    data: (text) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    json: (value) => void process.stdout.write(`${inertJson(JSON.stringify(value))}\n`),
    say: (text) => void (options.quiet || process.stderr.write(`${text}\n`)),
    complain: (text) => void process.stderr.write(`panther-discover: ${inertText(text)}\n`),
    detail: (text) => void (options.verbose && process.stderr.write(`${text}\n`)),
    strong: (text) => paint('1', text),
    warn: (text) => paint('33', text),
  };
}
