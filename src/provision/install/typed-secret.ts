import { closeSync, readSync } from 'node:fs';
import { PantherError } from '../../model/errors.ts';
import type { Person } from './job.ts';

/** cryptsetup takes no longer one from a terminal. */
const LONGEST = 512;
const TRIES = 3;

/** What is wrong with a secret that shall be typed at every boot; null: nothing. */
export function secretProblem(secret: Uint8Array): string | null {
  if (secret.length === 0) return 'is empty';
  if (secret.length > LONGEST) return `is longer than ${LONGEST} bytes`;
  if (secret.some((byte) => byte < 0x20 || byte === 0x7f)) {
    return 'holds a line break or another control character, which nobody can type';
  }
  return null;
}

/**
 * Reads a secret from a descriptor to its end; one newline there is not part of it.
 *
 * @throws PantherError `input` where it cannot be one.
 */
export function secretFrom(descriptor: number, what: string): Buffer {
  const buffer = Buffer.alloc(LONGEST + 3);
  let size = 0;
  try {
    for (;;) {
      const count = readSome(descriptor, buffer, size);
      size += count;
      if (count === 0 || size === buffer.length) break;
    }
    closeSync(descriptor);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new PantherError(
      'input',
      `the ${what} cannot be read from descriptor ${descriptor} (${code})`,
    );
  }
  const end = size > 0 && buffer[size - 1] === 0x0a ? size - 1 : size;
  const secret = Buffer.from(buffer.subarray(0, end));
  buffer.fill(0);
  const problem = secretProblem(secret);
  if (problem !== null) throw new PantherError('input', `the ${what} ${problem}`);
  return secret;
}

/** Waits where a descriptor that does not block has nothing yet. */
function readSome(descriptor: number, buffer: Buffer, at: number): number {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      return readSync(descriptor, buffer, at, buffer.length - at, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 50);
    }
  }
}

/**
 * Lets a person type a secret twice without seeing it.
 *
 * @throws PantherError `input` where it does not succeed three times.
 */
export async function typedTwice(person: Person, what: string): Promise<Buffer> {
  for (let tries = 0; tries < TRIES; tries++) {
    const first = await person.secret(`The ${what}: `);
    const problem = secretProblem(first);
    if (problem !== null) {
      person.show(`It ${problem}.`);
      continue;
    }
    const second = await person.secret('The same again: ');
    const same = first.equals(second);
    second.fill(0);
    if (same) {
      const hint = typingHint(first);
      if (hint !== null) person.show(hint);
      return first;
    }
    first.fill(0);
    person.show('These two are not the same.');
  }
  throw new PantherError('input', `no ${what} was given; nothing was changed`);
}

function typingHint(secret: Uint8Array): string | null {
  if (secret.some((byte) => byte > 0x7e)) {
    return 'It holds characters outside of ASCII: see that the keyMap of the host can type them at boot.';
  }
  return secret.length < 12
    ? 'It is short: whoever has the disk can try millions of short ones.'
    : null;
}
