import type { Argv } from 'yargs';
import { host, onHost, type Runner } from './options.ts';

export function addExplain(line: Argv, run: Runner): Argv {
  return line.command(
    'explain [option]',
    'Why this profile, disk or option: rule, facts, readings',
    (command) =>
      host(command)
        .positional('option', {
          type: 'string',
          describe:
            'An option, module, disk, path, answer, fact, device, reading, rule, code; or gaps',
        })
        .example('$0 explain boot.initrd.availableKernelModules', 'why these drivers'),
    async (flags) =>
      run(flags, (out) =>
        onHost(flags, out, async () => (await import('../commands/explain.ts')).runExplain),
      ),
  );
}
