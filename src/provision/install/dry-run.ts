import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../preflight/check.ts';
import { obstacles, type Preflight, preflight } from '../preflight/preflight.ts';
import { approvalLines, devicesOf, digestOf } from './approve-step.ts';
import { carriages } from './carry.ts';
import {
  type Command,
  diskoCommand,
  evaluateCommand,
  gitCommands,
  hostKeyCommand,
  installCommand,
  lockCommand,
  MOUNT_POINT,
  passwordHashCommands,
  recoveryKeyCommand,
  testPassphraseCommand,
} from './commands.ts';
import type { Job } from './job.ts';
import { containersOf, passwordFileOf } from './layout-parts.ts';
import type { Step } from './steps.ts';

/** A thing that a step would do: a program that it calls, or what it does itself. */
export interface WouldDo {
  step: Step;
  command: Command | null;
  /** For what it does itself; what a program is called for. */
  what: string;
}

/** What an install would check, show and do. */
export interface DryRun {
  host: string;
  checks: Check[];
  /** Codes that forbid it today. */
  stops: Check[];
  losses: Preflight['losses'];
  /** What --approve would have to say; null where the disks cannot be told. */
  digest: string | null;
  lines: string[];
  steps: WouldDo[];
}

/** Looks and tells; changes nothing, anywhere. */
export async function dryRun(job: Job): Promise<DryRun> {
  const input = await job.look([], job.given.removable);
  const seen = preflight(input);
  const isKnown = seen.identities !== null && seen.losses !== null;
  const devices = devicesOf(job, input, seen.targets);
  const onMedium = input.seen.programs?.has('disko') ?? false;
  return {
    host: job.host,
    checks: seen.checks,
    stops: obstacles(seen, true),
    losses: seen.losses,
    digest: isKnown ? digestOf(job, seen) : null,
    lines: isKnown ? approvalLines(job, seen) : [job.picture],
    steps: [...before(job), ...onDisk(job, devices, onMedium), ...after(job)],
  };
}

function before({ repository, host, layout, user, passwordPlace }: Job): WouldDo[] {
  const git = gitCommands(repository);
  const file = passwordFileOf(layout);
  return [
    { step: 'preflight', command: git.inside, what: 'whether it is a git repository; else' },
    { step: 'preflight', command: git.init, what: 'one is made' },
    { step: 'preflight', command: git.add, what: 'a flake sees what git knows of' },
    ...(existsSync(join(repository, 'flake.lock'))
      ? []
      : [
          {
            step: 'preflight',
            command: lockCommand(repository),
            what: 'there is none yet',
          } as const,
        ]),
    { step: 'preflight', command: evaluateCommand(repository, host), what: 'mistakes show here' },
    { step: 'approve', command: null, what: 'checks again, shows the plan, and asks' },
    ...(file === null
      ? []
      : [
          {
            step: 'secrets',
            command: null,
            what: `the passphrase goes to ${file} (tmpfs)`,
          } as const,
        ]),
    ...(passwordPlace === null
      ? []
      : [
          {
            step: 'secrets',
            command: passwordHashCommands()[0] ?? null,
            what: `hashes the password of ${user}, from standard input`,
          } as const,
        ]),
  ];
}

function onDisk(
  { repository, host, layout }: Job,
  devices: Record<string, string>,
  onMedium: boolean,
): WouldDo[] {
  const call = { repository, host, devices, onMedium };
  const file = passwordFileOf(layout);
  const containers = containersOf(layout);
  return [
    { step: 'disk', command: diskoCommand(call, 'build'), what: 'makes the script' },
    { step: 'disk', command: null, what: 'checks everything again; stops where anything changed' },
    { step: 'disk', command: diskoCommand(call, 'wipe'), what: 'WIPES and formats' },
    { step: 'disk', command: ['udevadm', 'settle', '--timeout=60'], what: 'waits for the links' },
    ...containers.map(
      ({ device }): WouldDo => ({
        step: 'verify-disk',
        command: testPassphraseCommand(device),
        what: 'whether what is typed opens it',
      }),
    ),
    {
      step: 'verify-disk',
      command: null,
      what: 'partitions, LUKS header, subvolumes, snapshot and mounts against the plan',
    },
    ...(file === null
      ? []
      : containers.map(
          ({ device }): WouldDo => ({
            step: 'verify-disk',
            command: recoveryKeyCommand(device, file),
            what: 'a recovery key, shown once (at a terminal)',
          }),
        )),
  ];
}

function after({ repository, stateDirectory, host, hostKeys, passwordPlace }: Job): WouldDo[] {
  return [
    ...carriages(repository, stateDirectory).map(
      ({ what, from, to }): WouldDo => ({
        step: 'install',
        command: null,
        what: `copies ${what}: ${from} to ${MOUNT_POINT}${to}`,
      }),
    ),
    ...(passwordPlace === null
      ? []
      : [
          {
            step: 'install',
            command: null,
            what: `the hash goes to ${MOUNT_POINT}${passwordPlace} (0600)`,
          } as const,
        ]),
    ...hostKeys.map(
      (path): WouldDo => ({
        step: 'install',
        command: hostKeyCommand(`${MOUNT_POINT}${path}`, `root@${host}`),
        what: 'a host key',
      }),
    ),
    {
      step: 'install',
      command: installCommand(`${MOUNT_POINT}/persist/pantheros`, host),
      what: 'builds and installs the system',
    },
    { step: 'verify-system', command: null, what: 'system, boot loader, keys, and the disk again' },
    { step: 'done', command: null, what: 'says what comes next; never restarts' },
  ];
}
