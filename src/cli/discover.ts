import type { Argv } from 'yargs';
import { host, onHost, type Runner } from './options.ts';

export function addDiscover(line: Argv, run: Runner): Argv {
  return line.command(
    '$0',
    'Capture, match, plan, write the host, and say what it did and why',
    (command) =>
      host(command)
        .option('dry-run', { type: 'boolean', describe: 'Show the diff and write nothing' })
        .option('force', { type: 'boolean', describe: 'Replace owned files that were edited' })
        .example(
          '$0 --from facter.json --set disk=/dev/disk/by-path/pci-0000:02:00.0-nvme-1',
          'a recorded machine with two disks',
        ),
    async (flags) =>
      run(flags, (out) =>
        onHost(flags, out, async () => (await import('../commands/discover.ts')).runDiscover),
      ),
  );
}
