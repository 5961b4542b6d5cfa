import { PantherError } from '../../model/errors.ts';
import { secretProblem } from '../../provision/install/typed-secret.ts';

/** A passphrase as a program printed it, without the newline at its end. Throws PantherError `input`. */
export function secretFromBytes(printed: Buffer, host: string): Buffer {
  const end = printed.at(-1) === 0x0a ? printed.length - 1 : printed.length;
  const secret = Buffer.from(printed.subarray(0, end));
  printed.fill(0);
  const problem = secretProblem(secret);
  if (problem === null) return secret;
  throw new PantherError('input', `the passphrase of ${host} ${problem}`);
}
