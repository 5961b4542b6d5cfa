import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { type Place, place, recorded, run, succeeds } from './run.ts';

/** Nobody's settings but these. */
const SETTINGS = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

/** A PantherOS repository with hosts of this one in it (a Zephyrus and a Yoga), committed to git. */
export interface Committed extends Place {
  root: string;
}

export async function committedRepository(
  t: ExecutionContext,
  hosts: readonly string[] = ['zephyrus', 'yoga'],
): Promise<Committed> {
  const where = await place(t);
  const root = join(where.work, 'my hosts');
  for (const host of hosts) {
    const answers = join(process.cwd(), 'hosts', host, 'answers.yaml');
    const made = ['--from', recorded(host), '--answers', answers, '--host', host, '--out', root];
    succeeds(t, await run(where, made));
  }
  git(root, 'init', '-q', '-b', 'main');
  commit(root, 'hosts');
  return { ...where, root };
}

export function git(root: string, ...words: string[]): string {
  return execFileSync('git', ['-C', root, ...words], {
    encoding: 'utf8',
    env: { ...process.env, ...SETTINGS },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function commit(root: string, message: string): void {
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--no-verify', '-m', message);
}

/** Replaces every occurrence in a file; each has to be there. */
export async function edit(path: string, changes: Readonly<Record<string, string>>): Promise<void> {
  let text = await readFile(path, 'utf8');
  for (const [from, to] of Object.entries(changes)) {
    if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
    text = text.replaceAll(from, to);
  }
  await writeFile(path, text);
}

/** What a reviewer's capture of the Zephyrus looks like after its disk was swapped. */
export const SWAPPED_DISK = {
  CT2000P310SSD8: 'Samsung SSD 990 PRO 2TB',
  '1229a998d593': '0123456789ab',
  daad82533046: 'ba9876543210',
};
