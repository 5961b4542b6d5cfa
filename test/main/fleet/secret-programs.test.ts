import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { passphraseFrom, passwordHashFrom } from '../../../src/main/fleet/secret-programs.ts';
import { PantherError } from '../../../src/model/errors.ts';

const HASH = `$y$j9T$${'a'.repeat(22)}$${'b'.repeat(43)}`;

/** A program of those lines of sh, which also writes down how it was called. */
function program(t: ExecutionContext, script: string): { path: string; calls: () => string } {
  const folder = mkdtempSync(join(tmpdir(), 'panther-secret-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'program');
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$#:$*" >>${folder}/calls\n${script}\n`);
  chmodSync(path, 0o755);
  return { path, calls: () => readFileSync(join(folder, 'calls'), 'utf8') };
}

test('a passphrase is what the program prints for a host, but for one newline', async (t) => {
  const { path, calls } = program(t, "echo ' kelp  zebra\u00e9 '");
  const secret = await passphraseFrom(path)?.('web-1');
  t.is(secret?.toString('utf8'), ' kelp  zebra\u00e9 ');
  t.is(calls(), '1:web-1\n');
  t.is(passphraseFrom(null), null);
});

test('a hash is what mkpasswd prints; a password in its place is refused', async (t) => {
  for (const hash of [HASH, `$6$rounds=5000$salt$${'c'.repeat(86)}`, `$2b$12$${'d'.repeat(53)}`]) {
    t.is(await passwordHashFrom(program(t, `echo '${hash}'`).path)?.('a'), hash);
  }
  for (const printed of ['hunter2', '', `${HASH} x`, `${HASH}\n${HASH}`, '$1$ab$hunter2']) {
    const of = passwordHashFrom(program(t, `printf '%s\\n' '${printed}'`).path);
    const error = await t.throwsAsync(() => of?.('a') ?? Promise.reject(), {
      instanceOf: PantherError,
    });
    t.notRegex(error?.message ?? '', /hunter2|bbb/);
  }
});

test('where a program fails, nothing that it printed is repeated', async (t) => {
  for (const script of [
    'echo hunter2; echo hunter2 >&2; exit 3',
    'echo hunter2; kill -9 $$',
    'yes hunter2 | head -c 100000',
    "printf 'hunter2\\nhunter2\\n'",
    ':',
  ]) {
    const of = passphraseFrom(program(t, script).path);
    const error = await t.throwsAsync(() => of?.('a') ?? Promise.reject(), {
      instanceOf: PantherError,
    });
    t.is(error?.failure, 'input', script);
    t.regex(error?.message ?? '', /of a |for a /);
    t.false(`${error?.stack}${JSON.stringify(error)}`.includes('hunter2'), script);
  }
  const gone = await t.throwsAsync(() => passphraseFrom('/no/such')?.('a') ?? Promise.reject());
  t.regex(gone?.message ?? '', /--passphrase-command failed for a \(ENOENT\)/);
});
