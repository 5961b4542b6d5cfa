import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { PantherError } from '../../model/errors.ts';
import { makePrivateFolder } from '../make-folder.ts';

/** statfs(2): file systems that lie in memory. */
const IN_MEMORY: readonly number[] = [0x01021994, 0x858458f6];

/** A folder in memory for the secrets of one run, readable for nobody else. */
export interface MemoryFolder {
  path: string;
  /** Writes a secret (0600), with the folders above it (0700). */
  write(name: string, content: string | Uint8Array): string;
  /** Removes what was written for a host, or everything. */
  remove(name?: string): void;
}

/**
 * Makes the folder on a tmpfs: $XDG_RUNTIME_DIR, else /dev/shm. What an earlier controller of the run left
 * there when it was killed is removed first; the caller holds the lock of the run. `run` tells it from every
 * other one, also from one of the same name in another state directory.
 *
 * @throws PantherError `missing` where neither is there: a secret is never written to a disk.
 */
export function memoryFolder(run: string, env: NodeJS.ProcessEnv): MemoryFolder {
  const base = [env['XDG_RUNTIME_DIR'], '/dev/shm', '/run'].find(
    (path) => path?.startsWith('/') && existsSync(path) && isInMemory(path) && isWritable(path),
  );
  if (base === undefined) {
    throw new PantherError(
      'missing',
      'there is no folder in memory for secrets: set XDG_RUNTIME_DIR to one on a tmpfs',
    );
  }
  const prefix = `panther-fleet-${run}.`;
  for (const name of readdirSync(base)) {
    if (name.startsWith(prefix)) rmSync(join(base, name), { recursive: true, force: true });
  }
  const path = mkdtempSync(join(base, prefix));
  chmodSync(path, 0o700);
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      makePrivateFolder(dirname(file));
      writeFileSync(file, content, { mode: 0o600 });
      return file;
    },
    remove(name) {
      rmSync(name === undefined ? path : join(path, name), { recursive: true, force: true });
    },
  };
}

function isInMemory(path: string): boolean {
  try {
    return IN_MEMORY.includes(statfsSync(path).type);
  } catch {
    return false;
  }
}

function isWritable(path: string): boolean {
  try {
    rmSync(mkdtempSync(join(path, '.panther-')), { recursive: true });
    return true;
  } catch {
    return false;
  }
}
