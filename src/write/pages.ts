import { dirname, join } from 'node:path';
import { writeFailure } from './failure.ts';
import { makeFolder } from './place.ts';
import { writePlainFile } from './single.ts';

/**
 * Writes files into a folder that the user named, in the order given, each whole or not at all; what lies
 * there besides stays. Paths are relative and the caller's own. Throws PantherError where it cannot.
 */
export async function writePages(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const place = join(folder, path);
    try {
      makeFolder(dirname(place));
    } catch (error) {
      throw writeFailure(error, `cannot make ${dirname(place)}`);
    }
    await writePlainFile(place, text);
  }
}
