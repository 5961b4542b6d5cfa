import type { Capture, MissingReading } from '../model/capture.ts';

/** What a machine answered: data, or why there is none. Nothing here throws. */
export type Outcome<T> = { status: 'ok'; data: T } | MissingReading;

/** A program with its words, and what it may take. */
export interface CommandWish {
  words: readonly [string, ...string[]];
  timeoutMs: number;
  maxBytes: number;
}

export interface CommandResult {
  output: string;
  exitCode: number;
}

/** A door to a machine: the only way in which the rest of the program reads one. */
export interface Machine {
  readonly origin: Capture['origin'];
  /** At most `maxBytes` + 1 bytes of a file: one more than asked says that there is more. */
  readFile(path: string, maxBytes: number): Promise<Outcome<Uint8Array>>;
  /** The stored target of a symbolic link. */
  readLink(path: string): Promise<Outcome<string>>;
  /** Names in a directory, sorted by code unit. */
  listDirectory(path: string): Promise<Outcome<string[]>>;
  /** Standard output of each command; they run side by side and end with all that they started. */
  run(wishes: readonly CommandWish[]): readonly Promise<Outcome<CommandResult>>[];
}

const DENIED = new Set(['EACCES', 'EPERM']);
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENODEV', 'ENXIO']);

/** An error of the operating system as a missing reading; the reason is its code, never its text. */
export function missing(error: unknown): MissingReading {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  const reason = typeof code === 'string' ? code : 'unknown error';
  if (DENIED.has(reason)) return { status: 'denied', reason };
  if (ABSENT.has(reason)) return { status: 'absent', reason };
  return { status: 'failed', reason };
}
