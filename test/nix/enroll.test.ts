import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { requireTool } from '../tools.ts';

const SCRIPT = 'modules/nixos/filesystems/encryption/enroll.sh';
const PASSPHRASE = 'correct horse';
const GLOBAL_VARIABLE = '8be4df61-93ca-11d2-aa0d-00e098032b8c';

interface Volume {
  folder: string;
  device: string;
  backup: string;
  enroll: (settings?: Record<string, string>) => { status: number | null; output: string };
  slots: () => string[];
}

/** A LUKS2 volume in a file, with one passphrase; null, said aloud, where the tools are missing. */
function volume(t: ExecutionContext): Volume | null {
  const tools = ['cryptsetup', 'systemd-cryptenroll', 'age'];
  if (!tools.every((tool) => requireTool(t, tool))) return null;
  const folder = mkdtempSync(join(tmpdir(), 'panther-enroll-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const device = join(folder, 'disk');
  writeFileSync(device, '');
  truncateSync(device, 32 << 20);
  const cheap = ['--pbkdf', 'pbkdf2', '--pbkdf-force-iterations', '1000'];
  must('cryptsetup', ['luksFormat', '--type', 'luks2', '--batch-mode', ...cheap, device, '-']);
  const backup = join(folder, 'away/header.age');
  mkdirSync(join(folder, 'efivars'));
  return {
    folder,
    device,
    backup,
    enroll: (settings = {}) => {
      const { status, stdout, stderr } = spawnSync('bash', [SCRIPT], {
        encoding: 'utf8',
        env: {
          PATH: process.env['PATH'],
          PASSWORD: PASSPHRASE,
          ENROLL_DEVICE: device,
          ENROLL_TPM2: 'false',
          ENROLL_TPM2_PIN: 'true',
          ENROLL_TPM2_PCRS: '7',
          ENROLL_FIDO2: 'false',
          ENROLL_RECIPIENTS: '',
          ENROLL_BACKUP: backup,
          ENROLL_EFIVARS: join(folder, 'efivars'),
          ...settings,
        },
      });
      return { status, output: stdout + stderr };
    },
    slots: () =>
      must('systemd-cryptenroll', [device])
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(/\s+/)[1] ?? ''),
  };
}

function must(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, [...args], {
    encoding: 'utf8',
    input: PASSPHRASE,
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function setVariable(disk: Volume, name: string, value: number): void {
  const content = Buffer.from([6, 0, 0, 0, value]);
  writeFileSync(join(disk.folder, 'efivars', `${name}-${GLOBAL_VARIABLE}`), content);
}

test('a recovery key is made once, shown, and opens the volume', (t) => {
  const disk = volume(t);
  if (disk === null) return;
  const first = disk.enroll();
  t.is(first.status, 0, first.output);
  t.deepEqual(disk.slots(), ['password', 'recovery']);
  const [key = ''] = /(?:[cbdefghijklnrtuv]{8}-){7}[cbdefghijklnrtuv]{8}/.exec(first.output) ?? [];
  const opened = spawnSync('cryptsetup', ['open', '--test-passphrase', disk.device, '-d', '-'], {
    input: key,
  });
  t.is(opened.status, 0, first.output);
  t.regex(first.output, /No backup of the header/);
  t.false(existsSync(disk.backup));

  const again = disk.enroll();
  t.is(again.status, 0, again.output);
  t.regex(again.output, /enrolled already/);
  t.deepEqual(disk.slots(), ['password', 'recovery']);
});

const REFUSED: readonly [string, readonly [string, number][]][] = [
  ['has no such thing as Secure Boot', []],
  ['has Secure Boot switched off', [['SecureBoot', 0]]],
  [
    'waits for keys in its setup mode',
    [
      ['SecureBoot', 1],
      ['SetupMode', 1],
    ],
  ],
];

for (const [state, variables] of REFUSED) {
  test(`a TPM alone does not unlock a machine whose firmware ${state}`, (t) => {
    const disk = volume(t);
    if (disk === null) return;
    for (const [name, value] of variables) setVariable(disk, name, value);
    const before = readFileSync(disk.device);
    const { status, output } = disk.enroll({ ENROLL_TPM2: 'true', ENROLL_TPM2_PIN: 'false' });
    t.is(status, 1);
    t.regex(output, /does not enforce Secure Boot; nothing was changed/);
    t.true(before.equals(readFileSync(disk.device)));
  });
}

test('with Secure Boot enforced the TPM is asked, after the recovery key', (t) => {
  const disk = volume(t);
  if (disk === null) return;
  setVariable(disk, 'SecureBoot', 1);
  setVariable(disk, 'SetupMode', 0);
  const { output } = disk.enroll({ ENROLL_TPM2: 'true', ENROLL_TPM2_PIN: 'false' });
  t.regex(output, /recovery key[\s\S]*The TPM:/);
  t.deepEqual(disk.slots().slice(0, 2), ['password', 'recovery']);
});

test('the backup of the header is encrypted, and brings the volume back', (t) => {
  const disk = volume(t);
  if (disk === null) return;
  const identity = join(disk.folder, 'identity');
  must('age-keygen', ['--output', identity]);
  const recipient = must('age-keygen', ['-y', identity]).trim();
  const strange = 'sk-ssh-ed25519@openssh.com AAAA of-a-security-key';
  const run = disk.enroll({ ENROLL_RECIPIENTS: `${strange}\n${recipient}` });
  t.is(run.status, 0, run.output);
  t.true(readFileSync(disk.backup, 'utf8').startsWith('age-encryption.org/v1\n'));
  t.is(statSync(disk.backup).mode & 0o777, 0o600);
  t.deepEqual(readdirSync(join(disk.folder, 'away')), ['header.age']);
  t.deepEqual(
    readdirSync('/dev/shm').filter((name) => name.startsWith('panther-enroll.')),
    [],
  );

  const header = join(disk.folder, 'header');
  must('age', ['--decrypt', '--identity', identity, '--output', header, disk.backup]);
  must('cryptsetup', ['luksErase', '--batch-mode', disk.device]);
  t.deepEqual(disk.slots(), []);
  const restore = ['luksHeaderRestore', disk.device, '--batch-mode'];
  must('cryptsetup', [...restore, '--header-backup-file', header]);
  t.deepEqual(disk.slots(), ['password', 'recovery']);
});

test('what is no LUKS2 volume is left alone', (t) => {
  const disk = volume(t);
  if (disk === null) return;
  writeFileSync(disk.device, Buffer.alloc(1 << 20));
  const { status, output } = disk.enroll();
  t.is(status, 1);
  t.regex(output, /no LUKS2 volume; nothing was changed/);
});
