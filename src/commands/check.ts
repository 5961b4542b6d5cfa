import type { Console } from '../console.ts';
import { type Change, recordedCases, repositoryRoot, textDiff } from '../main.ts';
import { PantherError } from '../model/errors.ts';
import type { CommonFlags } from './flags.ts';
import { driftOf } from './recorded.ts';

export interface CheckFlags extends CommonFlags {
  hosts?: string[] | undefined;
  out?: string | undefined;
}

/**
 * `check`: derives every host and fixture again from its recorded capture and answers, and compares
 * with what is committed. Any difference is a finding, shown as a diff.
 */
export async function runCheck(flags: CheckFlags, out: Console): Promise<void> {
  const root = await repositoryRoot(process.cwd(), flags.out ?? '.');
  const cases = await recordedCases(root, flags.hosts ?? []);
  const results: { name: string; drift: Change[] }[] = [];
  for (const recorded of cases) {
    const drift = await driftOf(root, recorded);
    results.push({ name: recorded.name, drift });
    if (flags.json) continue;
    out.say(`${recorded.name}: ${drift.length === 0 ? 'holds' : `${drift.length} files differ`}`);
    for (const change of drift) out.data(await textDiff(change));
  }
  if (flags.json) out.json({ root, results });
  const drifted = results.filter(({ drift }) => drift.length > 0).map(({ name }) => name);
  if (drifted.length > 0) {
    throw new PantherError(
      'finding',
      `derived anew, these differ from what is committed: ${drifted.join(', ')}`,
    );
  }
}
