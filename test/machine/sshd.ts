import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { folder, program } from './folder.ts';

const SSHD = '/usr/sbin/sshd';

/** A real sshd on loopback with keys of its own, and an `ssh` that knows no other configuration. */
export interface Sshd {
  address: string;
  port: number;
  /** Its folder, readable by everybody. */
  root: string;
  /** A folder whose `ssh` is the system's, with the configuration of this test. */
  bin: string;
  knownHosts: string;
}

/** Whether sshd is there; where it is not, the test says aloud that it skips (see tools.ts). */
export function requireSshd(t: ExecutionContext): boolean {
  if (/\/(?:nologin|false)$/.test(userInfo().shell ?? '')) {
    t.log('SKIPPED: whoever runs the tests cannot log in');
    t.pass();
    return false;
  }
  if (existsSync(SSHD)) return true;
  if (process.env['PANTHER_REQUIRE_TOOLS'] === '1') t.fail(`${SSHD} is not installed`);
  else t.log(`SKIPPED: ${SSHD} is not installed`);
  t.pass();
  return false;
}

/** Starts an sshd that lets the user who runs the tests in; `settings` go into its configuration. */
export async function startSshd(
  t: ExecutionContext,
  settings: readonly string[] = [],
): Promise<Sshd> {
  const root = await folder(t, { 'bin/none': '', 'etc/none': '' });
  const etc = join(root, 'etc');
  for (const name of ['host', 'user', 'stranger']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(etc, name)]);
  }
  // sshd as root wants this folder, which is made at boot where sshd is a service.
  if (process.geteuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const port = await freePort();
  const knownHosts = join(etc, 'known_hosts');
  const hostKey = execFileSync('cat', [join(etc, 'host.pub')], { encoding: 'utf8' });
  await writeFile(knownHosts, `[127.0.0.1]:${port} ${hostKey}`);
  await writeFile(
    join(etc, 'sshd_config'),
    [
      // Of a setting that is there twice the first counts.
      ...settings,
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(etc, 'host')}`,
      `AuthorizedKeysFile ${join(etc, 'user.pub')}`,
      `PidFile ${join(etc, 'sshd.pid')}`,
      'PermitRootLogin yes',
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      '',
    ].join('\n'),
  );
  await writeFile(
    join(etc, 'ssh_config'),
    [
      'Host panther-alias',
      '  HostName 127.0.0.1',
      `  Port ${port}`,
      'Host *',
      `  IdentityFile ${join(etc, 'user')}`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${knownHosts}`,
      '  GlobalKnownHostsFile /dev/null',
      '  StrictHostKeyChecking yes',
      '',
    ].join('\n'),
  );
  await program(join(root, 'bin/ssh'), `exec /usr/bin/ssh -F ${join(etc, 'ssh_config')} "$@"`);
  const daemon = spawn(SSHD, ['-D', '-e', '-f', join(etc, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.teardown(() => daemon.kill());
  await listening(daemon);
  const { username } = userInfo();
  return {
    address: `ssh://${username}@127.0.0.1:${port}`,
    port,
    root,
    bin: join(root, 'bin'),
    knownHosts,
  };
}

/** Runs something with the `ssh` of this sshd as the first on PATH; never two at a time. */
export async function withSsh<T>({ bin }: Sshd, work: () => Promise<T>): Promise<T> {
  const before = process.env['PATH'];
  process.env['PATH'] = `${bin}:${before}`;
  try {
    return await work();
  } finally {
    process.env['PATH'] = before;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function listening(daemon: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    daemon.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (/Server listening on/.test(said)) resolve();
    });
    daemon.on('exit', () => reject(new Error(`sshd did not start: ${said}`)));
  });
}
