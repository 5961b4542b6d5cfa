import { readFile } from 'node:fs/promises';
import {
  type Derivation,
  derive,
  type Entry,
  readAnswers,
  readSettings,
  repositoryRoot,
} from '../main.ts';
import { type GivenAnswers, HostName } from '../model/answers.ts';
import { shownText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { HostFlags } from './flags.ts';

/** Derives the host that the flags of a command ask for, without writing anything. */
export async function deriveHost(
  flags: HostFlags,
  reading: Promise<Entry>,
): Promise<Derivation & { root: string }> {
  if (flags.host !== undefined && !HostName.safeParse(flags.host).success) {
    throw new PantherError(
      'usage',
      `--host ${shownText(flags.host, 60)}: should be a host name: a-z, 0-9 and -`,
    );
  }
  const root = await repositoryRoot(process.cwd(), flags.out);
  const layers = [
    ...(flags.answers === undefined ? [] : [await answersFrom(flags.answers)]),
    readSettings(settingsOf(flags)),
  ];
  const asks = mayAsk(flags);
  const derivation = await derived(flags, asks, await reading, root, layers);
  if (
    derivation.known === null &&
    (flags.host ?? flags.profile ?? flags.set ?? flags.answers) !== undefined
  ) {
    throw new PantherError(
      'usage',
      `${flags.from?.join(', ')}: a plan holds its host and answers; leave out --host, --profile, --set and --answers`,
    );
  }
  return { root, ...derivation };
}

/** The answers of --set, and of the flag that stands for one. */
function settingsOf({ profile, set = [] }: HostFlags): string[] {
  return profile === undefined ? set : [...set, `profile=${profile}`];
}

/** Derives the host; what is missing is asked where a person is at the terminal. */
async function derived(
  { host = null }: { host?: string | undefined | null },
  asks: boolean,
  entry: Entry,
  root: string,
  layers: readonly GivenAnswers[],
): Promise<Derivation> {
  if (!asks) return derive(entry, root, { host, layers });
  const { personAtTerminal } = await import('./asking.ts');
  const person = personAtTerminal();
  const given = [...layers];
  try {
    for (;;) {
      try {
        return await derive(entry, root, { host, layers: given });
      } catch (error) {
        if (!(error instanceof PantherError) || error.failure !== 'answer') throw error;
        given.push(await person.answer(error));
      }
    }
  } finally {
    person.leave();
  }
}

/** Where nothing says otherwise, a person is asked who sees the question and can type. */
function mayAsk({ ask, json, quiet, from }: HostFlags): boolean {
  const stdinIsSource = from?.includes('-') ?? false;
  if (ask && stdinIsSource) {
    throw new PantherError('usage', '--ask: standard input is the source; give it as a file');
  }
  if (ask !== undefined) return ask;
  if (json || quiet || stdinIsSource) return false;
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

async function answersFrom(path: string): ReturnType<typeof readAnswers> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code ?? 'too long';
    throw new PantherError('input', `${path}: cannot be read (${why}); check --answers`);
  });
  return readAnswers(text, path);
}
