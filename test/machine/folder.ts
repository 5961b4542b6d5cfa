import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';

/** A file's content, or where a link points. */
export type Entry = string | Uint8Array | { link: string };

/** A temporary folder with these files and links, which goes away after the test. */
export async function folder(
  t: ExecutionContext,
  entries: Readonly<Record<string, Entry>>,
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'panther-test-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  await chmod(root, 0o755);
  for (const [name, entry] of Object.entries(entries)) {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    if (typeof entry === 'object' && 'link' in entry) await symlink(entry.link, path);
    else await writeFile(path, entry);
  }
  return root;
}

/** A program that runs a shell script. */
export async function program(path: string, script: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}
