import { commitOf, fileAt } from '../../machine/git.ts';
import { PantherError } from '../../model/errors.ts';
import { MAX_SOURCE_BYTES } from './limited.ts';
import { quoted } from './words.ts';

const REVISION_AND_PATH = /^([^:]+):(.+)$/s;

/**
 * A file as it was at a revision of the repository around the working directory. The path is one from
 * the top of the repository, unless it begins with `./`. Throws a PantherError in one line.
 */
export async function readRevision(source: string): Promise<Uint8Array> {
  const [, revision = '', path = ''] = REVISION_AND_PATH.exec(source) ?? [];
  const commit = await commitOf('.', revision).catch((error: unknown) => {
    if (error instanceof PantherError && error.failure === 'missing') throw error;
    throw new PantherError(
      'input',
      `${quoted(source)}: is no file, and no git revision and path either; check both`,
    );
  });
  const bytes = await fileAt('.', commit, path);
  if (bytes === null) {
    throw new PantherError(
      'input',
      `${quoted(source)}: no such file at that revision; the path counts from the top of the repository`,
    );
  }
  if (bytes.length > MAX_SOURCE_BYTES) {
    throw new PantherError('input', `${quoted(source)}: is too large for a recording`);
  }
  return bytes;
}
