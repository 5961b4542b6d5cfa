import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningProgram, runningProgram } from '../../machine/program.ts';
import type { Phase } from './nixos-anywhere.ts';
import { keepFile, keptFile, type RunPlace } from './place.ts';

const GRACE_MS = 5000;

/** Notes a program that a controller started, for it goes on where the controller is killed. */
export function noteProgram(
  place: RunPlace,
  host: string,
  phase: Phase,
  { pid, startTicks }: RunningProgram,
): void {
  keepFile(place, `programs/${host}.json`, JSON.stringify({ pid, startTicks, phase }));
}

/** The program of an earlier controller that is still at work on a host; null: there is none. */
export function leftRunning(place: RunPlace, host: string): { pid: number; phase: Phase } | null {
  const text = keptFile(place, `programs/${host}.json`);
  if (text === null) return null;
  const { pid, startTicks, phase } = JSON.parse(text) as {
    pid: number;
    startTicks: string | null;
    phase: Phase;
  };
  // Numbers are given again: the one that was started then has its time of start as well.
  const isIt = startTicks !== null && runningProgram(pid).startTicks === startTicks;
  return isIt ? { pid, phase } : null;
}

/** Ends what an earlier controller left running on a host, so that no two of them are at work there. */
export async function endLeftRunning(place: RunPlace, host: string): Promise<void> {
  for (const how of ['SIGTERM', 'SIGKILL'] as const) {
    const left = leftRunning(place, host);
    if (left === null) return;
    try {
      process.kill(-left.pid, how);
    } catch {
      return;
    }
    for (let waited = 0; waited < GRACE_MS && leftRunning(place, host) !== null; waited += 100) {
      await sleep(100);
    }
  }
}
