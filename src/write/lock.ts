import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, renameSync, rmdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { PantherError } from '../model/errors.ts';
import { MANIFEST_PATH } from '../model/tree.ts';
import { errorCode, writeFailure } from './failure.ts';
import { writeUnflushed } from './flush.ts';
import { clearAway, removeOwn, temporaryPath } from './pending.ts';
import { checkFolders, makeFolder, occupantOf } from './place.ts';

/** A process, told from every other one: numbers are given again, also by the next boot. */
const Writer = z.object({
  schema: z.literal('panther.writer/1'),
  host: z.string(),
  /** Absent in the note of an older version. */
  machine: z.string().nullable().optional(),
  boot: z.string().nullable(),
  namespace: z.string().nullable(),
  pid: z.int().positive(),
  started: z.string().nullable(),
});
type Writer = z.infer<typeof Writer>;

/** The right to write into one repository, until it is released. */
export interface RepositoryLock {
  root: string;
  release: () => void;
}

const FOLDER = dirname(MANIFEST_PATH);
const note = /^writer-[0-9a-f]{12}\.json$/;
/** Two that begin at one moment both step back; one of them is first the next time. */
const ATTEMPTS = 6;
/** Nothing can be written there, so nothing needs to be kept out. */
const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS'];

/**
 * Keeps every other run from writing into the repository. Each writer puts down a note of its own and
 * then looks for those of others, so nobody ever has to take a lock away from a process that is gone:
 * its note is simply removed. Throws PantherError('refused') that names who is writing.
 */
export async function lockRepository(root: string): Promise<RepositoryLock> {
  const made = missingFolders(root);
  const giveUp = () => removeEmpty(made);
  try {
    checkFolders(root, [FOLDER]);
    for (let attempt = 1; ; attempt++) {
      const own = putDown(root);
      const other = otherWriter(root, own);
      if (other === null) return { root, release: () => takeUp(own, giveUp) };
      removeOwn(own);
      if (attempt === ATTEMPTS) throw refusal(other);
      await sleep(randomInt(5, 40));
    }
  } catch (error) {
    if (UNWRITABLE.includes(errorCode(error) ?? '')) return { root, release: giveUp };
    giveUp();
    throw writeFailure(error, `cannot write to ${root}`);
  }
}

/** Does some work while no other run writes into the repository. */
export async function writeAlone<T>(
  root: string,
  work: (lock: RepositoryLock) => Promise<T>,
): Promise<T> {
  const lock = await lockRepository(root);
  try {
    return await work(lock);
  } finally {
    lock.release();
  }
}

/** Puts the own note down, whole from the first moment on. */
function putDown(root: string): string {
  makeFolder(join(root, FOLDER));
  const path = join(root, FOLDER, `writer-${randomBytes(6).toString('hex')}.json`);
  const temporary = temporaryPath(path);
  try {
    writeUnflushed(temporary, `${JSON.stringify(thisWriter())}\n`);
    renameSync(temporary, path);
  } catch (error) {
    clearAway([temporary]);
    throw error;
  }
  return path;
}

function takeUp(own: string, giveUp: () => void): void {
  removeOwn(own);
  giveUp();
}

/** Another writer that is at work, and its note; notes of processes that are gone are removed. */
function otherWriter(root: string, own: string): { path: string; writer: Writer | null } | null {
  for (const name of readdirSync(join(root, FOLDER))
    .filter((found) => note.test(found))
    .sort()) {
    const path = join(root, FOLDER, name);
    if (path === own) continue;
    const writer = writerAt(path);
    if (writer === 'gone') continue;
    if (writer !== null && isOver(writer)) removeOwn(path);
    else return { path, writer };
  }
  return null;
}

function writerAt(path: string): Writer | null | 'gone' {
  try {
    return Writer.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? 'gone' : null;
  }
}

function thisWriter(): Writer {
  return {
    schema: 'panther.writer/1',
    host: hostname(),
    machine: machineMark(),
    boot: bootId(),
    namespace: namespace(),
    pid: process.pid,
    started: startOf(process.pid),
  };
}

/** True where it is certain that the process is gone; one of another machine or container may be there. */
function isOver(writer: Writer): boolean {
  const { host, boot, namespace: theirs, pid, started } = writer;
  if (boot !== bootId()) return isOfThisMachine(writer);
  if (theirs !== namespace()) return false;
  if (boot !== null) return startOf(pid) !== started;
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}

/**
 * Whether an earlier boot of this very machine put it down. All machines of a live medium have one name, so the
 * name is not enough; on a live medium, whose id is another at each boot, this is never certain.
 */
function isOfThisMachine({ host, machine }: Writer): boolean {
  const mark = machineMark();
  return mark !== null && machine === mark && host === hostname();
}

/** What tells this machine, kept over its boots. machine-id(5) wants the id itself to be told to nobody. */
function machineMark(): string | null {
  const id = readOrNull('/etc/machine-id')?.trim() ?? '';
  if (!/^[0-9a-f]{32}$/.test(id)) return null;
  return createHmac('sha256', id).update('panther.writer').digest('hex').slice(0, 32);
}

/** When a process began, in ticks since the boot; null for one that is gone, or has only to be buried. */
function startOf(pid: number): string | null {
  const text = readOrNull(`/proc/${pid}/stat`);
  // proc_pid_stat(5): the name of the program, in parentheses, may hold anything.
  const [state, ...fields] = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === 'Z' || state === 'X' ? null : (fields[18] ?? null);
}

function bootId(): string | null {
  return readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? null;
}

function namespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function refusal({ path, writer }: { path: string; writer: Writer | null }): PantherError {
  const ending = `wait until it has ended${writer?.pid === process.pid ? '' : `, or remove ${path} where none is at work`}`;
  const whose = writer === null ? 'somebody' : `process ${writer.pid} on ${placeOf(writer)}`;
  return new PantherError('refused', `${whose} is writing into this repository: ${ending}`);
}

/** A machine that is named like this one may be another one, which a person can tell. */
function placeOf({ host, boot }: Writer): string {
  if (host !== hostname() || boot === bootId()) return host;
  return `${host} (this machine before it was restarted, or another one of that name)`;
}

/** The folders that a note needs and that are not there yet, the innermost first. */
function missingFolders(root: string): string[] {
  const missing: string[] = [];
  for (let path = join(root, FOLDER); dirname(path) !== path; path = dirname(path)) {
    if (occupantOf(path) !== 'nothing') break;
    missing.push(path);
  }
  return missing;
}

/** A run that wrote nothing leaves no folder behind. */
function removeEmpty(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      rmdirSync(folder);
    } catch {
      // It was never made, or something stands in it by now, which is what it was made for.
    }
  }
}
