import type { Console } from '../../console.ts';
import { planFleet } from '../../main/fleet/plan.ts';
import { openRun } from '../../main/fleet/run.ts';
import { readAnswers, readSettings, repositoryRoot } from '../../main.ts';
import { shownBytes, shownText } from '../../model/display.ts';
import { PantherError } from '../../model/errors.ts';
import type { FleetHostPlan } from '../../model/fleet-plan.ts';
import { type RunFlags, textOf } from './flags.ts';

export interface PlanFleetFlags extends RunFlags {
  out?: string | undefined;
  answers?: string | undefined;
  set?: string[] | undefined;
  force?: boolean | undefined;
}

/** `fleet plan`: plans and writes all recorded hosts at once, and says what a person is to agree to. */
export async function runFleetPlan(flags: PlanFleetFlags, out: Console): Promise<void> {
  const root = await repositoryRoot(process.cwd(), flags.out);
  const layers = [
    ...(flags.answers === undefined ? [] : [await answersIn(flags.answers)]),
    readSettings(flags.set ?? []),
  ];
  const run = await openRun(flags.run ?? null, 'plan');
  try {
    const { plan, failed, changes } = await out.during('planning', (tell) =>
      planFleet(run, {
        root,
        only: flags.only ?? [],
        layers,
        force: flags.force ?? false,
        tell,
        onHost: (host, reason) => out.detail(reason === null ? host : `${host}: ${reason}`),
      }),
    );
    if (flags.json) {
      const paths = changes.map(({ path, kind }) => ({ path, kind }));
      const hosts = plan.hosts.map(({ layout, recorded, ...host }) => host);
      out.json({ run: plan.run, root, digest: plan.digest, hosts, failed, changes: paths });
    } else if (!flags.quiet) {
      out.data(summary(plan.hosts, plan.digest, plan.run, root).join('\n'));
    }
    refuseFailed(failed, plan.hosts.length);
  } finally {
    await run.close();
  }
}

async function answersIn(path: string): ReturnType<typeof readAnswers> {
  const { text, where } = await textOf(path);
  return readAnswers(text, where);
}

/** Exit code 3 where answers are all that is missing, else 6. */
function refuseFailed(
  failed: readonly { host: string; reason: string; failure: string }[],
  planned: number,
): void {
  if (failed.length === 0) return;
  const lines = failed.map(({ host, reason }) => `\n${host}: ${reason}`).join('');
  const all = failed.length + planned;
  const isAnswer = failed.every(({ failure }) => failure === 'answer');
  throw new PantherError(
    isAnswer ? 'answer' : 'partial',
    `${failed.length} of ${all} hosts could not be planned${lines}`,
  );
}

/** Hosts that differ from the others come first, with what is different; the rest are a line each. */
function summary(
  hosts: readonly FleetHostPlan[],
  digest: string,
  run: string,
  root: string,
): string[] {
  const odd = hosts.filter(({ odd: words }) => words.length > 0);
  const alike = hosts.filter(({ odd: words }) => words.length === 0);
  const lines = (list: readonly FleetHostPlan[]): string[] =>
    list.flatMap((host) => [
      `  ${host.host}  ${host.profile}, ${host.encryption}, ${host.disks.map(diskWords).join(' and ')}`,
      ...host.odd.map((words) => `      ODD  ${shownText(words, 100)}`),
      ...host.losses.map((words) => `      lost ${shownText(words, 100)}`),
    ]);
  return [
    ...(odd.length === 0 ? [] : [`${odd.length} are unlike the others:`, ...lines(odd), '']),
    ...(alike.length === 0 ? [] : [`${alike.length} are alike:`, ...lines(alike), '']),
    `Written to ${root}. EVERYTHING on these disks will be lost; to agree to all of it:`,
    `  panther-discover fleet provision --run ${run} --approve ${digest}`,
  ];
}

function diskWords({ name, sizeBytes, device }: FleetHostPlan['disks'][number]): string {
  return `${shownText(name, 20)} ${shownBytes(sizeBytes)} (${device})`;
}
