import type { Argv } from 'yargs';
import { overSsh, type Runner, repository, SOURCES } from './options.ts';

export function addCheck(line: Argv, run: Runner): Argv {
  return line.command(
    'check [hosts..]',
    'Derive every recorded host anew and compare with what is committed',
    (command) =>
      overSsh(repository(command))
        .positional('hosts', {
          type: 'string',
          array: true,
          describe: 'Only these hosts or fixtures',
        })
        .option('against', {
          type: 'string',
          requiresArg: true,
          describe: `Compare a recorded host with a machine: ${SOURCES.replace(' (repeatable)', '')}`,
        })
        .option('base', {
          type: 'string',
          requiresArg: true,
          describe: 'Tell what changed since this git revision as well',
        })
        .option('markdown', {
          type: 'boolean',
          describe: 'Print a summary for a pull request',
        })
        .example('$0 check --base origin/main --markdown', 'in a pull request')
        .example('$0 check --against local', 'on the machine: is it still as recorded?'),
    async (flags) =>
      run(flags, async (out) => (await import('../commands/check.ts')).runCheck(flags, out)),
  );
}
