import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PantherError } from '../../model/errors.ts';
import { MOUNT_POINT } from './commands.ts';

/** Something that only the live system has, and its place in the new one. */
export interface Carriage {
  what: string;
  from: string;
  to: string;
  /** Readable for root alone. */
  private: boolean;
  /** A folder in it that is kept up in another way. */
  except?: string;
}

const SECRETS = '/persist/secrets';

/** Where live systems keep the networks that were joined, and where the host finds them. */
const NETWORKS = ['/etc/NetworkManager/system-connections', '/var/lib/iwd'];

/**
 * What is carried over; what is not there on the live system is left out. A link leads into the live system,
 * which the new one has not, so each comes from where it really lies.
 */
export function carriages(repository: string, stateDirectory: string): Carriage[] {
  const all: Carriage[] = [
    { what: 'repository', from: repository, to: '/persist/pantheros', private: false },
    {
      what: 'hashing key and recordings',
      from: stateDirectory,
      to: `/persist/secrets/${basename(stateDirectory)}`,
      private: true,
      // The log is written to both places at once.
      except: 'installs',
    },
    ...NETWORKS.map((place) => ({
      what: 'networks',
      from: place,
      to: `/persist${place}`,
      private: true,
    })),
  ];
  return all
    .filter(({ from }) => isFilled(from))
    .map((carriage) => ({ ...carriage, from: realpathSync(carriage.from) }));
}

/**
 * Copies a folder into the new system and holds the copy against the original, file by file.
 *
 * @throws PantherError `finding` where they differ, or something else than a folder is in the way.
 */
export function carry({ what, from, to, private: isPrivate, except }: Carriage): number {
  const place = join(MOUNT_POINT, to);
  // Closed before anything private comes into it.
  makeFolder(isPrivate ? place : dirname(place), isPrivate);
  if (lstatSync(place, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new PantherError(
      'finding',
      `${what}: ${place} is there and is no folder; look at what it is, and take it away`,
    );
  }
  cpSync(from, place, {
    recursive: true,
    force: true,
    preserveTimestamps: true,
    verbatimSymlinks: true,
    filter: (path) => except === undefined || path !== join(from, except),
  });
  if (isPrivate) restrict(place);
  const there = digestsBelow(place, except);
  const wrong = [...digestsBelow(from, except)].find(
    ([path, digest]) => there.get(path) !== digest,
  );
  if (wrong !== undefined) {
    throw new PantherError('finding', `${what}: the copy below ${place} is not what was copied`);
  }
  return there.size;
}

/** Writes a small file that root alone may read, whole or not at all, and reads it back. */
export function putPrivate(path: string, text: string): void {
  const place = join(MOUNT_POINT, path);
  makeFolder(dirname(place), true);
  const whole = `${place}.new`;
  rmSync(whole, { force: true });
  writeFileSync(whole, text, { mode: 0o600, flush: true });
  renameSync(whole, place);
  if (readFileSync(place, 'utf8') !== text || (statSync(place).mode & 0o777) !== 0o600) {
    throw new PantherError('finding', `${place}: is not what was written`);
  }
}

/**
 * A folder below the mount point, with those that it lies in. Those that are there already keep their mode. Only
 * a private one itself, and what lies in the place of secrets, is for root alone: a closed /persist/etc would
 * close everything that links lead to from /etc.
 */
export function makeFolder(place: string, isPrivate: boolean): void {
  if (existsSync(place)) return;
  makeFolder(dirname(place), false);
  const isClosed = isPrivate || isSecret(place);
  // Not by its mode alone, which the mask of the shell takes something from.
  mkdirSync(place, { mode: isClosed ? 0o700 : 0o755 });
  chmodSync(place, isClosed ? 0o700 : 0o755);
}

function isSecret(place: string): boolean {
  return `${place}/`.startsWith(`${join(MOUNT_POINT, SECRETS)}/`);
}

function restrict(place: string): void {
  if (lstatSync(place).isSymbolicLink()) return;
  const isFolder = statSync(place).isDirectory();
  chmodSync(place, isFolder ? 0o700 : 0o600);
  if (isFolder) for (const name of readdirSync(place)) restrict(join(place, name));
}

/** Path below a folder → what is there: a checksum, or where a link leads. */
function digestsBelow(folder: string, except: string | undefined): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (place: string, path: string) => {
    for (const entry of readdirSync(place, { withFileTypes: true })) {
      const inner = join(place, entry.name);
      const name = join(path, entry.name);
      if (name === except) continue;
      if (entry.isDirectory()) walk(inner, name);
      else if (entry.isSymbolicLink()) found.set(name, `link ${readlinkSync(inner)}`);
      else if (entry.isFile()) {
        found.set(name, createHash('sha256').update(readFileSync(inner)).digest('hex'));
      }
    }
  };
  walk(folder, '');
  return found;
}

function isFilled(folder: string): boolean {
  return existsSync(folder) && statSync(folder).isDirectory() && readdirSync(folder).length > 0;
}
