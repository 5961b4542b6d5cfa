import { readFile } from 'node:fs/promises';
import {
  type Derivation,
  derive,
  type Entry,
  readAnswers,
  readSettings,
  repositoryRoot,
} from '../main.ts';
import { HostName } from '../model/answers.ts';
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
    readSettings(flags.set ?? []),
  ];
  const wishes = { host: flags.host ?? null, layers };
  const derivation = await derive(await reading, root, wishes);
  if (derivation.known === null && (flags.host ?? flags.set ?? flags.answers) !== undefined) {
    throw new PantherError(
      'usage',
      `${flags.from?.join(', ')}: a plan holds its host and answers; leave out --host, --set and --answers`,
    );
  }
  return { root, ...derivation };
}

async function answersFrom(path: string): ReturnType<typeof readAnswers> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const why = error.code ?? 'too long';
    throw new PantherError('input', `${path}: cannot be read (${why}); check --answers`);
  });
  return readAnswers(text, path);
}
