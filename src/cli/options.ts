import type { Argv } from 'yargs';
import type { HostFlags } from '../commands/flags.ts';
import type { HostCommand } from '../commands/reading.ts';
import type { Console } from '../console.ts';

export const SOURCES =
  'local, ssh://user@host, a file, an archive, a directory with sys/ or command outputs, or - (repeatable)';

/** Flags about how a command speaks. */
export interface Speech {
  json?: boolean | undefined;
  quiet?: boolean | undefined;
  verbose?: boolean | undefined;
  color?: boolean | undefined;
}

/** Runs the body of a command with a console that speaks as the flags ask for. */
export type Runner = (flags: Speech, body: (out: Console) => Promise<void>) => Promise<void>;

/** Flags that every command understands. */
export function common<T>(command: Argv<T>) {
  return command
    .option('json', { type: 'boolean', describe: 'Print one JSON document' })
    .option('quiet', { alias: 'q', type: 'boolean', describe: 'Say nothing but data and errors' })
    .option('verbose', { alias: 'v', type: 'boolean', describe: 'Say more' })
    .option('color', { type: 'boolean', describe: 'Colours, whatever the terminal' });
}

/** Where a machine is read from. */
export function source<T>(command: Argv<T>) {
  return overSsh(command).option('from', {
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
    describe: SOURCES,
  });
}

/** How machines are reached over SSH. */
export function overSsh<T>(command: Argv<T>) {
  return command.option('accept-new-host-key', {
    type: 'boolean',
    describe: 'Trust and remember the key of an SSH host seen for the first time',
  });
}

/** Flags of the commands about the repository that stands here. */
export function repository<T>(command: Argv<T>) {
  return common(command).option('out', {
    type: 'string',
    requiresArg: true,
    describe: 'The repository (default: here)',
  });
}

/** Flags of the commands that derive a host. */
export function host<T>(command: Argv<T>) {
  return source(common(command))
    .option('host', { type: 'string', requiresArg: true, describe: 'Name of the host' })
    .option('out', {
      type: 'string',
      requiresArg: true,
      describe: 'The repository (default: here, else ./pantheros)',
    })
    .option('profile', { type: 'string', requiresArg: true, describe: 'What the machine is' })
    .option('answers', { type: 'string', requiresArg: true, describe: 'A YAML file of answers' })
    .option('set', {
      type: 'string',
      array: true,
      nargs: 1,
      requiresArg: true,
      describe: 'An answer: key=value (repeatable)',
    })
    .option('ask', {
      type: 'boolean',
      describe: 'Ask for what is missing (default: at a terminal)',
    });
}

/** Starts to read the machine, then loads the command that needs to know it. */
export async function onHost<F extends HostFlags>(
  flags: F,
  out: Console,
  load: () => Promise<HostCommand<F>>,
): Promise<void> {
  const { whileReading } = await import('../commands/reading.ts');
  await whileReading(flags, out, load);
}
