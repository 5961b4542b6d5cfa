import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { PantherError } from '../../model/errors.ts';

/**
 * Holds the installer's archive against the hash that somebody vouches for. Whoever can change it has
 * root on every machine of the fleet.
 *
 * @throws PantherError `usage`, `input` or `refused`.
 */
export async function checkKexecImage(path: string, sha256: string): Promise<void> {
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new PantherError('usage', '--kexec-sha256: should be 64 hex digits, as sha256sum prints');
  }
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new PantherError('input', `${path}: cannot be read (${code}); check --kexec`);
  }
  const found = hash.digest('hex');
  if (found !== sha256) {
    throw new PantherError(
      'refused',
      `${path}: is not the file that --kexec-sha256 means: it has ${found}`,
    );
  }
}
