import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PantherError } from '../../model/errors.ts';
import type { Check } from '../preflight/check.ts';
import { obstacles, preflight } from '../preflight/preflight.ts';
import { evaluateCommand, gitCommands, lockCommand } from './commands.ts';
import type { Carried, Detail, Job } from './job.ts';
import { refuseOccupied } from './mount-point.ts';
import { release } from './release.ts';
import { must, run } from './running.ts';

/**
 * Looks at machine and repository. What fails here fails while every disk is as it was: checks of the
 * target, then the lock file, then an evaluation of the whole system.
 */
export async function preflightStep(job: Job, carried: Carried): Promise<Detail> {
  if (carried.progress.state !== 'untouched') await release(job);
  const { checks } = await checkTarget(job, [], true);
  await prepareRepository(job);
  return { passed: checks.map(({ code }) => code) };
}

/**
 * Holds the target against the plan, as it is now.
 *
 * @throws PantherError `refused` naming each check that does not pass.
 */
export async function checkTarget(job: Job, named: readonly string[], asked: boolean) {
  refuseOccupied();
  const input = await job.look(named, job.given.removable);
  const result = preflight(input);
  const stops = obstacles(result, asked);
  if (stops.length > 0) throw new PantherError('refused', refusal(stops));
  return { input, ...result };
}

/** Every check that stopped it: what was seen, and what to do. */
export function refusal(stops: readonly Check[]): string {
  const lines = stops.map(({ code, disk, evidence, remedy }) => {
    const where = disk === null ? '' : ` (${disk})`;
    return `  ${code}${where}: ${evidence} ${remedy}`;
  });
  const count = stops.length === 1 ? 'one check does' : `${stops.length} checks do`;
  return [`${count} not pass, so no disk is touched`, ...lines].join('\n');
}

async function prepareRepository(job: Job): Promise<void> {
  const { repository, host } = job;
  const git = gitCommands(repository);
  if ((await run(job, git.inside)).exitCode !== 0) await must(job, git.init);
  await must(job, git.add);
  if (!existsSync(join(repository, 'flake.lock'))) {
    job.say('There is no flake.lock yet: Nix makes one, which takes the network.');
    await must(job, lockCommand(repository), { loud: true });
    if (!existsSync(join(repository, 'flake.lock'))) {
      throw new PantherError(
        'finding',
        `${repository}/flake.lock: nix flake lock made none; run it by hand and see what it says`,
      );
    }
    await must(job, git.add);
  }
  job.say('Evaluating the system, so that a mistake in it shows before anything is wiped.');
  await must(job, evaluateCommand(repository, host), { loud: true });
}
