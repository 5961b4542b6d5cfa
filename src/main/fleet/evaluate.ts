import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { devicesComparison } from '../../emit/planned-devices.ts';
import { runProgram } from '../../machine/program.ts';
import { shownText } from '../../model/display.ts';
import { failed, failedForNow, type StepEnd } from '../../provision/fleet/backend.ts';
import type { PlannedHost } from '../../provision/fleet/install-work.ts';
import { examineCommand, gitCommands } from '../../provision/install/commands.ts';

/** What Nix says of a system: see `devicesComparison`. */
const Examined = z.object({
  system: z.string(),
  differences: z.array(
    z.object({ at: z.string(), planned: z.string().nullable(), found: z.string().nullable() }),
  ),
});
type Difference = z.infer<typeof Examined>['differences'][number];

/** So many differences are named; more would not fit into a line. */
const NAMED = 3;

/**
 * Evaluates one system at a time: that takes memory, and what fails here fails while nothing is lost. What
 * disko formats is what the whole system says, where local.nix and shared modules have the last word, so it is
 * held against the plan too. A system is evaluated again once a file of the repository has changed.
 */
export function evaluator(
  root: string,
): (host: Pick<PlannedHost, 'inventory' | 'layout'>, signal: AbortSignal) => Promise<StepEnd> {
  let before: Promise<unknown> = Promise.resolve();
  const known = new Map<string, string>();
  return ({ inventory: { name }, layout }, signal) => {
    const evaluate = async (): Promise<StepEnd> => {
      const state = await repositoryState(root);
      if (state !== null && known.get(name) === state) return { status: 'done' };
      const command = examineCommand(root, name, devicesComparison(layout));
      const { ended, exitCode, output, last } = await runProgram({ command, signal });
      if (ended === 'unstarted') return failed('there is no nix here; install Nix');
      if (ended === 'aborted') return failedForNow('the evaluation was ended');
      if (exitCode !== 0) {
        const said = last.findLast((line) => line.includes('error')) ?? last.at(-1) ?? '';
        return failed(`the system does not evaluate: ${shownText(said, 200)}`);
      }
      const differences = differencesIn(output);
      if (differences === null) return failed('nix did not say which disks the system has');
      if (differences.length > 0) return failed(refusal(differences));
      if (state !== null) known.set(name, state);
      return { status: 'done' };
    };
    const turn = before.then(evaluate, evaluate);
    before = turn;
    return turn;
  };
}

function differencesIn(output: string): Difference[] | null {
  try {
    return Examined.parse(JSON.parse(output)).differences;
  } catch {
    return null;
  }
}

function refusal(differences: readonly Difference[]): string {
  const named = differences.slice(0, NAMED).map(({ at, planned, found }) => {
    const place = shownText(`disko.devices.${at}`, 80);
    if (planned === null) return `${place} (${shownText(found ?? '', 60)}) is in no plan`;
    if (found === null) return `${place} is missing`;
    return `${place} is ${shownText(found, 60)}, not ${shownText(planned, 60)}`;
  });
  const more = differences.length > NAMED ? ` (and ${differences.length - NAMED} more)` : '';
  return `Nix would format something else than was approved (take it out of local.nix and the modules; disks are planned by answers): ${named.join('; ')}${more}`;
}

/**
 * Tells whether anything that Nix can have read is another than before, by what the file system notes of each
 * file, since to read a large repository for each of its hosts would take long. Null: it cannot be told.
 */
async function repositoryState(root: string): Promise<string | null> {
  const { exitCode, output } = await runProgram({ command: gitCommands(root).list });
  if (exitCode !== 0) return null;
  const hash = createHash('sha256');
  for (const path of output.split('\0')) hash.update(`${path}\0${stateOf(join(root, path))}\0`);
  return hash.digest('hex');
}

function stateOf(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return 'not there';
  }
}
