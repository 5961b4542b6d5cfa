import type { Stats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { directoryNames, readFileBytes, readLinkTarget } from './files.ts';
import {
  type CommandResult,
  type CommandWish,
  type Machine,
  missing,
  type Outcome,
} from './machine.ts';

/** As many links as Linux follows in one path. */
const MAX_LINKS = 40;

/**
 * A machine out of a directory that holds a copy of its `sys/` and `proc/` (and `dev/`, `etc/`, …),
 * with the output of `<name>` in `commands/<name>.txt`. The directory is the root of every path:
 * links in it, absolute or relative, cannot lead out of it.
 */
export function recordedMachine(directory: string): Machine {
  return {
    origin: 'recorded',
    async readFile(path, maxBytes) {
      const place = await resolveWithin(directory, path, true);
      if (place.status !== 'ok') return place;
      if (!place.data.stats.isFile()) return { status: 'failed', reason: 'not a file' };
      return readFileBytes(place.data.path, maxBytes);
    },
    async readLink(path) {
      const place = await resolveWithin(directory, path, false);
      return place.status === 'ok' ? readLinkTarget(place.data.path) : place;
    },
    async listDirectory(path) {
      const place = await resolveWithin(directory, path, true);
      return place.status === 'ok' ? directoryNames(place.data.path) : place;
    },
    run(wishes) {
      return wishes.map((wish) => recordedCommand(this, wish));
    },
  };
}

async function recordedCommand(
  machine: Machine,
  { words: [program], maxBytes }: CommandWish,
): Promise<Outcome<CommandResult>> {
  const file = await machine.readFile(`/commands/${program}.txt`, maxBytes);
  if (file.status !== 'ok') return file;
  if (file.data.length > maxBytes) {
    return { status: 'failed', reason: `more than ${maxBytes} bytes` };
  }
  return { status: 'ok', data: { output: Buffer.from(file.data).toString('utf8'), exitCode: 0 } };
}

/** Follows a path the way a process whose root is `root` would. */
async function resolveWithin(
  root: string,
  path: string,
  followLast: boolean,
): Promise<Outcome<{ path: string; stats: Stats }>> {
  const todo = path.split('/').reverse();
  const done: string[] = [];
  let links = 0;
  let place = { path: root, stats: null as Stats | null };
  try {
    while (todo.length > 0) {
      const name = todo.pop();
      if (name === undefined || name === '' || name === '.') continue;
      if (name === '..') {
        done.pop();
        continue;
      }
      place = await look(root, [...done, name]);
      const isLast = todo.every((rest) => rest === '');
      if (place.stats?.isSymbolicLink() !== true || (isLast && !followLast)) {
        done.push(name);
        continue;
      }
      links += 1;
      if (links > MAX_LINKS) return { status: 'failed', reason: 'ELOOP' };
      const target = await readlink(place.path);
      if (target.startsWith('/')) done.length = 0;
      todo.push(...target.split('/').reverse());
    }
    const { path: found, stats } = await look(root, done);
    return { status: 'ok', data: { path: found, stats } };
  } catch (error) {
    return missing(error);
  }
}

async function look(root: string, names: string[]): Promise<{ path: string; stats: Stats }> {
  const path = [root, ...names].join('/');
  return { path, stats: await lstat(path) };
}
