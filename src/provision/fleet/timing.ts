/** Clock and chance, from outside: tests have their own, and so the same run twice is the same. */
export interface Timing {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds, earlier where the signal says so. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** At least 0, less than 1. */
  random(): number;
}

/** The clock of this machine. */
export function realTiming(): Timing {
  return {
    now: Date.now,
    random: Math.random,
    sleep(ms, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const end = (): void => {
          clearTimeout(timer);
          // A signal outlives many a wait, and must not remember them all.
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        signal?.addEventListener('abort', end);
      });
    },
  };
}

const BASE_MS = 1000;
const LONGEST_MS = 60_000;

/**
 * How long to wait before a step is tried again: twice as long each time, up to a minute, and anywhere in
 * the upper half of that, so that a hundred hosts do not come back at the same moment.
 */
export function backoffMs(attempt: number, random: number): number {
  const whole = Math.min(BASE_MS * 2 ** (attempt - 1), LONGEST_MS);
  return Math.round(whole / 2 + (whole / 2) * random);
}
