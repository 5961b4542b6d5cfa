import * as z from 'zod';
import { table } from '../assets/read.ts';

const FormerFiles = z.object({ files: z.record(z.string(), z.record(z.string(), z.string())) });

/** sha256 of a file of the user's as each earlier version of the tool first wrote it. */
export function formerTexts(path: string): string[] {
  const { files } = FormerFiles.parse(table('former-files'));
  return Object.values(files[path] ?? {});
}
