import type { Console } from '../console.ts';
import { driftOf } from '../main/rederive.ts';
import { applyUpgrade, planUpgrade, showUpgrade, type UpgradePlan } from '../main/upgrade.ts';
import { type Change, casesIn, repositoryRoot, textDiff } from '../main.ts';
import { PantherError } from '../model/errors.ts';
import type { CommonFlags } from './flags.ts';

export interface UpgradeFlags extends CommonFlags {
  out?: string | undefined;
  'dry-run'?: boolean | undefined;
  force?: boolean | undefined;
}

/**
 * `upgrade`: brings a repository that an older version wrote up to date, shows the diff, and then
 * derives every host once more to see that it holds. What it leaves to a person is a finding.
 */
export async function runUpgrade(flags: UpgradeFlags, out: Console): Promise<void> {
  const root = await repositoryRoot(process.cwd(), flags.out ?? '.');
  const force = flags.force ?? false;
  const plan = await out.during('deriving every host', (tell) => planUpgrade(root, tell));
  const { from, changes } = await showUpgrade(root, plan, force);
  const diff = await diffOf(changes.filter((change) => force || change.kind !== 'edited'));
  if (!flags.json && diff !== '' && !flags.quiet) out.data(diff);
  if (!flags['dry-run']) await applyUpgrade(root, plan, force);
  const kept = changes.flatMap(({ path, kind }) => (kind === 'edited' ? [path] : []));
  const broken = flags['dry-run']
    ? []
    : await out.during('checking every host', (tell) => hostsThatDrift(root, plan, kept, tell));
  if (flags.json) {
    const paths = changes.map(({ path, kind }) => ({ path, kind }));
    const { findings, notes } = plan;
    const dryRun = flags['dry-run'] ?? false;
    out.json({ root, from, dryRun, changes: paths, findings, notes, drift: broken, diff });
  } else {
    for (const line of report(plan, changes, from)) out.say(line);
  }
  const found = [...new Set([...plan.findings.map(({ host }) => host), ...broken])];
  if (found.length > 0) {
    throw new PantherError('finding', `these hosts need a person's look: ${found.join(', ')}`);
  }
}

async function diffOf(changes: readonly Change[]): Promise<string> {
  const shown = changes.filter(({ kind }) => kind !== 'kept' && kind !== 'unchanged');
  return (await Promise.all(shown.map(textDiff))).join('');
}

/** Hosts that, derived once more, would be other than they are, files that were edited aside. */
async function hostsThatDrift(
  root: string,
  { findings }: UpgradePlan,
  edited: readonly string[],
  tell: (host: string) => void,
): Promise<string[]> {
  const left = findings.map(({ host }) => host);
  const drifted: string[] = [];
  const cases = await casesIn(root);
  for (const recorded of cases.filter(({ name, fixture }) => !fixture && !left.includes(name))) {
    tell(recorded.name);
    const drift = await driftOf(root, recorded);
    if (drift.some(({ path }) => !edited.includes(path))) drifted.push(recorded.name);
  }
  return drifted;
}

function report(
  { findings, notes, tree }: UpgradePlan,
  changes: readonly Change[],
  from: string,
): string[] {
  const of = (kind: Change['kind']): string[] =>
    changes.flatMap((change) => (change.kind === kind ? [change.path] : []));
  const counts = (['created', 'updated', 'removed', 'unchanged'] as const).map(
    (kind) => `${of(kind).length} ${kind}`,
  );
  return [
    `from panther-discover ${from}: ${counts.join(', ')}`,
    ...of('edited').map((path) => `kept     ${path} was edited by hand and stays as it is`),
    ...of('kept')
      .filter((path) => tree[path]?.yields)
      .map((path) => `kept     ${path} is yours since you changed it, and stays as it is`),
    ...notes.map((note) => `note     ${note}`),
    ...findings.map(({ text }) => `finding  ${text}`),
  ];
}
