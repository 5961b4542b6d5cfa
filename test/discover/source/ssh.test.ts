import { execFileSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test from 'ava';
import { recordCapture } from '../../../src/discover/capture.ts';
import { redactCapture } from '../../../src/discover/redact.ts';
import { recordOverSsh } from '../../../src/discover/source/ssh.ts';
import { localMachine } from '../../../src/machine/local.ts';
import type { Capture } from '../../../src/model/capture.ts';
import { requireSshd, startSshd, withSsh } from '../../machine/sshd.ts';

const DROP = 'setpriv --reuid=65534 --regid=65534 --clear-groups --';
/** What `ssh` was told to run, by a command that was put in its place. */
const ASKED = 'eval "$SSH_ORIGINAL_COMMAND"';

/** Without what changes from one moment to the next. */
function lasting(capture: Capture): Capture['readings'] {
  return redactCapture(capture, new Uint8Array(32)).readings;
}

test.serial('a capture over SSH is the local one, reading by reading', async (t) => {
  if (!requireSshd(t)) return;
  const sshd = await startSshd(t);
  const remote = await withSsh(sshd, () => recordOverSsh(sshd.address, 'test'));
  t.is(remote.origin, 'ssh');
  const local = await recordCapture(localMachine(), 'test');
  t.deepEqual(lasting(remote), lasting(local));
});

const asRoot = process.geteuid?.() === 0 ? test.serial : test.serial.skip;
asRoot(
  'a user without rights records what a local run without rights does (needs root to become one)',
  async (t) => {
    if (!requireSshd(t)) return;
    const sshd = await startSshd(t, [`ForceCommand exec ${DROP} $SSH_ORIGINAL_COMMAND`]);
    const remote = await withSsh(sshd, () => recordOverSsh(sshd.address, 'test'));
    const here = resolve('build/js/test/discover/probe/record-here.js');
    const [drop = '', ...words] = [...DROP.split(' '), process.execPath, here];
    const env = { ...process.env, NODE_V8_COVERAGE: '' };
    const text = execFileSync(drop, words, { encoding: 'utf8', env, maxBuffer: 2 ** 26 });
    t.deepEqual(lasting(remote), lasting(JSON.parse(text) as Capture));
  },
);

test.serial('banners and noisy profiles, before and after, do no harm', async (t) => {
  if (!requireSshd(t)) return;
  const noise = 'head -c 70000 /dev/urandom; echo; echo begin 1; echo oops >&2';
  const sshd = await startSshd(t, [
    `ForceCommand ${noise}; ${ASKED}; ${noise}; exit 3`,
    'Banner /etc/os-release',
    'SetEnv BASH_ENV=/etc/os-release ENV=/etc/os-release LC_ALL=de_DE.UTF-8 IFS=/ CDPATH=/sys',
  ]);
  const remote = await withSsh(sshd, () => recordOverSsh(sshd.address, 'test'));
  t.deepEqual(lasting(remote), lasting(await recordCapture(localMachine(), 'test')));
});

test.serial('an alias of the configuration of ssh is an address', async (t) => {
  if (!requireSshd(t)) return;
  const sshd = await startSshd(t);
  const remote = await withSsh(sshd, () => recordOverSsh('ssh://panther-alias', 'test'));
  t.is(remote.readings['/proc/cpuinfo']?.status, 'ok');
});

test.serial('the script is on standard input, in no list of arguments', async (t) => {
  if (!requireSshd(t)) return;
  const sshd = await startSshd(t, [
    `ForceCommand printf '%s' "$SSH_ORIGINAL_COMMAND" > "$ASKED_FILE"; ${ASKED}`,
    'SetEnv ASKED_FILE=/dev/null',
  ]);
  const log = join(sshd.root, 'words');
  await writeFile(log, '');
  await chmod(log, 0o666);
  const wrapper = join(sshd.bin, 'ssh');
  const config = join(sshd.root, 'etc/ssh_config');
  await writeFile(
    wrapper,
    `#!/bin/sh\nprintf '%s\\n' "$@" > ${log}\nexec /usr/bin/ssh -F ${config} "$@"\n`,
  );
  await withSsh(sshd, () => recordOverSsh(sshd.address, 'test'));
  const words = execFileSync('cat', [log], { encoding: 'utf8' }).trim().split('\n');
  t.is(words.at(-1), '/bin/sh');
  t.true(words.join(' ').length < 1000);
});
