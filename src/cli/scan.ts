import type { Argv } from 'yargs';
import { type Runner, repository } from './options.ts';

export function addScan(line: Argv, run: Runner): Argv {
  return line.command(
    'scan [files..]',
    'Find serial numbers, addresses and the like in files, or in what is staged',
    (command) =>
      repository(command)
        .positional('files', { type: 'string', array: true, describe: 'Files of any kind' })
        .option('staged', { type: 'boolean', describe: 'What git would commit' })
        .example('$0 scan --staged', 'in a pre-commit hook'),
    async (flags) =>
      run(flags, async (out) => (await import('../commands/scan.ts')).runScan(flags, out)),
  );
}
