import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { isShortage } from '../../machine/shortage.ts';
import { PantherError } from '../../model/errors.ts';

/** An exclusive lock that is held as long as `fd` is open, by this process or by one that inherits it. */
export interface Lock {
  fd: number;
  release(): void;
}

const TAKEN = 75;

/**
 * Locks a file, or returns null where another process holds it. It is the kernel's own flock(2): Node
 * has no call for it, so `flock` of util-linux is given the open file and locks that. A process that
 * dies, however it dies, holds nothing any more.
 */
export function tryLock(path: string): Lock | null {
  const fd = opened(path);
  const { status, error } = spawnSync('flock', ['-n', '-E', String(TAKEN), '3'], {
    stdio: ['ignore', 'ignore', 'ignore', fd],
  });
  if (status === 0) return { fd, release: () => closeSync(fd) };
  closeSync(fd);
  if (status === TAKEN) return null;
  const why = error === undefined ? `exit code ${status}` : 'it is not there';
  throw new PantherError(
    'missing',
    `${path}: cannot be locked: flock failed (${why}); install flock (util-linux)`,
  );
}

function opened(path: string): number {
  try {
    return openSync(path, 'a', 0o600);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    if (isShortage(code)) throw error;
    throw new PantherError(
      'missing',
      `${path}: cannot be locked (${code}); see that its folder is there and can be written to`,
      { cause: error },
    );
  }
}
