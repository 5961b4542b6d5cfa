import type { Argv } from 'yargs';
import { host, onHost, type Runner, repository } from './options.ts';

export function addFixture(line: Argv, run: Runner): Argv {
  return line.command('fixture', 'Golden cases: recordings with what they lead to', (command) =>
    addList(addUpdate(addAdd(command, run), run), run)
      .demandCommand(1, 'fixture needs add, update or list')
      .strict(),
  );
}

function addAdd(line: Argv, run: Runner): Argv {
  return line.command(
    'add <name>',
    'Make a case of a source; refused where an identifier is left',
    (command) =>
      host(command)
        .positional('name', { type: 'string', describe: 'Its folder under fixtures/' })
        .example('$0 fixture add mini-pc --from facter.json', 'of a report of nixos-facter'),
    async (flags) =>
      run(flags, (out) =>
        onHost(flags, out, async () => (await import('../commands/fixture-add.ts')).runFixtureAdd),
      ),
  );
}

function addUpdate(line: Argv, run: Runner): Argv {
  return line.command(
    'update [names..]',
    'Derive cases anew, show the diff and write it',
    (command) =>
      repository(command)
        .positional('names', { type: 'string', array: true, describe: 'Only these' })
        .option('dry-run', { type: 'boolean', describe: 'Show the diff and write nothing' }),
    async (flags) =>
      run(flags, async (out) =>
        (await import('../commands/fixture.ts')).runFixtureUpdate(flags, out),
      ),
  );
}

function addList(line: Argv, run: Runner): Argv {
  return line.command('list', 'Which cases there are', repository, async (flags) =>
    run(flags, async (out) => (await import('../commands/fixture.ts')).runFixtureList(flags, out)),
  );
}
