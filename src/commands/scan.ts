import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Console } from '../console.ts';
import { type Scan, scanFiles, scanStaged } from '../main/scan.ts';
import { repositoryRoot } from '../main.ts';
import { shownText } from '../model/display.ts';
import { PantherError } from '../model/errors.ts';
import type { CommonFlags } from './flags.ts';

export interface ScanFlags extends CommonFlags {
  files?: string[] | undefined;
  staged?: boolean | undefined;
  out?: string | undefined;
}

/** `scan`: identifiers in files, or in what is staged for a commit: where and what kind, never the value. */
export async function runScan(flags: ScanFlags, out: Console): Promise<void> {
  const paths = flags.files ?? [];
  if ((flags.staged ?? false) === paths.length > 0) {
    throw new PantherError('usage', 'scan takes either files or --staged');
  }
  const root = await repositoryRoot(process.cwd(), flags.out ?? '.');
  const { files, found }: Scan = await out.during('scanning', async (tell) =>
    flags.staged ? scanStaged(root, tell) : scanFiles(root, await filesAt(root, paths), tell),
  );
  if (flags.json) out.json({ files, found });
  else {
    for (const { path, place, what } of found) {
      out.prose([path, place, what].map((word) => shownText(word, 200)).join(': '));
    }
  }
  if (found.length === 0) {
    out.say(`${files === 1 ? 'the file holds' : `${files} files hold`} no identifier`);
    return;
  }
  const held = new Set(found.map(({ path }) => path)).size;
  throw new PantherError(
    'finding',
    `${held === 1 ? 'a file holds' : `${held} files hold`} what identifies a machine; record it anew, or replace it by its hash`,
  );
}

async function filesAt(root: string, paths: readonly string[]): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const path of paths) {
    try {
      files.set(relative(root, resolve(path)), await readFile(path));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      throw new PantherError('input', `${shownText(path, 200)}: cannot be read (${code})`);
    }
  }
  return files;
}
