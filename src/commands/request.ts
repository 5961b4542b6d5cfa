import { readFile } from 'node:fs/promises';
import { type Derivation, derive, readAnswers, readSettings, repositoryRoot } from '../main.ts';
import { PantherError } from '../model/errors.ts';
import type { HostFlags } from './flags.ts';

/** Derives the host that the flags of a command ask for, without writing anything. */
export async function deriveHost(flags: HostFlags): Promise<Derivation & { root: string }> {
  const root = await repositoryRoot(process.cwd(), flags.out);
  const layers = [
    ...(flags.answers === undefined ? [] : [await answersFrom(flags.answers)]),
    readSettings(flags.set ?? []),
  ];
  const wishes = { host: flags.host ?? null, layers };
  const sources = flags.from ?? ['local'];
  return { root, ...(await derive(sources, root, wishes, process.stdin)) };
}

async function answersFrom(path: string): ReturnType<typeof readAnswers> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new PantherError('input', `${path}: cannot be read (${error.code}); check --answers`);
  });
  return readAnswers(text, path);
}
