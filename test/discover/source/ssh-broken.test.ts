import { readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { recordOverSsh, type SshWishes } from '../../../src/discover/source/ssh.ts';
import { PantherError } from '../../../src/model/errors.ts';
import { requireSshd, type Sshd, startSshd, withSsh } from '../../machine/sshd.ts';

/** How a recording ends that cannot be made: in one line, with a code of the table. */
async function refusal(
  t: ExecutionContext,
  sshd: Sshd,
  wishes: SshWishes = {},
  address = sshd.address,
): Promise<string> {
  const error = await withSsh(sshd, () =>
    t.throwsAsync(recordOverSsh(address, 'test', wishes), { instanceOf: PantherError }),
  );
  t.is((error as PantherError | undefined)?.failure, 'input');
  t.false(error?.message.includes('\n'), error?.message);
  return error?.message ?? '';
}

/** A server on loopback whose port is given, and which goes away after the test. */
async function listen(t: ExecutionContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A way to sshd that is cut after so many bytes of answer. */
function cutAfter(port: number, bytes: number): Server {
  return createServer((client) => {
    const server = connect(port, '127.0.0.1');
    let left = bytes;
    const end = () => {
      client.destroy();
      server.destroy();
    };
    client.on('error', end).on('close', end).pipe(server);
    server.on('error', end).on('close', end);
    server.on('data', (chunk: Buffer) => {
      client.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) end();
    });
  });
}

test.serial(
  'a host whose key is not known is refused, and remembered when that is asked for',
  async (t) => {
    if (!requireSshd(t)) return;
    const sshd = await startSshd(t);
    const known = await readFile(sshd.knownHosts, 'utf8');
    await writeFile(sshd.knownHosts, '');
    t.regex(await refusal(t, sshd), /host key is not known; .* --accept-new-host-key/);
    t.is(await readFile(sshd.knownHosts, 'utf8'), '');
    const capture = await withSsh(sshd, () =>
      recordOverSsh(sshd.address, 'test', { acceptNewHostKey: true }),
    );
    t.is(capture.origin, 'ssh');
    const key = known.split(' ')[2];
    t.true((await readFile(sshd.knownHosts, 'utf8')).includes(key ?? 'none'));
  },
);

test.serial('a host whose key has changed is refused, whatever was asked for', async (t) => {
  if (!requireSshd(t)) return;
  const sshd = await startSshd(t);
  const stranger = await readFile(join(sshd.root, 'etc/stranger.pub'), 'utf8');
  await writeFile(sshd.knownHosts, `[127.0.0.1]:${sshd.port} ${stranger}`);
  t.regex(await refusal(t, sshd), /host key has changed/);
  t.regex(await refusal(t, sshd, { acceptNewHostKey: true }), /host key has changed/);
});

test.serial(
  'an account that no key opens, a closed port and a mute one are told apart',
  async (t) => {
    if (!requireSshd(t)) return;
    const sshd = await startSshd(t, ['AuthorizedKeysFile none']);
    t.regex(await refusal(t, sshd), /no key opens this account/);
    const closing = createServer();
    const port = await listen(t, closing);
    await new Promise((resolve) => closing.close(resolve));
    t.regex(await refusal(t, sshd, {}, `ssh://127.0.0.1:${port}`), /connection was refused/);
    const mute = await listen(t, createServer());
    const limits = { connectSeconds: 1 };
    t.regex(await refusal(t, sshd, { limits }, `ssh://127.0.0.1:${mute}`), /no answer in time/);
    const rude = await listen(
      t,
      createServer((client) => client.destroy()),
    );
    t.regex(
      await refusal(t, sshd, {}, `ssh://127.0.0.1:${rude}`),
      /closed before anybody could log in/,
    );
    t.regex(await refusal(t, sshd, {}, 'ssh://name.invalid'), /host name is not known/);
  },
);

test.serial('a connection that is cut is an error wherever it happens', async (t) => {
  if (!requireSshd(t)) return;
  const sshd = await startSshd(t);
  for (const bytes of [0, 30, 2000, 8000, 20_000, 40_000]) {
    const port = await listen(t, cutAfter(sshd.port, bytes));
    const hostKey = await readFile(join(sshd.root, 'etc/host.pub'), 'utf8');
    await writeFile(sshd.knownHosts, `[127.0.0.1]:${port} ${hostKey}`);
    const said = await refusal(t, sshd, {}, sshd.address.replace(/[0-9]+$/, String(port)));
    t.regex(said, /broke half-way|closed before anybody could log in|no key opens/, `${bytes}`);
  }
});

const FORCED: readonly (readonly [string, string, RegExp])[] = [
  ['an answer that ends early', '/bin/sh | head -c 20000', /half-way, and nothing is kept/],
  ['an answer with a piece cut out of it', "/bin/sh | sed '/ 7 f$/d'", /did not ask/],
  ['a machine without a shell', 'exit 127', /there is no \/bin\/sh/],
  ['a menu', 'echo 1 Status; echo 2 Reboot; cat >/dev/null', /runs something else .*exit code 0/],
  ['a shell that is not one', 'echo Your account is disabled >&2; exit 1', /exit code 1/],
  [
    'a hostile complaint',
    'echo Permission denied >&2; printf "\\033[2J" >&2; exit 255',
    /no key|ssh failed/,
  ],
  ['an answer that never ends', 'cat /dev/zero', /more than 2 MiB/],
  ['silence', 'sleep 60', /not through after 2 s/],
];

for (const [name, command, said] of FORCED) {
  test.serial(`${name} is an error in one line`, async (t) => {
    if (!requireSshd(t)) return;
    const sshd = await startSshd(t, [`ForceCommand ${command}`]);
    const wholeMs = name === 'silence' ? 2000 : 60_000;
    t.regex(await refusal(t, sshd, { limits: { maxBytes: 2 ** 21, wholeMs } }), said);
  });
}

test.serial('what is no address never reaches ssh', async (t) => {
  const error = await t.throwsAsync(recordOverSsh('ssh://-oProxyCommand=x', 'test'), {
    instanceOf: PantherError,
  });
  t.is((error as PantherError).failure, 'usage');
  t.regex(error?.message ?? '', /no address of the form/);
});

test.serial('a computer without ssh says which tool is missing', async (t) => {
  const before = process.env['PATH'];
  process.env['PATH'] = '/nowhere';
  const error = await t.throwsAsync(recordOverSsh('ssh://host', 'test'), {
    instanceOf: PantherError,
  });
  process.env['PATH'] = before;
  t.is((error as PantherError).failure, 'missing');
  t.regex(error?.message ?? '', /there is no ssh here/);
});
