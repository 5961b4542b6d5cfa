import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'ava';
import type { SeenHost } from '../../../src/main/fleet/status.ts';
import { newRig, requireRig } from './rig/rig.ts';

/** Nowhere else in the world, so that wherever it is found it came from here. */
const PASSPHRASE = 'kelp-Zebra-41 violet ~anchor';

/** Every file below a folder that holds a text. */
function holding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.endsWith('.img') && readFileSync(path).includes(text));
}

test('the passphrase of an encrypted host: in memory and on descriptors, and nowhere else', async (t) => {
  if (!requireRig(t)) return;
  const rig = await newRig(t, ['ant', 'bee']);
  const before = rig.writeInventory;
  rig.writeInventory = () =>
    before(({ name }) => ({ answers: { encryption: name === 'ant' ? 'luks' : 'none' } }));
  const digest = await rig.planned();
  const program = join(rig.root, 'bin/passphrase');
  writeFileSync(
    program,
    `#!/bin/sh\necho "$*" >>${rig.root}/log/passphrase\n[ "$1" = ant ] && cat ${rig.root}/vault\n`,
    { mode: 0o755 },
  );
  const vault = join(rig.root, 'vault');
  writeFileSync(vault, `${PASSPHRASE}\n`, { mode: 0o600 });
  const provision = ['fleet', 'provision', '--approve', digest, ...rig.kexec];
  const without = await rig.panther(provision);
  t.is(without.code, 6);
  t.regex(without.stderr, /ant: keyed: its disk is encrypted: give --passphrase-command/);
  t.is(rig.machines[1]?.mode(), 'system', 'the other one needs none');

  // Looked at while it is used. There is no dm-crypt here: the wipe itself ends with that.
  rig.fault('disko', 'ant', `. ${resolve('test/vm/fleet/rig/look-at-passphrase')}`);
  const flags = ['--passphrase-command', program];
  const { code, stdout, stderr } = await rig.panther([
    ...['fleet', 'resume', '--json', '--verbose', ...flags, ...rig.kexec],
  ]);
  t.is(code, 6, stderr);
  t.is(rig.log('passphrase'), 'ant\n', 'asked for the host that needs one, by its name');
  t.deepEqual(rig.log('looked').trim().split('\n'), [
    'mode 600',
    'folder 700',
    'lies on tmpfs',
    'the same',
    'there 600',
    'there on tmpfs',
    'in no process list',
  ]);
  t.false(`${stdout}${stderr}`.includes(PASSPHRASE));
  t.deepEqual(holding(rig.root, PASSPHRASE), [vault], 'ledger, logs, repository: none holds it');
  const { hosts } = await rig.json<{ hosts: SeenHost[] }>(['fleet', 'status']);
  t.like(
    hosts.find(({ host }) => host === 'ant'),
    { status: 'unknown', done: 'checked' },
    'the wipe may have begun',
  );
});

test('what is laid into a new system: private files for root, folders as a system has them', async (t) => {
  if (!requireRig(t)) return;
  const rig = await newRig(t, ['ant', 'bee']);
  const digest = await rig.planned();
  const places = ['', '/etc', '/etc/ssh', '/etc/ssh/ssh_host_ed25519_key', '/secrets'];
  const password = '/secrets/passwords/panther';
  for (const name of ['ant', 'bee']) {
    const paths = [...places, password].map((place) => `/mnt/persist${place}`).join(' ');
    rig.fault(
      'reboot',
      name,
      `remote "stat -c '%a %n' ${paths}" >>"$rig/log/modes.${name}" || true`,
    );
  }
  const approve = ['fleet', 'provision', '--approve', digest, ...rig.kexec.slice(0, 4)];
  const nobody = await rig.panther(approve);
  t.is(nobody.code, 6);
  t.regex(
    nobody.stderr,
    /ant: keyed: nobody could become root on it: give --password-hash-command/,
  );
  t.is(rig.log('nixos-anywhere'), '', 'nothing has been begun');

  const plain = join(rig.root, 'bin/plain');
  writeFileSync(plain, '#!/bin/sh\necho hunter2\n', { mode: 0o755 });
  const refused = await rig.panther([...approve, '--password-hash-command', plain]);
  t.regex(refused.stderr, /printed no hash for ant/);
  t.false(refused.stderr.includes('hunter2'), 'a password is no hash, and is not repeated');

  const ant = await rig.panther(['fleet', 'resume', '--only', 'ant', ...rig.kexec]);
  t.is(ant.code, 0, ant.stderr);
  const keys = ['fleet', 'resume', '--only', 'bee', '--keys-only', ...rig.kexec.slice(0, 4)];
  const bee = await rig.panther(keys);
  t.is(bee.code, 0, bee.stderr);
  const wanted = ['755', '755', '755', '600', '700'].map(
    (mode, at) => `${mode} /mnt/persist${places[at]}`,
  );
  t.deepEqual(rig.log('modes.ant').trim().split('\n'), [...wanted, `600 /mnt/persist${password}`]);
  t.false(rig.log('modes.bee').includes(password), 'with --keys-only there is no password');
});
