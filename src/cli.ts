import type { Argv } from 'yargs';
import { hideBin } from 'yargs/helpers';
import yargs from 'yargs/yargs';
import { VERSION } from './assets/generated-version.ts';
import { addCapture } from './cli/capture.ts';
import { addCheck } from './cli/check.ts';
import { COMPLETE, complete } from './cli/complete.ts';
import { addCompletion, addManPage } from './cli/completion.ts';
import { addDiff } from './cli/diff.ts';
import { addDiscover } from './cli/discover.ts';
import { addExplain } from './cli/explain.ts';
import { addFixture } from './cli/fixture.ts';
import { addFleet } from './cli/fleet.ts';
import { addInstall } from './cli/install.ts';
import { addLayout } from './cli/layout.ts';
import { addLint } from './cli/lint.ts';
import { addMatch } from './cli/match.ts';
import type { Runner, Speech } from './cli/options.ts';
import { addReport } from './cli/report.ts';
import { addScan } from './cli/scan.ts';
import type { AddCommand } from './cli/table.ts';
import { addUpgrade } from './cli/upgrade.ts';
import { type Console, complaint, processConsole } from './console.ts';
import { EXIT, EXIT_MEANINGS, exitCodeOf } from './exit.ts';
import { CHECK_THREAD } from './model/check-thread.ts';
import { shownText } from './model/display.ts';
import { PantherError } from './model/errors.ts';

/** The commands, in the order of the help. */
const COMMANDS: readonly AddCommand[] = [
  addDiscover,
  addCapture,
  addMatch,
  addExplain,
  addLayout,
  addReport,
  addLint,
  addCheck,
  addDiff,
  addScan,
  addFixture,
  addUpgrade,
  addInstall,
  addFleet,
  addCompletion,
  addManPage,
];

function commandLine(args: readonly string[], run: Runner) {
  const line = yargs(args)
    .scriptName('panther-discover')
    .usage('$0: makes a PantherOS host out of a machine');
  return COMMANDS.reduce((built: Argv, add) => add(built, run, COMMANDS), line)
    .version(VERSION)
    .help()
    .alias('help', 'h')
    .strict()
    .recommendCommands()
    .wrap(Math.min(process.stdout.columns ?? 100, 110))
    .exitProcess(false)
    .epilogue(exitCodeTable())
    .fail((message, error) => {
      // yargs throws errors of its own for some of them, such as a flag without its value.
      if (error !== undefined && error?.name !== 'YError') throw error;
      throw usage(message ?? error?.message);
    });
}

function usage(what: string): PantherError {
  const plain = what.replaceAll(DASH, '-').replaceAll('\n', ' ');
  return new PantherError('usage', `${shownText(plain, 300)}; see panther-discover --help`);
}

function exitCodeTable(): string {
  const rows = Object.entries(EXIT_MEANINGS).map(
    ([code, meaning]) => `${code.padStart(5)}  ${meaning}`,
  );
  return `Exit codes:\n${rows.join('\n')}`;
}

/** Flags that may be given several times; yargs makes a list of every other one that is. */
const LISTS: readonly string[] = [
  '_',
  'from',
  'set',
  'inputs',
  'hosts',
  'files',
  'allow',
  'names',
  'lose',
  'removable',
  'only',
  'canary',
  'provider-limit',
  'providerLimit',
];

/** yargs drops a lone `-`, so it is handed over as a word that nobody can type. */
const DASH = '\0-';

function withDash<T>(value: T): T | string {
  return value === DASH ? '-' : value;
}

/** Refuses what yargs lets pass: a flag given twice, and one with an empty value. */
function settleFlags(flags: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(flags)) {
    const shown = name.length === 1 ? `-${name}` : `--${name}`;
    if (Array.isArray(value) && !LISTS.includes(name)) throw usage(`${shown} is given twice`);
    if (value === '' && name !== '$0') throw usage(`${shown} needs a value`);
    flags[name] = Array.isArray(value) ? value.map(withDash) : withDash(value);
  }
}

async function runWith(flags: Speech, body: (out: Console) => Promise<void>): Promise<void> {
  settleFlags(flags as Record<string, unknown>);
  await body(
    processConsole({
      quiet: flags.quiet ?? false,
      verbose: flags.verbose ?? false,
      json: flags.json ?? false,
      color: flags.color ?? null,
    }),
  );
}

/** Runs the command line; the process's exit code is set by the table in exit.ts. */
async function start(): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that closes the pipe early (`| head`) is no error.
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.ok);
    process.stderr.write(`panther-discover: standard output cannot be written (${error.code})\n`);
    process.exit(EXIT.usage);
  });
  // Nothing can be said any more; the exit code still tells.
  process.stderr.on('error', () => undefined);
  process.once('SIGINT', () => process.exit(EXIT.interrupted));
  if (process.argv[2] === COMPLETE) {
    process.stdout.write(await complete(process.argv.slice(3), COMMANDS));
    return;
  }
  if (process.argv[2] === CHECK_THREAD) {
    const { runCheckThread } = await import('./commands/check-thread.ts');
    if (await runCheckThread()) return;
  }
  try {
    const words = hideBin(process.argv).map((word) => (word === '-' ? DASH : word));
    await commandLine(words, runWith).parseAsync();
  } catch (error) {
    if (error instanceof PantherError) {
      process.stderr.write(`${complaint(error.message)}\n`);
      process.exitCode = exitCodeOf(error.failure);
      return;
    }
    process.stderr.write(
      `panther-discover: a bug in panther-discover ${VERSION}; please report it with this trace\n${(error as Error)?.stack ?? error}\n`,
    );
    process.exitCode = EXIT.bug;
  }
}

export const finished: Promise<void> = start();
