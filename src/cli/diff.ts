import type { Argv } from 'yargs';
import { common, overSsh, type Runner } from './options.ts';

export function addDiff(line: Argv, run: Runner): Argv {
  return line.command(
    'diff <before> <after>',
    'What became of a machine between two recordings, in terms of hardware',
    (command) =>
      overSsh(common(command))
        .positional('before', { type: 'string', describe: 'A source, or REVISION:PATH of git' })
        .positional('after', { type: 'string', describe: 'The same' })
        .option('markdown', { type: 'boolean', describe: 'Print Markdown' })
        .example(
          '$0 diff HEAD~1:hardware-discovery/yoga/capture.json local',
          'since the recording before the last',
        ),
    async (flags) =>
      run(flags, async (out) => (await import('../commands/diff.ts')).runDiff(flags, out)),
  );
}
