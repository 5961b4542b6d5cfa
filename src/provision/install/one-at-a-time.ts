import { PantherError } from '../../model/errors.ts';
import { type Lock, tryLock } from '../ledger/lock.ts';

/** Apart from the log, which another user or state directory has elsewhere. */
const LOCK_FILE = '/run/panther-install.lock';

/**
 * One install at a time: two would pass each other's checks and wipe at once. Null for who is not root, who can
 * wipe nothing and is told so by the checks.
 *
 * @throws PantherError `refused` while another one runs.
 */
export function lockMachine(): Lock | null {
  if (process.getuid?.() !== 0) return null;
  const lock = tryLock(LOCK_FILE);
  if (lock !== null) return lock;
  throw new PantherError(
    'refused',
    'another panther-discover install runs on this machine; wait until it has ended, or end it',
  );
}
