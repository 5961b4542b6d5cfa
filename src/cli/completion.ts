import type { Argv } from 'yargs';
import { common, type Runner } from './options.ts';
import type { AddCommand } from './table.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export function addCompletion(line: Argv, run: Runner): Argv {
  return line.command(
    'completion <shell>',
    'Print the script by which a shell completes the command line',
    (command) =>
      common(command)
        .positional('shell', {
          type: 'string',
          choices: SHELLS,
          demandOption: true,
          describe: 'The shell',
        })
        .example('source <($0 completion bash)', 'in ~/.bashrc')
        .example('$0 completion fish | source', 'in ~/.config/fish/config.fish'),
    async (flags) =>
      run(flags, async (out) =>
        (await import('../commands/completion.ts')).runCompletion(flags.shell, out),
      ),
  );
}

/** The man page is made from the table of all commands, so this one has to know them. */
export function addManPage(line: Argv, run: Runner, all: readonly AddCommand[]): Argv {
  return line.command('man-page', false, common, async (flags) =>
    run(flags, async (out) => out.data((await import('./man-page.ts')).manPage(all))),
  );
}
