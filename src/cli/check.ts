import type { Argv } from 'yargs';
import { common, type Runner } from './options.ts';

export function addCheck(line: Argv, run: Runner): Argv {
  return line.command(
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
      run(flags, async (out) => (await import('../commands/check.ts')).runCheck(flags, out)),
  );
}
