import test from 'ava';
import { requireSshd, startSshd } from '../machine/sshd.ts';
import { failsInOneLine, place, run, succeeds, VPS_ANSWERS } from './run.ts';

test('a machine on the network can be recorded, matched and made a host of', async (t) => {
  if (!requireSshd(t)) return;
  const sshd = await startSshd(t);
  const where = await place(t);
  const env = { PATH: `${sshd.bin}:${process.env['PATH']}` };
  const recorded = await run(where, ['capture', '--from', sshd.address], { env });
  succeeds(t, recorded);
  const capture = JSON.parse(recorded.stdout);
  t.is(capture.origin, 'ssh');
  t.true(capture.redacted);

  const matched = await run(where, ['match', '--json', sshd.address, 'local'], { env });
  const [remote, local] = matched.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.is(remote.input, sshd.address);
  t.deepEqual({ ...remote, input: 'local' }, local);

  const made = await run(where, ['--from', sshd.address, '--dry-run', ...VPS_ANSWERS], { env });
  t.true(made.code === 0 || made.code === 3, made.stderr);
});

test('a machine that cannot be reached is one line and exit 2, and nothing is written', async (t) => {
  if (!requireSshd(t)) return;
  const sshd = await startSshd(t, ['AuthorizedKeysFile none']);
  const where = await place(t);
  const env = { PATH: `${sshd.bin}:${process.env['PATH']}` };
  const ran = await run(where, ['capture', '--from', sshd.address, '-o', 'here.json'], { env });
  failsInOneLine(t, ran, 2, sshd.address, 'no key opens this account');
  const listed = await run(where, ['match', '--json', sshd.address, 'local'], { env });
  t.is(listed.code, 2);
  t.regex(JSON.parse(listed.stdout.split('\n')[0] ?? '').error, /no key opens/);
});

test('what is no address is told before anything is started', async (t) => {
  const where = await place(t);
  const how = { env: { PATH: '/nowhere' } };
  for (const address of ['ssh://', 'ssh://-F/etc/passwd', 'ssh://a b', 'ssh://h:99999']) {
    failsInOneLine(t, await run(where, ['--from', address], how), 2, 'ssh://user@host:port');
  }
  failsInOneLine(t, await run(where, ['--from', 'ssh://h'], how), 5, 'there is no ssh here');
});
