import type { Console } from '../console.ts';
import { capture, match, read } from '../main.ts';
import { inertText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { Match } from '../model/match.ts';
import type { SourceFlags } from './flags.ts';

export interface MatchFlags extends SourceFlags {
  inputs?: string[] | undefined;
}

/** `match`: what is each input? One line each, in the order given; a bad input is one error line. */
export async function runMatch(flags: MatchFlags, out: Console): Promise<void> {
  const inputs = flags.inputs?.length ? flags.inputs : ['local'];
  let bad = 0;
  let unmatched = 0;
  for (const input of inputs) {
    try {
      const found = await matchOne(input, flags['accept-new-host-key']);
      if (found.profile === null) unmatched += 1;
      if (flags.json) out.json(jsonLine(input, found));
      else out.data(textLine(input, found, out));
    } catch (error) {
      if (!(error instanceof PantherError)) throw error;
      bad += 1;
      if (flags.json) out.json({ input, error: error.message });
      if (inputs.length === 1) throw error;
      if (!flags.json) out.complain(error.message);
    }
  }
  if (bad > 0)
    throw new PantherError('input', `${bad} of ${inputs.length} inputs could not be read`);
  if (unmatched > 0) {
    throw new PantherError('finding', `${unmatched} of ${inputs.length} inputs match no profile`);
  }
}

async function matchOne(input: string, acceptNewHostKey?: boolean): Promise<Match> {
  const entry = await capture([input], process.stdin, { acceptNewHostKey });
  if (entry.kind === 'plan') {
    throw new PantherError('input', `${input}: is a plan; match takes recordings and facts`);
  }
  return match(read(entry));
}

function jsonLine(input: string, { profile, confidence, traits, ranked }: Match): object {
  const [best, runnerUp] = ranked;
  return {
    input,
    profile,
    score: best?.score ?? 0,
    confidence,
    traits,
    runnerUp: runnerUp === undefined ? null : { profile: runnerUp.profile, score: runnerUp.score },
    evidence: best?.evidence ?? [],
  };
}

function textLine(
  input: string,
  { profile, confidence, traits, ranked }: Match,
  out: Console,
): string {
  const [best, runnerUp] = ranked;
  const named = profile === null ? out.warn('no profile') : out.strong(profile);
  const lines = [
    `${inertText(input).replaceAll('\n', '?')}: ${named}, ${confidence} confidence, score ${best?.score ?? 0}`,
    ...(best?.evidence ?? []).map(
      ({ weight, text }) => `  ${weight < 0 ? '' : '+'}${weight}  ${text}`,
    ),
    ...(runnerUp === undefined
      ? []
      : [`  runner-up: ${runnerUp.profile}, score ${runnerUp.score}`]),
    `  traits: ${traits.join(', ') || 'none'}`,
  ];
  return lines.join('\n');
}
