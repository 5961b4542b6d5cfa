import type { Argv } from 'yargs';
import { host, onHost, type Runner } from './options.ts';

export function addReport(line: Argv, run: Runner): Argv {
  return line.command(
    'report [hosts..]',
    'What a person reads about a host before it is trusted',
    (command) =>
      host(command)
        .positional('hosts', {
          type: 'string',
          array: true,
          describe: 'Recorded hosts or fixtures of the repository',
        })
        .option('html', { type: 'boolean', describe: 'As a page of one file' })
        .option('index', {
          type: 'boolean',
          describe: 'All recorded hosts, the odd ones first; with --html a folder of pages',
        })
        .option('output', {
          alias: 'o',
          type: 'string',
          requiresArg: true,
          describe: 'Write it there; with --html --index a folder',
        })
        .example('$0 report zephyrus --html -o zephyrus.html', 'a page for a reviewer')
        .example('$0 report --index --html -o pages', 'all hosts of a repository'),
    async (flags) =>
      run(flags, async (out) => {
        if (flags.index || (flags.hosts?.length ?? 0) > 0) {
          await (await import('../commands/report-recorded.ts')).runRecordedReport(flags, out);
          return;
        }
        await onHost(flags, out, async () => (await import('../commands/report.ts')).runReport);
      }),
  );
}
