import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { type Place, place } from '../cli/run.ts';

/** A repository that version 0.1.0 wrote, with one host, as it was then. */
const SAMPLE = 'test/upgrade/repository-0.1.0';

export interface OlderRepository extends Place {
  root: string;
}

/** A copy of the repository that goes away after the test. */
export async function olderRepository(t: ExecutionContext): Promise<OlderRepository> {
  const where = await place(t);
  const root = join(where.work, 'repository');
  await cp(SAMPLE, root, { recursive: true });
  return { ...where, root };
}

/** Puts a file there as the older version wrote it: its checksum is in the manifest. */
export async function writtenThen(root: string, path: string, text: string): Promise<void> {
  await put(root, path, text);
  await changeManifest(root, (files) => {
    files[path] = createHash('sha256').update(text).digest('hex');
  });
}

/** Takes a path out of the manifest: the older version never wrote it. */
export async function notWrittenThen(root: string, path: string): Promise<void> {
  await rm(join(root, path), { force: true });
  await changeManifest(root, (files) => {
    delete files[path];
  });
}

export async function put(root: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

/** Replaces a piece of a file; throws where the piece is not there. */
export async function edit(root: string, path: string, from: string, to: string): Promise<string> {
  const text = await readFile(join(root, path), 'utf8');
  if (!text.includes(from)) throw new Error(`${path} holds no ${from}`);
  const edited = text.replace(from, to);
  await writeFile(join(root, path), edited);
  return edited;
}

async function changeManifest(
  root: string,
  change: (files: Record<string, string>) => void,
): Promise<void> {
  const path = join(root, '.panther/manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  change(manifest.files);
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`);
}
