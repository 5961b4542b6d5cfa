import type { Argv } from 'yargs';
import { common, type Runner, source } from './options.ts';

export function addCapture(line: Argv, run: Runner): Argv {
  return line.command(
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
      run(flags, async (out) => (await import('../commands/capture.ts')).runCapture(flags, out)),
  );
}
