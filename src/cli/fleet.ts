import type { Argv } from 'yargs';
import { common, type Runner } from './options.ts';

/** Flags of every command about a run. */
function ofRun<T>(command: Argv<T>) {
  return common(command)
    .option('run', {
      type: 'string',
      requiresArg: true,
      describe: 'Name of the run (default: the newest)',
    })
    .option('only', {
      type: 'string',
      array: true,
      nargs: 1,
      requiresArg: true,
      describe: 'Hosts with this tag or name (repeatable)',
    });
}

/** Flags of the commands that work on hosts. */
function atWork<T>(command: Argv<T>) {
  return ofRun(command)
    .option('parallel', {
      type: 'number',
      requiresArg: true,
      describe: 'Hosts at once (default: 10)',
    })
    .option('provider-limit', {
      type: 'string',
      array: true,
      nargs: 1,
      requiresArg: true,
      describe: 'Hosts of one provider at once: hetzner=5 (repeatable)',
    })
    .option('deadline', {
      type: 'string',
      requiresArg: true,
      describe: 'How long one step of one host may take: 90s, 20m, 2h',
    })
    .option('web-hook', {
      type: 'string',
      requiresArg: true,
      describe: 'POST each event there, as JSON',
    });
}

/** Flags of the commands that install. */
function installing<T>(command: Argv<T>) {
  return atWork(command)
    .option('batch', {
      type: 'string',
      requiresArg: true,
      describe: 'Sizes of batches, one after the other: 1,5,25%',
    })
    .option('canary', {
      type: 'string',
      array: true,
      nargs: 1,
      requiresArg: true,
      describe: 'A host that goes first; nobody else starts if it fails (repeatable)',
    })
    .option('max-fail', {
      type: 'string',
      requiresArg: true,
      describe: 'Begin no more hosts once more than so many failed: 2 or 10%',
    })
    .option('kexec', {
      type: 'string',
      requiresArg: true,
      describe: "The installer's kexec archive, here",
    })
    .option('kexec-sha256', { type: 'string', requiresArg: true, describe: 'What it must hash to' })
    .option('passphrase-command', {
      type: 'string',
      requiresArg: true,
      describe: 'A program that prints the passphrase of the host that is its argument',
    })
    .option('password-hash-command', {
      type: 'string',
      requiresArg: true,
      describe: 'A program that prints the hash of the password of the user of that host',
    })
    .option('keys-only', {
      type: 'boolean',
      describe: 'Users get no password: local.nix lets them become root without',
      conflicts: 'password-hash-command',
    });
}

export function addFleet(line: Argv, run: Runner): Argv {
  return line.command(
    'fleet',
    'Many machines over SSH: record, plan, install, and forget nothing',
    (fleet) =>
      fleet
        .command(
          'discover <inventory>',
          'Reach and record every host of an inventory; begins a run',
          (command) =>
            atWork(command)
              .positional('inventory', {
                type: 'string',
                demandOption: true,
                describe:
                  'YAML, JSON, CSV, an Ansible inventory, or state or output of OpenTofu; - for standard input',
              })
              .option('accept-new-host-keys', {
                type: 'boolean',
                describe: 'Believe the host keys that nobody told, and record them',
              })
              .option('again', {
                type: 'boolean',
                describe: 'Record anew what was recorded already',
              })
              .example('$0 fleet discover hosts.yaml --run web', 'begins the run "web"'),
          (flags) =>
            run(flags, async (out) =>
              (await import('../commands/fleet/discover.ts')).runFleetDiscover(flags, out),
            ),
        )
        .command(
          'plan',
          'Match, plan and write all recorded hosts at once; tells what is to be approved',
          (command) =>
            ofRun(command)
              .option('out', {
                type: 'string',
                requiresArg: true,
                describe: 'The repository (default: here, else ./pantheros)',
              })
              .option('answers', {
                type: 'string',
                requiresArg: true,
                describe: 'A YAML file of answers for all',
              })
              .option('set', {
                type: 'string',
                array: true,
                nargs: 1,
                requiresArg: true,
                describe: 'An answer for all: key=value (repeatable)',
              })
              .option('force', {
                type: 'boolean',
                describe: 'Replace owned files that were edited',
              }),
          (flags) =>
            run(flags, async (out) =>
              (await import('../commands/fleet/plan.ts')).runFleetPlan(flags, out),
            ),
        )
        .command(
          'provision',
          'Install what was approved: WIPES the disks of every host in the plan',
          (command) =>
            installing(command).option('approve', {
              type: 'string',
              requiresArg: true,
              describe: 'The digest that fleet plan told',
            }),
          (flags) =>
            run(flags, async (out) =>
              (await import('../commands/fleet/provision.ts')).runFleetProvision(flags, out),
            ),
        )
        .command(
          'resume',
          'Go on with every approved host from where it stands; erases nothing twice',
          (command) => installing(command),
          (flags) =>
            run(flags, async (out) =>
              (await import('../commands/fleet/provision.ts')).runFleetResume(flags, out),
            ),
        )
        .command(
          'retry <host>',
          'Go on with one host',
          (command) =>
            installing(command).positional('host', { type: 'string', demandOption: true }),
          (flags) =>
            run(flags, async (out) =>
              (await import('../commands/fleet/provision.ts')).runFleetRetry(flags, out),
            ),
        )
        .command(
          'resolve <host>',
          'Show what is on the disk of a host whose wipe nobody saw end, and settle it',
          (command) =>
            ofRun(command)
              .positional('host', { type: 'string', demandOption: true })
              .option('as', {
                choices: ['untouched', 'formatted', 'erase-again', 'abandoned'] as const,
                requiresArg: true,
                describe: 'What a person makes of it',
              })
              .option('approve', {
                type: 'string',
                requiresArg: true,
                describe: 'With erase-again: the digest of what is on the disk now',
              }),
          (flags) =>
            run(flags, async (out) =>
              (await import('../commands/fleet/resolve.ts')).runFleetResolve(flags, out),
            ),
        )
        .command(
          'status',
          'Where each host stands',
          (command) => ofRun(command),
          (flags) =>
            run(flags, async (out) =>
              (await import('../commands/fleet/status.ts')).runFleetStatus(flags, out),
            ),
        )
        .command(
          'report',
          'What happened in a run, as Markdown',
          (command) => ofRun(command),
          (flags) =>
            run(flags, async (out) =>
              (await import('../commands/fleet/report.ts')).runFleetReport(flags, out),
            ),
        )
        .command(
          'export <format>',
          'The hosts for another tool',
          (command) =>
            ofRun(command).positional('format', {
              choices: ['ansible', 'colmena', 'tfvars', 'ssh-config', 'known-hosts'] as const,
              demandOption: true,
            }),
          (flags) =>
            run(flags, async (out) =>
              (await import('../commands/fleet/export.ts')).runFleetExport(flags, out),
            ),
        )
        .demandCommand(
          1,
          'fleet needs a command: discover, plan, provision, status, resume, retry, resolve, report, export',
        ),
  );
}
