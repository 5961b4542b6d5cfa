import type { Failure } from './model/errors.ts';

/** The exit codes, in one place; docs/command-line.md repeats them for users. */
export const EXIT = {
  ok: 0,
  finding: 1,
  usage: 2,
  answer: 3,
  refused: 4,
  missing: 5,
  partial: 6,
  bug: 70,
  interrupted: 130,
} as const;

/** The exit code for an expected end of a run. */
export function exitCodeOf(failure: Failure): number {
  return failure === 'input' ? EXIT.usage : EXIT[failure];
}
