import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PantherError } from '../../model/errors.ts';
import { secretProblem } from '../../provision/install/typed-secret.ts';

const PATIENCE_MS = 60_000;
const MOST_BYTES = 4096;
/** As crypt(5) writes them: yescrypt, scrypt, bcrypt, SHA-512. */
const HASH = /^\$(?:y|7|2[aby]|6)\$[./A-Za-z0-9$=,]{20,300}$/;

/** Passphrases from the operator's own program: its output, but for one newline. Null: there is no program. */
export function passphraseFrom(command: string | null): ((host: string) => Promise<Buffer>) | null {
  if (command === null) return null;
  return async (host) => {
    const printed = await printedBy('--passphrase-command', command, host);
    const end = printed.at(-1) === 0x0a ? printed.length - 1 : printed.length;
    const secret = Buffer.from(printed.subarray(0, end));
    printed.fill(0);
    const problem = secretProblem(secret);
    if (problem === null) return secret;
    throw new PantherError('input', `the passphrase of ${host} ${problem}`);
  };
}

/** Hashes of passwords from the operator's own program. A password itself is refused. Null: there is none. */
export function passwordHashFrom(
  command: string | null,
): ((host: string) => Promise<string>) | null {
  if (command === null) return null;
  return async (host) => {
    const printed = await printedBy('--password-hash-command', command, host);
    const hash = printed.toString('latin1').replace(/\n$/, '');
    printed.fill(0);
    if (HASH.test(hash)) return hash;
    throw new PantherError(
      'input',
      `--password-hash-command printed no hash for ${host}; it should print one as mkpasswd does, such as $y$…`,
    );
  };
}

/** What a program prints for a host, its only argument. What it printed is in no error. */
async function printedBy(flag: string, command: string, host: string): Promise<Buffer> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, [host], {
      encoding: 'buffer',
      timeout: PATIENCE_MS,
      maxBuffer: MOST_BYTES,
    });
    stderr.fill(0);
    return stdout;
  } catch (error) {
    const { code, signal } = error as { code?: string | number; signal?: string };
    throw new PantherError('input', `${flag} failed for ${host} (${signal ?? code ?? 'no code'})`);
  }
}
