import type { Argv } from 'yargs';
import { common, overSsh, type Runner, SOURCES } from './options.ts';

export function addMatch(line: Argv, run: Runner): Argv {
  return line.command(
    'match [inputs..]',
    'What is each input?',
    (command) =>
      overSsh(common(command))
        .positional('inputs', { type: 'string', array: true, describe: SOURCES })
        .example('$0 match --json captures/*.json', 'one JSON object a line'),
    async (flags) =>
      run(flags, async (out) => (await import('../commands/match.ts')).runMatch(flags, out)),
  );
}
