import { readdirSync, readFileSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { errorCode, isAbsent, writeFailure } from './failure.ts';

/**
 * What a run is about to write, noted before it begins and removed when its manifest stands.
 * A run that was cut short leaves it behind: files with these checksums are ours all the same.
 */
export const PENDING_PATH = '.panther/pending.json';

const Pending = z.object({
  schema: z.literal('panther.pending/1'),
  files: z.record(z.string(), z.array(z.string())),
});
type Sums = Record<string, string[]>;

const temporary = /^\..+\.([0-9]+)\.panther-tmp$/;

/** Name of the file that is filled before it takes the place of `path`, in the same folder. */
export function temporaryPath(path: string): string {
  const at = path.lastIndexOf('/') + 1;
  return `${path.slice(0, at)}.${path.slice(at)}.${process.pid}.panther-tmp`;
}

/** Checksums that interrupted runs noted, by path; null where none was interrupted. */
export function readPending(root: string): Sums | null {
  const path = join(root, PENDING_PATH);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return null;
    throw writeFailure(error, `cannot read ${path}`);
  }
  try {
    return Pending.parse(JSON.parse(text)).files;
  } catch {
    // Cut while it was noted: nothing else had been written yet.
    return {};
  }
}

/** The note for sums that are about to be written, besides those of an interrupted run. */
export function pendingText(earlier: Sums | null, next: ReadonlyMap<string, string>): string {
  const files = new Map(Object.entries(earlier ?? {}));
  for (const [path, sum] of next) files.set(path, [...new Set([...(files.get(path) ?? []), sum])]);
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const pending: z.infer<typeof Pending> = {
    schema: 'panther.pending/1',
    files: Object.fromEntries(sorted),
  };
  return `${JSON.stringify(pending)}\n`;
}

/** Removes the half-filled files of interrupted runs; those of runs still under way stay. */
export function removeLeftovers(root: string, pending: Sums): void {
  const folders = new Set(Object.keys(pending).map((path) => dirname(path)));
  for (const folder of [...folders, dirname(PENDING_PATH)]) {
    for (const name of namesIn(join(root, folder))) {
      const pid = temporary.exec(name)?.[1];
      if (pid !== undefined && !isRunning(Number(pid))) removeOwn(join(root, folder, name));
    }
  }
}

/** Removes a file that this tool made for itself; one that is gone already is fine. */
export function removeOwn(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isAbsent(error)) throw writeFailure(error, `cannot remove ${path}`);
  }
}

/** Removes what was begun, as far as that goes: what is told is why it failed, and not that this does too. */
export function clearAway(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      unlinkSync(path);
    } catch (error) {
      if (errorCode(error) === null) throw error;
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isAbsent(error) || errorCode(error) === 'ENOTDIR') return [];
    throw writeFailure(error, `cannot list ${folder}`);
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
