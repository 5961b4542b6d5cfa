import type { Argv } from 'yargs';
import { hideBin } from 'yargs/helpers';
import yargs from 'yargs/yargs';
import { VERSION } from './assets/read.ts';
import type { HostFlags } from './commands/flags.ts';
import type { HostCommand } from './commands/reading.ts';
import { type Console, processConsole } from './console.ts';
import { EXIT, EXIT_MEANINGS, exitCodeOf } from './exit.ts';
import { inertText, shownText } from './model/display.ts';
import { PantherError } from './model/errors.ts';

const SOURCES =
  'local, a file, a directory with sys/ and proc/ or command outputs, or - (repeatable)';

function common<T>(command: Argv<T>) {
  return command
    .option('json', { type: 'boolean', describe: 'Print one JSON document' })
    .option('quiet', { alias: 'q', type: 'boolean', describe: 'Say nothing but data and errors' })
    .option('verbose', { alias: 'v', type: 'boolean', describe: 'Say more' })
    .option('color', { type: 'boolean', describe: 'Colours, whatever the terminal' });
}

function source<T>(command: Argv<T>) {
  return command.option('from', {
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe: SOURCES,
  });
}

function host<T>(command: Argv<T>) {
  return source(common(command))
    .option('host', { type: 'string', requiresArg: true, describe: 'Name of the host' })
    .option('out', {
      type: 'string',
      requiresArg: true,
      describe: 'The repository (default: here, else ./pantheros)',
    })
    .option('answers', { type: 'string', requiresArg: true, describe: 'A YAML file of answers' })
    .option('set', {
      type: 'string',
      array: true,
      nargs: 1,
      requiresArg: true,
      describe: 'An answer: key=value (repeatable)',
    });
}

function commandLine(args: readonly string[], run: Runner) {
  return yargs(args)
    .scriptName('panther-discover')
    .usage('$0: makes a PantherOS host out of a machine')
    .command(
      '$0',
      'Capture, match, plan, write the host, and say what it did and why',
      (command) =>
        host(command)
          .option('dry-run', { type: 'boolean', describe: 'Show the diff and write nothing' })
          .option('force', { type: 'boolean', describe: 'Replace owned files that were edited' })
          .example(
            '$0 --from facter.json --set disk=/dev/disk/by-path/pci-0000:02:00.0-nvme-1',
            'a recorded machine with two disks',
          ),
      async (flags) =>
        run(flags, (out) =>
          onHost(flags, out, async () => (await import('./commands/discover.ts')).runDiscover),
        ),
    )
    .command(
      'capture',
      'Record only, identifiers redacted',
      (command) =>
        source(common(command))
          .option('output', {
            alias: 'o',
            type: 'string',
            requiresArg: true,
            describe: 'Write the recording here',
          })
          .option('raw', {
            type: 'boolean',
            describe: 'Keep identifiers: never commit such a file',
          })
          .option('cross-check', { type: 'boolean', describe: 'Compare with systeminformation' })
          .example('$0 capture -o machine.json', 'a recording fit for a bug report'),
      async (flags) =>
        run(flags, async (out) => (await import('./commands/capture.ts')).runCapture(flags, out)),
    )
    .command(
      'match [inputs..]',
      'What is each input?',
      (command) =>
        common(command)
          .positional('inputs', { type: 'string', array: true, describe: SOURCES })
          .example('$0 match --json captures/*.json', 'one JSON object a line'),
      async (flags) =>
        run(flags, async (out) => (await import('./commands/match.ts')).runMatch(flags, out)),
    )
    .command(
      'explain [option]',
      'Why this profile, disk or option: rule, facts, readings',
      (command) =>
        host(command)
          .positional('option', { type: 'string', describe: 'An option path, module or subvolume' })
          .example('$0 explain boot.initrd.availableKernelModules', 'why these drivers'),
      async (flags) =>
        run(flags, (out) =>
          onHost(flags, out, async () => (await import('./commands/explain.ts')).runExplain),
        ),
    )
    .command(
      'layout',
      'The disk plan as a picture, checks included',
      (command) => host(command).example('$0 layout --from facter.json', 'a recorded machine'),
      async (flags) =>
        run(flags, (out) =>
          onHost(flags, out, async () => (await import('./commands/layout.ts')).runLayout),
        ),
    )
    .command(
      'check [hosts..]',
      'Derive every recorded host anew and compare with what is committed',
      (command) =>
        common(command)
          .positional('hosts', {
            type: 'string',
            array: true,
            describe: 'Only these hosts or fixtures',
          })
          .option('out', {
            type: 'string',
            requiresArg: true,
            describe: 'The repository (default: here)',
          })
          .example('$0 check', 'in a pull request'),
      async (flags) =>
        run(flags, async (out) => (await import('./commands/check.ts')).runCheck(flags, out)),
    )
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

interface Speech {
  json?: boolean | undefined;
  quiet?: boolean | undefined;
  verbose?: boolean | undefined;
  color?: boolean | undefined;
}
type Runner = (flags: Speech, body: (out: Console) => Promise<void>) => Promise<void>;

/** Flags that may be given several times; yargs makes a list of every other one that is. */
const LISTS: readonly string[] = ['_', 'from', 'set', 'inputs', 'hosts'];

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

/** Starts to read the machine, then loads the command that needs to know it. */
async function onHost<F extends HostFlags>(
  flags: F,
  out: Console,
  load: () => Promise<HostCommand<F>>,
): Promise<void> {
  const { whileReading } = await import('./commands/reading.ts');
  await whileReading(flags, out, load);
}

async function runWith(flags: Speech, body: (out: Console) => Promise<void>): Promise<void> {
  settleFlags(flags as Record<string, unknown>);
  await body(
    processConsole({
      quiet: flags.quiet ?? false,
      verbose: flags.verbose ?? false,
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
  try {
    const words = hideBin(process.argv).map((word) => (word === '-' ? DASH : word));
    await commandLine(words, runWith).parseAsync();
  } catch (error) {
    if (error instanceof PantherError) {
      process.stderr.write(`panther-discover: ${inertText(error.message)}\n`);
      process.exitCode = exitCodeOf(error.failure);
      return;
    }
    process.stderr.write(
      `panther-discover: a bug in panther-discover ${VERSION}; please report it with this trace\n${(error as Error)?.stack ?? error}\n`,
    );
    process.exitCode = EXIT.bug;
  }
}

await start();
