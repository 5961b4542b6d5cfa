import type { Argv } from 'yargs';
import { host, onHost, type Runner } from './options.ts';

export function addLayout(line: Argv, run: Runner): Argv {
  return line.command(
    'layout',
    'The disk plan as a picture, checks included',
    (command) =>
      host(command)
        .option('svg', {
          type: 'string',
          requiresArg: true,
          describe: 'Write the picture there as SVG; - for standard output',
        })
        .example('$0 layout --from facter.json', 'a recorded machine'),
    async (flags) =>
      run(flags, (out) =>
        onHost(flags, out, async () => (await import('../commands/layout.ts')).runLayout),
      ),
  );
}
