import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningProgram, runningProgram } from '../../machine/program.ts';
import { type Lock, tryLock } from '../ledger/lock.ts';
import { makePrivateFolder } from '../make-folder.ts';
import type { Phase } from './nixos-anywhere.ts';
import { keepFile, keptFile, type RunPlace } from './place.ts';

const GRACE_MS = 5000;

/** A program that is at work on a host, as far as it is known. */
export interface LeftRunning {
  /** Null: whoever started it was killed before it could note which one it is. */
  pid: number | null;
  phase: Phase | null;
}

/**
 * The lock of a host, which the programs that work on it inherit: it is held as long as any of them runs, also
 * where the controller that started them was killed a moment later. Null: one of them is at work.
 */
export function holdHost({ folder }: RunPlace, host: string): Lock | null {
  const path = join(folder, 'programs', `${host}.lock`);
  makePrivateFolder(dirname(path));
  return tryLock(path);
}

/** Notes which program a controller has started, so that the next one can end it. */
export function noteProgram(
  place: RunPlace,
  host: string,
  phase: Phase,
  { pid, startTicks }: RunningProgram,
): void {
  keepFile(place, `programs/${host}.json`, JSON.stringify({ pid, startTicks, phase }));
}

/** The program of an earlier controller that is still at work on a host; null: there is none. */
export function leftRunning(place: RunPlace, host: string): LeftRunning | null {
  const lock = holdHost(place, host);
  lock?.release();
  if (lock !== null) return null;
  const text = keptFile(place, `programs/${host}.json`);
  if (text === null) return { pid: null, phase: null };
  const { pid, startTicks, phase } = JSON.parse(text) as {
    pid: number;
    startTicks: string | null;
    phase: Phase;
  };
  // Numbers are given again: the one that was started then has its time of start as well.
  const isIt = startTicks !== null && runningProgram(pid).startTicks === startTicks;
  return isIt ? { pid, phase } : { pid: null, phase: null };
}

/** What is still at work on a host, for a message. */
export function leftWords({ pid, phase }: LeftRunning): string {
  const which = pid === null ? '' : ` (process ${pid})`;
  return `nixos-anywhere${phase === null ? '' : ` ${phase}`} of an earlier controller is still at work on it${which}; wait until it has ended`;
}

/**
 * Ends what an earlier controller left running on a host, as far as it is known and lets itself be ended. What
 * goes on still has the lock of the host, so that nothing else begins there.
 */
export async function endLeftRunning(place: RunPlace, host: string): Promise<void> {
  for (const how of ['SIGTERM', 'SIGKILL'] as const) {
    const left = leftRunning(place, host);
    if (left === null) return;
    if (left.pid !== null) endGroup(left.pid, how);
    for (let waited = 0; waited < GRACE_MS && leftRunning(place, host) !== null; waited += 100) {
      await sleep(100);
    }
  }
}

function endGroup(pid: number, how: NodeJS.Signals): void {
  try {
    process.kill(-pid, how);
  } catch {
    // It ended by itself in the meantime.
  }
}
