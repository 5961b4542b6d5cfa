import type { ProgramEnd, RunningProgram } from '../../machine/program.ts';
import type { DiskLayout } from '../../model/layout.ts';
import type { Log } from '../log/file.ts';
import type { CheckInput } from '../preflight/check.ts';
import type { Progress } from './progress.ts';

/** Somebody at the terminal. */
export interface Person {
  /** A line that is typed and seen. */
  line(prompt: string): Promise<string>;
  /** A line that is typed and not seen. */
  secret(prompt: string): Promise<Buffer>;
  /** Shows what goes nowhere else. */
  show(text: string): void;
  /** Takes what was shown off the screen again. */
  clear(): void;
}

/** What was given on the command line. */
export interface GivenWishes {
  approve: string | null;
  passphraseFd: number | null;
  passwordFd: number | null;
  lose: readonly string[];
  removable: readonly string[];
}

/** The host that is installed, and everything that the steps need from outside of this room. */
export interface Job {
  host: string;
  /** The repository on the live system; absolute. */
  repository: string;
  layout: DiskLayout;
  /** The plan as a picture, for a person. */
  picture: string;
  user: string;
  /** Place of the hashed password in the new system; null: the host has none. */
  passwordPlace: string | null;
  /** Private host keys of the new system, by their place in it. */
  hostKeys: readonly string[];
  /** What the live system alone knows: hashing key, raw recordings, the log. */
  stateDirectory: string;
  given: GivenWishes;
  /** Null: nobody is there. */
  person: Person | null;
  /** The target as it is now, held against nothing yet. */
  look(named: readonly string[], removable: readonly string[]): Promise<CheckInput>;
  /** The device of a planned disk to hand to disko: a link that tells this very disk, by its key. */
  deviceFor(input: CheckInput, disk: string): string | null;
  /** Tells a line of progress. */
  say(text: string): void;
  /** Tells a line that a program printed. */
  hear(line: string): void;
  log: Log;
  signal: AbortSignal;
}

/** What the steps of one run hand on to each other; secrets never leave it. */
export interface Carried {
  progress: Progress;
  approved: {
    digest: string;
    named: readonly string[];
    devices: Readonly<Record<string, string>>;
  } | null;
  passphrase: Buffer | null;
  passwordHash: string | null;
}

/** What a step leaves in the log: no secret, no serial number. */
export type Detail = Readonly<Record<string, unknown>>;

export type { ProgramEnd, RunningProgram };
