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

/** What each exit code says, for `--help`. */
export const EXIT_MEANINGS: Readonly<Record<number, string>> = {
  [EXIT.ok]: 'done',
  [EXIT.finding]:
    'a finding: no profile fits, what is committed has drifted, or a file has a defect',
  [EXIT.usage]: 'bad usage or bad input',
  [EXIT.answer]: 'an answer is needed; the message names the --set that gives it',
  [EXIT.refused]: 'refused for safety, such as a file that was edited by hand',
  [EXIT.missing]: 'a needed privilege, place or tool is missing',
  [EXIT.partial]: 'some of many hosts failed',
  [EXIT.bug]: 'a bug in panther-discover',
  [EXIT.interrupted]: 'interrupted',
};

/** The exit code for an expected end of a run. */
export function exitCodeOf(failure: Failure): number {
  return failure === 'input' ? EXIT.usage : EXIT[failure];
}
