import { setImmediate } from 'node:timers/promises';
import type { Console } from '../console.ts';
import { capture, match, type ProfileSet, profilesOf, read, repositoryRoot } from '../main.ts';
import { inertJson, inertText, signed } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { Match } from '../model/match.ts';
import type { SourceFlags } from './flags.ts';

export interface MatchFlags extends SourceFlags {
  inputs?: string[] | undefined;
  inputsFrom?: string | undefined;
  out?: string | undefined;
}

/** So many inputs are looked at before signals and other events have their turn. */
const TURN = 64;

/** `match`: what is each input? One line each, in the order given; a bad input is one error line. */
export async function runMatch(flags: MatchFlags, out: Console): Promise<void> {
  const profiles = await profilesOf(await repositoryRoot(process.cwd(), flags.out));
  const isOne = flags.inputsFrom === undefined && (flags.inputs?.length ?? 0) < 2;
  let count = 0;
  let bad = 0;
  let unmatched = 0;
  const lines = jsonLines(out);
  await out.during('matching', async (tell) => {
    try {
      for await (const input of inputsOf(flags)) {
        count += 1;
        tell(isOne ? input : `${count}, ${input}`);
        if (count % TURN === 0) await setImmediate();
        try {
          const found = await matchOne(input, flags, profiles);
          if (found.profile === null) unmatched += 1;
          if (flags.json) lines.add(jsonLine(input, found));
          else out.prose(textLine(input, found, out));
        } catch (error) {
          if (!(error instanceof PantherError)) throw error;
          bad += 1;
          if (flags.json) lines.add({ input, error: error.message });
          if (isOne) throw error;
          if (!flags.json) out.complain(error.message);
        }
      }
    } finally {
      lines.write();
    }
  });
  if (bad > 0) throw new PantherError('input', `${bad} of ${count} inputs could not be read`);
  if (unmatched > 0) {
    throw new PantherError('finding', `${unmatched} of ${count} inputs match no profile`);
  }
}

/**
 * Lines of JSON that are written together: at the latest when the run waits for something, so that
 * whoever feeds it one path after the other has each answer at once.
 */
function jsonLines(out: Console): { add(value: object): void; write(): void } {
  let waiting: string[] = [];
  const write = () => {
    if (waiting.length > 0) out.data(waiting.join('\n'));
    waiting = [];
  };
  return {
    add(value) {
      waiting.push(inertJson(JSON.stringify(value)));
      if (waiting.length === 1) void setImmediate().then(write);
    },
    write,
  };
}

/** The inputs that were named as arguments, then those of the list; this machine without either. */
async function* inputsOf({ inputs = [], inputsFrom }: MatchFlags): AsyncGenerator<string> {
  yield* inputs;
  if (inputsFrom !== undefined) {
    const { listedInputs } = await import('./inputs.ts');
    yield* listedInputs(inputsFrom);
  } else if (inputs.length === 0) yield 'local';
}

async function matchOne(
  input: string,
  { inputsFrom, 'accept-new-host-key': acceptNewHostKey }: MatchFlags,
  profiles: ProfileSet,
): Promise<Match> {
  // Merely touching process.stdin opens it.
  const stdin = input === '-' && inputsFrom !== '-' ? process.stdin : undefined;
  const entry = await capture([input], stdin, { acceptNewHostKey });
  if (entry.kind === 'plan') {
    throw new PantherError('input', `${input}: is a plan; match takes recordings and facts`);
  }
  return match(read(entry), profiles);
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
    ...(best?.evidence ?? []).map(({ weight, text }) => `  ${signed(weight)}  ${text}`),
    ...(runnerUp === undefined
      ? []
      : [`  runner-up: ${runnerUp.profile}, score ${runnerUp.score}`]),
    `  traits: ${traits.join(', ') || 'none'}`,
  ];
  return lines.join('\n');
}
