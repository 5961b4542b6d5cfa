import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { PantherError } from '../../model/errors.ts';
import { makePrivateFolder } from '../make-folder.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
/** statfs(2): tmpfs and ramfs. */
const IN_MEMORY: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);

/** Secrets that lie on a tmpfs now, by path; taken away on every way out. */
const written = new Set<string>();

/**
 * Puts a secret where a program can read it: on a tmpfs, 0600 in a folder 0700, without a newline. A file of
 * an earlier run is replaced.
 *
 * @throws PantherError `missing` where there is no tmpfs, or no room on it; then nothing is left there.
 */
export function writeSecret(path: string, secret: Uint8Array): void {
  const folder = dirname(path);
  try {
    makeRunFolder(folder);
    if (!IN_MEMORY.has(statfsSync(folder).type)) {
      throw new PantherError(
        'missing',
        `${folder}: does not lie in memory, where the passphrase must be kept; mount -t tmpfs tmpfs ${folder}`,
      );
    }
    rmSync(path, { force: true });
    written.add(path);
    const file = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      if (writeSync(file, secret) !== secret.length || fstatSync(file).size !== secret.length) {
        throw new PantherError('missing', `${path}: only a part of it could be written`);
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    removeSecrets();
    if (error instanceof PantherError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const why = code === 'ENOSPC' ? 'the tmpfs is full' : code;
    throw new PantherError('missing', `${path}: the passphrase cannot be kept there (${why})`, {
      cause: error,
    });
  }
}

/**
 * Makes the folder of a run, for root alone, or takes one that is there already.
 *
 * @throws PantherError `refused` where a link stands in its place.
 */
export function makeRunFolder(folder: string): void {
  makePrivateFolder(folder);
  if (!lstatSync(folder).isDirectory()) throw new PantherError('refused', `${folder}: is a link`);
  chmodSync(folder, 0o700);
}

/**
 * Keeps what is in memory out of core dumps, of this program and of all that it starts from now on
 * (core(5), coredump_filter): a crash would put the passphrase into a file.
 */
export function dumpNothing(): void {
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // A kernel that dumps no cores has none.
  }
}

/** Takes away what an earlier run that was killed may have left. */
export function removeLeftSecret(path: string): void {
  rmSync(path, { force: true });
}

/** Takes every secret away; safe at any moment, and as often as wanted. */
export function removeSecrets(): void {
  for (const path of written) {
    rmSync(path, { force: true });
    written.delete(path);
  }
}
