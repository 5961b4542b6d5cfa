import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { recoveryKeyCommand } from '../../../src/provision/install/commands.ts';
import { removeSecrets, writeSecret } from '../../../src/provision/install/secret-file.ts';
import {
  secretFrom,
  secretProblem,
  typedTwice,
} from '../../../src/provision/install/typed-secret.ts';
import { requireTool } from '../../tools.ts';

const SECRET = Buffer.from('correct horse battery staple');

test.serial(
  'a secret lies on a tmpfs, for its owner alone, without a newline, until it is taken away',
  (t) => {
    const folder = mkdtempSync('/dev/shm/panther-secret-');
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'deep', 'disk.key');
    mkdirSync(join(folder, 'deep'), { mode: 0o755 });
    writeSecret(path, SECRET);
    t.deepEqual(readFileSync(path), SECRET);
    t.is(statSync(path).mode & 0o777, 0o600);
    t.is(statSync(join(folder, 'deep')).mode & 0o777, 0o700);
    removeSecrets();
    t.false(existsSync(path));
  },
);

test.serial('a secret is never put where it would reach a disk', (t) => {
  const folder = mkdtempSync(join('/var/tmp', 'panther-secret-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const error = t.throws(() => writeSecret(join(folder, 'disk.key'), SECRET));
  t.regex(error?.message ?? '', /does not lie in memory/);
  t.false(existsSync(join(folder, 'disk.key')));
});

test.serial('a full tmpfs is said, and nothing of the secret stays there', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'panther-full-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', folder]);
  if (mounted.status !== 0) {
    t.log('SKIPPED: only root can mount a full tmpfs');
    t.pass();
    return;
  }
  t.teardown(() => spawnSync('umount', [folder]));
  try {
    writeFileSync(join(folder, 'filler'), Buffer.alloc(16_384));
  } catch {
    // That is what fills it.
  }
  const error = t.throws(() => writeSecret(join(folder, 'disk.key'), SECRET));
  t.regex(error?.message ?? '', /the tmpfs is full/);
  t.false(existsSync(join(folder, 'disk.key')));
});

test('a secret from a descriptor ends where it ends; one newline is not part of it', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'panther-fd-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const read = (content: string | Buffer) => {
    const file = join(folder, 'secret');
    writeFileSync(file, content);
    return secretFrom(openSync(file, 'r'), 'passphrase').toString();
  };
  t.is(read('two words\n'), 'two words');
  t.is(read('two words'), 'two words');
  t.throws(() => read(''), { message: /is empty/ });
  t.throws(() => read('\n'), { message: /is empty/ });
  t.throws(() => read('a\nb\n'), { message: /line break/ });
  t.throws(() => read('a\n\n'), { message: /line break/ });
  t.throws(() => read(Buffer.alloc(600, 'x')), { message: /longer than 512/ });
  t.is(read(Buffer.alloc(512, 'x')).length, 512);
  t.throws(() => secretFrom(77, 'passphrase'), { message: /descriptor 77 \(EBADF\)/ });
  t.is(secretProblem(Buffer.from('Grüße')), null);
});

test('a person types it twice, three times at most', async (t) => {
  const person = (...typed: string[]) => {
    const shown: string[] = [];
    const secret = async () => Buffer.from(typed.shift() ?? '');
    const rest = { line: async () => '', clear: () => undefined };
    return { ...rest, secret, show: (text: string) => void shown.push(text), shown };
  };
  const good = person('one thing, long', 'another, long', 'same and long', 'same and long');
  t.is((await typedTwice(good, 'x')).toString(), 'same and long');
  t.deepEqual(good.shown, ['These two are not the same.']);
  const short = person('', 'abc', 'abc');
  t.is((await typedTwice(short, 'x')).toString(), 'abc');
  t.deepEqual(
    short.shown.map((line) => line.split('.')[0]),
    ['It is empty', 'It is short: whoever has the disk can try millions of short ones'],
  );
  await t.throwsAsync(typedTwice(person('a', 'b', 'c', 'd', 'e', 'f'), 'x'), {
    message: /no x was given/,
  });
});

test('the recovery key is what systemd prints, opens the volume, and replaces one made before', (t) => {
  if (!requireTool(t, 'cryptsetup') || !requireTool(t, 'systemd-cryptenroll')) return;
  const folder = mkdtempSync(join(tmpdir(), 'panther-recovery-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const [device, key] = [join(folder, 'disk'), join(folder, 'key')];
  spawnSync('truncate', ['--size', '32M', device]);
  writeFileSync(key, SECRET);
  const cheap = ['--pbkdf', 'pbkdf2', '--pbkdf-force-iterations', '1000'];
  const format = ['luksFormat', '--type', 'luks2', '--batch-mode', ...cheap, device, key];
  t.is(spawnSync('cryptsetup', format).status, 0);
  const enroll = () => {
    const [name, ...words] = recoveryKeyCommand(device, key);
    return spawnSync(name, words, { encoding: 'utf8' }).stdout.trim();
  };
  const opens = (secret: string) =>
    spawnSync('cryptsetup', ['open', '--test-passphrase', '--tries', '1', '--', device], {
      input: `${secret}\n`,
    }).status === 0;
  const first = enroll();
  t.regex(first, /^(?:[cbdefghijklnrtuv]{8}-){7}[cbdefghijklnrtuv]{8}$/);
  t.true(opens(first));
  const second = enroll();
  t.true(opens(second));
  t.false(opens(first));
  t.true(opens(SECRET.toString()));
});
