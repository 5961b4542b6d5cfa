/** Why a run ends early. `exit.ts` maps each to its exit code. */
export type Failure =
  | 'finding'
  | 'usage'
  | 'input'
  | 'answer'
  | 'refused'
  | 'missing'
  | 'partial'
  | 'interrupted';

/**
 * An expected end of a run: one line that says what, where and what to do.
 * Everything else that is thrown is a bug and ends with its stack trace and exit code 70.
 */
export class PantherError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PantherError';
    this.failure = failure;
  }
}
