import type { Console } from '../console.ts';
import { type Entry, explain } from '../main.ts';
import { shownText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import { explanationLines } from './explanation.ts';
import type { HostFlags } from './flags.ts';
import { deriveHost } from './request.ts';

export interface ExplainFlags extends HostFlags {
  option?: string | undefined;
}

/** `explain [OPTION]`: why this profile, disk or option: rule, facts, readings; writes nothing. */
export async function runExplain(
  flags: ExplainFlags,
  reading: Promise<Entry>,
  out: Console,
): Promise<void> {
  const { known, plan } = await deriveHost(flags, reading);
  const explanation = explain(plan, known?.facts ?? null, flags.option ?? null, {
    match: known?.match ?? null,
    capture: known?.capture ?? null,
  });
  if (flags.json) out.json(explanation);
  const lines = explanationLines(explanation, known?.capture ?? null, out);
  if (lines.length === 0) {
    const near = explanation.suggestions.map((name) => shownText(name, 120));
    const hint =
      near.length === 0 ? `see the options in hosts/${plan.host}` : `nearest: ${near.join(', ')}`;
    throw new PantherError(
      'finding',
      `nothing in the plan of ${plan.host} is ${JSON.stringify(shownText(flags.option ?? '', 120))}; ${hint}`,
    );
  }
  if (flags.json) return;
  // The block of gaps is there to be copied as it is.
  if (flags.option === 'gaps') out.data(lines.join('\n'));
  else out.prose(lines.join('\n'));
}
