import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync } from 'node:fs';
import { PantherError } from '../model/errors.ts';
import { writeFlushed } from './flush.ts';
import { makeFolder } from './place.ts';

const KEY_BYTES = 32;
const KEY_FILE = 'hashing-key';

/** Where raw captures and the hashing key live: $XDG_STATE_HOME/panther-discover. */
export function stateDirectory(env: NodeJS.ProcessEnv): string {
  const state = env['XDG_STATE_HOME'];
  // The XDG base directory specification says to ignore a relative path.
  if (state?.startsWith('/')) return `${state}/panther-discover`;
  const home = env['HOME'];
  if (home?.startsWith('/')) return `${home}/.local/state/panther-discover`;
  throw new PantherError(
    'missing',
    'no place for the hashing key: HOME is not set; set HOME or XDG_STATE_HOME',
  );
}

/**
 * The key that identifiers are hashed with, made on first use: 32 bytes that only the user may read.
 * Throws a PantherError when the place cannot be written or holds something else.
 */
export async function hashingKey(directory: string): Promise<Uint8Array> {
  const path = `${directory}/${KEY_FILE}`;
  try {
    const known = keyAt(path);
    if (known !== null) return known;
    makeFolder(directory, 0o700);
    chmodSync(directory, 0o700);
    return await makeKey(directory, path);
  } catch (error) {
    if (error instanceof PantherError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new PantherError(
      'missing',
      `${path}: the hashing key cannot be read or made (${code}); make the directory writable or set XDG_STATE_HOME`,
      { cause: error },
    );
  }
}

function keyAt(path: string): Uint8Array | null {
  try {
    const bytes = readFileSync(path);
    if (bytes.length === KEY_BYTES) return new Uint8Array(bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  throw new PantherError(
    'missing',
    `${path}: is no hashing key (${KEY_BYTES} bytes); move it away, and a new one is made`,
  );
}

/** A whole key under its name or none: written beside it, then linked, and the first one to link wins. */
async function makeKey(directory: string, path: string): Promise<Uint8Array> {
  const temporary = `${directory}/.${KEY_FILE}.${process.pid}.${randomBytes(6).toString('hex')}`;
  const key = randomBytes(KEY_BYTES);
  try {
    await writeFlushed(temporary, key, 0o600);
    linkSync(temporary, path);
    return new Uint8Array(key);
  } catch (error) {
    const other = (error as NodeJS.ErrnoException).code === 'EEXIST' ? keyAt(path) : null;
    if (other === null) throw error;
    return other;
  } finally {
    rmSync(temporary, { force: true });
  }
}
