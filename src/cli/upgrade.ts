import type { Argv } from 'yargs';
import { type Runner, repository } from './options.ts';

export function addUpgrade(line: Argv, run: Runner): Argv {
  return line.command(
    'upgrade',
    'Bring a repository of an older version up to date',
    (command) =>
      repository(command)
        .option('dry-run', { type: 'boolean', describe: 'Show the diff and write nothing' })
        .option('force', { type: 'boolean', describe: 'Replace owned files that were edited' })
        .example('$0 upgrade --dry-run', 'what it would change'),
    async (flags) =>
      run(flags, async (out) => (await import('../commands/upgrade.ts')).runUpgrade(flags, out)),
  );
}
