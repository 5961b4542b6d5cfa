import type { Argv } from 'yargs';
import { common, type Runner } from './options.ts';

const STEPS = [
  'preflight',
  'approve',
  'secrets',
  'disk',
  'verify-disk',
  'install',
  'verify-system',
  'done',
] as const;

export function addInstall(line: Argv, run: Runner): Argv {
  return line.command(
    'install',
    'Install the host that was recorded of this machine: WIPES its disk, after asking',
    (command) =>
      common(command)
        .option('host', { type: 'string', requiresArg: true, describe: 'Name of the host' })
        .option('out', {
          type: 'string',
          requiresArg: true,
          describe: 'The repository (default: here, else ./pantheros)',
        })
        .option('dry-run', {
          type: 'boolean',
          describe: 'Show checks, plan and every command; change nothing',
        })
        .option('resume', {
          type: 'boolean',
          describe: 'Go on with an install that ended, without another wipe',
        })
        .option('until', {
          choices: STEPS,
          requiresArg: true,
          describe: 'Stop after this step',
        })
        .option('approve', {
          type: 'string',
          requiresArg: true,
          describe: 'Agree to exactly what this digest stands for, instead of typing',
        })
        .option('lose', {
          type: 'string',
          array: true,
          nargs: 1,
          requiresArg: true,
          describe: 'What may be lost, by its name, instead of typing it (repeatable)',
        })
        .option('removable', {
          type: 'string',
          array: true,
          nargs: 1,
          requiresArg: true,
          describe: 'The USB or removable disk that shall carry the system, by its device',
        })
        .option('passphrase-fd', {
          type: 'number',
          requiresArg: true,
          describe: 'Read the passphrase of the disk from this descriptor',
        })
        .option('password-fd', {
          type: 'number',
          requiresArg: true,
          describe: "Read the user's password from this descriptor",
        })
        .example('$0 install --dry-run', 'what it would do'),
    async (flags) =>
      run(flags, async (out) => (await import('../commands/install.ts')).runInstall(flags, out)),
  );
}
