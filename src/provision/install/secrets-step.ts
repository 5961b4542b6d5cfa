import { PantherError } from '../../model/errors.ts';
import { passwordHashCommands } from './commands.ts';
import type { Carried, Detail, Job } from './job.ts';
import { passwordFileOf } from './layout-parts.ts';
import { run } from './running.ts';
import { writeSecret } from './secret-file.ts';
import { secretFrom, typedTwice } from './typed-secret.ts';

/** Takes the passphrase of the disk and the password of the user; both stay in memory. */
export async function secretsStep(job: Job, carried: Carried): Promise<Detail> {
  const file = passwordFileOf(job.layout);
  if (file !== null) {
    carried.passphrase = await passphraseOf(job);
    writeSecret(file, carried.passphrase);
  }
  await takePassword(job, carried);
  return { passphrase: file !== null, password: carried.passwordHash !== null };
}

/** The passphrase, from its descriptor or typed. */
export async function passphraseOf({ given, person }: Job): Promise<Buffer> {
  if (given.passphraseFd !== null) return secretFrom(given.passphraseFd, 'passphrase');
  if (person !== null) return typedTwice(person, 'passphrase of the disk');
  throw new PantherError(
    'answer',
    'the disk is encrypted and nobody is there; give --passphrase-fd N',
  );
}

/** The password becomes a hash at once. */
export async function takePassword(job: Job, carried: Carried): Promise<void> {
  const { given, person, user, passwordPlace } = job;
  if (passwordPlace === null || carried.passwordHash !== null) return;
  let password: Buffer;
  if (given.passwordFd !== null) password = secretFrom(given.passwordFd, 'password');
  else if (person !== null) password = await typedTwice(person, `password of ${user}`);
  else {
    throw new PantherError(
      'answer',
      `${user} needs a password and nobody is there; give --password-fd N`,
    );
  }
  try {
    carried.passwordHash = await hashed(job, password);
  } finally {
    password.fill(0);
  }
}

/** As crypt(5) writes it: yescrypt, or SHA-512 where that is all there is. */
async function hashed(job: Job, password: Buffer): Promise<string> {
  for (const command of passwordHashCommands()) {
    const { exitCode, output } = await run(job, command, { input: password });
    const hash = output.trim();
    if (exitCode === 0 && /^\$(?:y|6)\$[./A-Za-z0-9$]{20,}$/.test(hash)) return hash;
  }
  throw new PantherError('missing', 'neither mkpasswd nor openssl could hash the password');
}
