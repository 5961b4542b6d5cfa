import type { Argv } from 'yargs';
import { common, type Runner } from './options.ts';

export function addLint(line: Argv, run: Runner): Argv {
  return line.command(
    'lint [files..]',
    'Known defects of disko files that exist already',
    (command) =>
      common(command)
        .positional('files', {
          type: 'string',
          array: true,
          describe: 'Files that set disko.devices',
        })
        .option('disko', {
          type: 'string',
          requiresArg: true,
          describe: 'A checkout of disko, whose types judge the layout as well',
        })
        .option('nixpkgs', {
          type: 'string',
          requiresArg: true,
          describe: 'A checkout of nixpkgs, for its lib',
        })
        .option('allow', {
          type: 'string',
          array: true,
          nargs: 1,
          requiresArg: true,
          describe: 'A code that is no finding here (repeatable)',
        })
        .example('$0 lint hosts/*/disko.nix', 'exit 1 where something is found'),
    async (flags) =>
      run(flags, async (out) => (await import('../commands/lint.ts')).runLint(flags, out)),
  );
}
