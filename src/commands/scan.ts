import { open } from 'node:fs/promises';
import type { Console } from '../console.ts';
import { MOST_BYTES, type Scan, scanFiles, scanStaged } from '../main/scan.ts';
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
  const scan = await out.during('scanning', async (tell) =>
    flags.staged ? scanStaged(root, tell) : scanFiles(root, await filesAt(paths), tell),
  );
  const { files, found, unread, others } = scan;
  if (flags.json) out.json({ files, found, unread, others });
  else {
    const lines = [
      ...found.map(({ path, place, what }) => [path, place, what]),
      ...unread.map(({ path, why }) => [path, `not looked at, for ${why}`]),
    ];
    for (const words of lines) out.prose(words.map((word) => shownText(word, 200)).join(': '));
  }
  if (found.length > 0) {
    const held = new Set(found.map(({ path }) => path)).size;
    throw new PantherError(
      'finding',
      `${held === 1 ? 'a file holds' : `${held} files hold`} what identifies a machine; record it anew, or replace it by its hash`,
    );
  }
  if (unread.length > 0) throw notLookedAt(scan);
  const also = others === 0 ? '' : `; ${others} ${others === 1 ? 'is' : 'are'} of no machine`;
  out.say(`${files === 1 ? 'one file holds' : `${files} files hold`} no identifier${also}`);
}

function notLookedAt({ unread: [first, ...more] }: Scan): PantherError {
  const path = shownText(first?.path ?? '', 200);
  return new PantherError(
    'input',
    `${path}${more.length === 0 ? '' : ` and ${more.length} more`}: cannot be looked at; unpack it, or be sure of what it holds`,
  );
}

/** Whole files by the paths that were given; null: one that is too long. */
async function filesAt(paths: readonly string[]): Promise<Map<string, Uint8Array | null>> {
  const files = new Map<string, Uint8Array | null>();
  for (const path of paths) {
    try {
      files.set(path, await bytesAt(path));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      throw new PantherError('input', `${shownText(path, 200)}: cannot be read (${code})`);
    }
  }
  return files;
}

/** Sizes say nothing of a pipe or a device: it is read no further than counts. */
async function bytesAt(path: string): Promise<Uint8Array | null> {
  const file = await open(path);
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of file.createReadStream({ autoClose: false, end: MOST_BYTES })) {
      chunks.push(chunk);
      size += chunk.length;
    }
    return size > MOST_BYTES ? null : Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}
