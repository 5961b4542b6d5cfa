import type { Argv } from 'yargs';
import { common, overSsh, type Runner, SOURCES } from './options.ts';

export function addMatch(line: Argv, run: Runner): Argv {
  return line.command(
    'match [inputs..]',
    'What is each input?',
    (command) =>
      overSsh(common(command))
        .positional('inputs', { type: 'string', array: true, describe: SOURCES })
        .option('inputs-from', {
          type: 'string',
          requiresArg: true,
          describe: 'A list of further inputs, one a line or parted by NUL; - is standard input',
        })
        .option('out', {
          type: 'string',
          requiresArg: true,
          describe: 'The repository whose own profiles count (default: here, else ./pantheros)',
        })
        .example('$0 match --json captures/*.json', 'one JSON object a line')
        .example('find . -name *.txt -print0 | $0 match --json --inputs-from -', 'any number'),
    async (flags) =>
      run(flags, async (out) => (await import('../commands/match.ts')).runMatch(flags, out)),
  );
}
