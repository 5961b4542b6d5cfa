import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { FileTree } from '../../src/model/tree.ts';

/** An empty folder that goes away after the test. */
export async function emptyFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'panther-write-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Every file below a folder, by relative path. */
export async function filesBelow(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
  const texts = await Promise.all(paths.map((path) => readFile(join(root, path), 'utf8')));
  return Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? '']));
}

/** A repository with one host and so many modules, all of them holding `mark`. */
export function tree(host: string, mark: string, modules = 3): FileTree {
  const owned = (text: string) => ({ content: `${text} ${mark}\n`, ownership: 'owned' as const });
  const once = (text: string) => ({ content: `${text} ${mark}\n`, ownership: 'once' as const });
  return {
    'README.md': once('readme'),
    ...Object.fromEntries(
      Array.from({ length: modules }, (_, index) => [
        `modules/nixos/kind-${index % 7}/m${index}.nix`,
        owned(`module ${index}`.repeat(100)),
      ]),
    ),
    [`hosts/${host}/answers.yaml`]: once('answers'),
    [`hosts/${host}/default.nix`]: owned('default'),
    [`hosts/${host}/disko.nix`]: owned('disko'),
    [`hosts/${host}/hardware.nix`]: owned('hardware'),
    [`hosts/${host}/local.nix`]: once('local'),
    [`hardware-discovery/${host}/report.md`]: owned('report'),
  };
}
